import { CalendarClock } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { SCENARIOS, type CustomerTier, type Priority, type SlaPreview, type SlaSettings } from "../../protocol";
import { rest } from "../../live/rest";
import { minutesOf, shortSpan } from "../../live/spans";
import { regional } from "../../ui/names";
import { One } from "../../ui/Fields";
import { PRIORITIES, Row, TIERS } from "./Policies";

const AFTER_TYPING = 250;

/** "A message now would be due …", by the settings on screen, saved or not. */
export function Preview({ store, settings, channels }: { store: string; settings: SlaSettings; channels: readonly string[] }) {
  const { t, i18n } = useTranslation();
  const [channel, setChannel] = useState(channels[0] ?? "");
  const [tier, setTier] = useState<CustomerTier>("Standard");
  const [priority, setPriority] = useState<Priority>("Normal");
  const [scenario, setScenario] = useState("");
  const [at, setAt] = useState("");
  const [answer, setAnswer] = useState<SlaPreview | "failed" | null>(null);

  useEffect(() => {
    const gone = new AbortController();
    const timer = setTimeout(() => {
      rest<SlaPreview>("POST", `/stores/${store}/sla/preview`, { channel, tier, priority, scenario: scenario || null, at: at ? new Date(at).toISOString() : null, settings }, gone.signal).then(setAnswer, () => gone.signal.aborted || setAnswer("failed"));
    }, AFTER_TYPING);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [store, settings, channel, tier, priority, scenario, at]);

  const inZone = (instant: string, zone: string) => new Intl.DateTimeFormat(regional(i18n.language), { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short", timeZone: zone }).format(new Date(instant));
  return (
    <aside className="card levels-preview" aria-label={t("levels.preview")} data-testid="sla-preview">
      <header>
        <CalendarClock size={16} aria-hidden="true" />
        <strong>{at ? t("levels.previewAt") : t("levels.previewNow")}</strong>
      </header>
      <Row label={t("levels.channel")}>
        <One all={channels} value={channel} name={(c) => c} label={t("levels.channel")} onChange={setChannel} />
      </Row>
      <Row label={t("levels.tier")}>
        <One<CustomerTier> all={TIERS} value={tier} name={(x) => t(`tier.${x.toLowerCase()}`)} label={t("levels.tier")} onChange={(one) => setTier(one)} />
      </Row>
      <Row label={t("priority.label")}>
        <One<Priority> all={PRIORITIES} value={priority} name={(x) => t(`priority.${x}`)} label={t("priority.label")} onChange={(one) => setPriority(one)} testId="preview-priority" />
      </Row>
      <Row label={t("scenario.label")}>
        <One all={["", ...SCENARIOS]} value={scenario} name={(x) => (x ? t(`scenario.${x}`) : "–")} label={t("scenario.label")} onChange={setScenario} />
      </Row>
      <Row label={t("levels.comesAt")}>
        <input className="level-field" type="datetime-local" value={at} onChange={(e) => setAt(e.target.value)} aria-label={t("levels.comesAt")} data-testid="preview-at" />
      </Row>
      <div aria-live="polite" className="answer">
        {answer === "failed" && <p className="wrong">{t("levels.previewFailed")}</p>}
        {answer && answer !== "failed" && answer.problem && <p className="wrong">{answer.problem}</p>}
        {answer && answer !== "failed" && !answer.problem && (
          <>
            <p>
              {answer.policy ? t("levels.byPolicy", { policy: answer.policy }) : t("levels.noPolicy")} · {t(answer.open ? "levels.openThen" : "levels.closedThen")}
            </p>
            <dl data-testid="preview-due">
              {answer.clocks.map((clock) => (
                <div key={clock.kind} data-clock={clock.kind}>
                  <dt>
                    {t(`sla.clock.${clock.kind}`)} <span className="faint num">{shortSpan(minutesOf(clock.target))}</span>
                  </dt>
                  <dd>{clock.dueAt ? <time dateTime={clock.dueAt}>{inZone(clock.dueAt, answer.zone)}</time> : t("levels.neverDue")}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </aside>
  );
}
