import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { EscalationRule, Priority, SlaClockKind, SlaSettings, SlaSignalKind } from "../../protocol";
import { Button, IconButton } from "../../ui/Button";
import { One, Parsed, Several } from "../../ui/Fields";
import { PRIORITIES, Row } from "./Policies";

const SIGNALS: readonly SlaSignalKind[] = ["PercentWarning", "TimeWarning", "Breach"];
const CLOCKS: readonly SlaClockKind[] = ["FirstResponse", "NextResponse", "Resolution", "Marketplace"];
const TOLD = ["agent", "team", "supervisors"] as const;

export function Escalations({ settings, onChange }: { settings: SlaSettings; onChange(settings: SlaSettings): void }) {
  const { t } = useTranslation();
  const rules = settings.escalations;
  const put = (escalations: EscalationRule[]) => onChange({ ...settings, escalations });
  return (
    <div className="cards">
      <p className="faint">{t("levels.escalationsHint")}</p>
      {rules.map((rule, i) => {
        const change = (to: Partial<EscalationRule>) => put(rules.map((r, k) => (k === i ? { ...r, ...to } : r)));
        return (
          <section className="card" key={i} data-testid="escalation">
            <header>
              <One all={SIGNALS} value={rule.on} name={(s) => t(`levels.signal.${s}`)} label={t("levels.when")} onChange={(on) => change({ on })} testId="escalation-on" />
              <span className="tools">
                <IconButton label={t("levels.remove")} onClick={() => put(rules.filter((_, k) => k !== i))}>
                  <Trash2 size={15} />
                </IconButton>
              </span>
            </header>
            <Row label={t("levels.clocks")}>
              <Several all={CLOCKS} value={rule.clocks ?? []} name={(c) => t(`sla.clock.${c}`)} label={t("levels.clocks")} every={t("levels.every")} onChange={(clocks) => change({ clocks })} />
            </Row>
            <Row label={t("levels.tell")}>
              <Several
                all={TOLD}
                value={TOLD.filter((who) => rule[who])}
                name={(who) => t(`levels.told.${who}`)}
                label={t("levels.tell")}
                onChange={(who) => change({ agent: who.includes("agent"), team: who.includes("team"), supervisors: who.includes("supervisors") })}
              />
            </Row>
            <Row label={t("levels.raiseTo")}>
              <One<Priority | ""> all={["", ...PRIORITIES]} value={rule.raiseTo ?? ""} name={(p) => (p ? t(`priority.${p}`) : t("levels.leave"))} label={t("levels.raiseTo")} onChange={(p) => change({ raiseTo: p || null })} />
            </Row>
            <Row label={t("levels.moveTo")}>
              <Parsed value={rule.moveTo ?? ""} show={(team) => team} read={(team) => (/^[a-z0-9-]{0,40}$/.test(team) ? team : null)} onChange={(team) => change({ moveTo: team || null })} label={t("levels.moveTo")} placeholder={t("levels.leave")} />
            </Row>
          </section>
        );
      })}
      <Button onClick={() => put([...rules, { on: "Breach", clocks: null, agent: true, team: false, supervisors: true, raiseTo: null, moveTo: null }])}>{t("levels.addEscalation")}</Button>
    </div>
  );
}
