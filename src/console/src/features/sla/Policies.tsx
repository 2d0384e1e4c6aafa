import { ArrowDown, ArrowUp, Copy, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SCENARIOS, type CustomerTier, type Priority, type SlaPolicy, type SlaSettings, type SlaTargets } from "../../protocol";
import { minutesOf, shortSpan, spanOf, typedSpan } from "../../live/spans";
import { Button, IconButton } from "../../ui/Button";
import { One, Parsed, Several } from "../../ui/Fields";

export const PRIORITIES: readonly Priority[] = ["Urgent", "High", "Normal", "Low"];
export const TIERS: readonly CustomerTier[] = ["Standard", "Wholesale", "Vip"];
const TARGETS = ["firstResponse", "nextResponse", "resolution"] as const;
const CLOCK = { firstResponse: "FirstResponse", nextResponse: "NextResponse", resolution: "Resolution" } as const;
const KEY = { Urgent: "urgent", High: "high", Normal: "normal", Low: "low" } as const;

interface Props {
  settings: SlaSettings;
  channels: readonly string[];
  onChange(settings: SlaSettings): void;
}

/** Asked from the top; the first that names a conversation holds, and the last holds for all others. */
export function Policies({ settings, channels, onChange }: Props) {
  const { t } = useTranslation();
  const { policies } = settings;
  const put = (next: SlaPolicy[]) => onChange({ ...settings, policies: next });
  const swap = (i: number, j: number) => put(policies.map((p, k) => (k === i ? policies[j]! : k === j ? policies[i]! : p)));
  const id = () => `policy-${Date.now().toString(36)}`;
  return (
    <div className="cards">
      <p className="faint">{t("levels.policiesHint")}</p>
      {policies.map((policy, i) => (
        <Policy
          key={policy.id}
          policy={policy}
          settings={settings}
          onChange={(next) => put(policies.map((p, k) => (k === i ? next : p)))}
          tools={
            <>
              <IconButton label={t("levels.up")} disabled={i === 0} onClick={() => swap(i, i - 1)}>
                <ArrowUp size={15} />
              </IconButton>
              <IconButton label={t("levels.down")} disabled={i === policies.length - 1} onClick={() => swap(i, i + 1)}>
                <ArrowDown size={15} />
              </IconButton>
              <IconButton label={t("levels.copy")} onClick={() => put([...policies.slice(0, i + 1), { ...policy, id: id() }, ...policies.slice(i + 1)])}>
                <Copy size={15} />
              </IconButton>
              <IconButton label={t("levels.remove")} onClick={() => put(policies.filter((_, k) => k !== i))}>
                <Trash2 size={15} />
              </IconButton>
            </>
          }
        >
          <Row label={t("levels.channels")}>
            <Several all={channels} value={policy.channels} name={(c) => c} label={t("levels.channels")} every={t("levels.every")} onChange={(value) => put(policies.map((p, k) => (k === i ? { ...p, channels: value } : p)))} />
          </Row>
          <Row label={t("levels.tiers")}>
            <Several all={TIERS} value={policy.tiers} name={(x) => t(`tier.${x.toLowerCase()}`)} label={t("levels.tiers")} every={t("levels.every")} onChange={(tiers) => put(policies.map((p, k) => (k === i ? { ...p, tiers } : p)))} />
          </Row>
          <Row label={t("levels.priorities")}>
            <Several all={PRIORITIES} value={policy.priorities ?? []} name={(x) => t(`priority.${x}`)} label={t("levels.priorities")} every={t("levels.every")} onChange={(priorities) => put(policies.map((p, k) => (k === i ? { ...p, priorities } : p)))} />
          </Row>
          <Row label={t("levels.scenarios")}>
            <Several all={SCENARIOS} value={policy.scenarios ?? []} name={(x) => t(`scenario.${x}`)} label={t("levels.scenarios")} every={t("levels.every")} onChange={(scenarios) => put(policies.map((p, k) => (k === i ? { ...p, scenarios } : p)))} />
          </Row>
        </Policy>
      ))}
      <Button onClick={() => put([...policies, { ...settings.policy, id: id(), name: t("levels.newPolicy") }])} data-testid="add-policy">
        {t("levels.addPolicy")}
      </Button>
      <Policy policy={settings.policy} settings={settings} onChange={(policy) => onChange({ ...settings, policy })}>
        <p className="faint">{t("levels.lastPolicy")}</p>
      </Policy>
    </div>
  );
}

function Policy({ policy, settings, onChange, tools, children }: { policy: SlaPolicy; settings: SlaSettings; onChange(policy: SlaPolicy): void; tools?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  const target = (priority: Priority): SlaTargets => policy[KEY[priority]];
  return (
    <section className="card" data-testid="policy">
      <header>
        <Parsed value={policy.name} show={(n) => n} read={(n) => (n.trim() ? n : null)} onChange={(name) => onChange({ ...policy, name })} label={t("levels.name")} className="title" />
        <span className="tools">{tools}</span>
      </header>
      {children}
      <table className="targets">
        <thead>
          <tr>
            <td />
            {TARGETS.map((x) => (
              <th key={x} scope="col">
                {t(`sla.clock.${CLOCK[x]}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PRIORITIES.map((priority) => (
            <tr key={priority}>
              <th scope="row">{t(`priority.${priority}`)}</th>
              {TARGETS.map((x) => (
                <td key={x}>
                  <Parsed
                    value={target(priority)[x]}
                    show={(span) => (span === null ? "" : shortSpan(minutesOf(span)))}
                    read={(text) => {
                      const minutes = typedSpan(text);
                      return minutes === null || minutes <= 0 ? null : spanOf(minutes);
                    }}
                    onChange={(span) => onChange({ ...policy, [KEY[priority]]: { ...target(priority), [x]: span } })}
                    label={`${t(`priority.${priority}`)}, ${t(`sla.clock.${CLOCK[x]}`)}`}
                    placeholder={t("levels.none")}
                    testId={`target-${priority}-${x}`}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="line">
        <span>{t("levels.warnAt")}</span>
        <Parsed
          value={policy.warnings.percent}
          show={(n) => (n === null ? "" : String(n))}
          read={(text) => (/^[1-9]\d?$/.test(text) ? Number(text) : null)}
          onChange={(percent) => onChange({ ...policy, warnings: { ...policy.warnings, percent } })}
          label={t("levels.warnPercent")}
          className="small"
        />
        <span>{t("levels.warnAnd")}</span>
        <Parsed
          value={policy.warnings.before}
          show={(span) => (span === null ? "" : shortSpan(minutesOf(span)))}
          read={(text) => {
            const minutes = typedSpan(text);
            return minutes === null || minutes <= 0 ? null : spanOf(minutes);
          }}
          onChange={(before) => onChange({ ...policy, warnings: { ...policy.warnings, before } })}
          label={t("levels.warnBefore")}
          className="small"
        />
        <span>{t("levels.warnEnd")}</span>
      </div>
      <Row label={t("levels.calendar")}>
        <One
          all={["", ...settings.calendars.map((c) => c.id)]}
          value={policy.calendar ?? ""}
          name={(one) => settings.calendars.find((c) => c.id === one)?.name ?? t("levels.storeHours")}
          label={t("levels.calendar")}
          onChange={(calendar) => onChange({ ...policy, calendar: calendar || null })}
        />
      </Row>
    </section>
  );
}

export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="card-row">
      <span className="card-label">{label}</span>
      {children}
    </div>
  );
}
