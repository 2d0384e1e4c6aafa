import { Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConversationRow } from "../protocol";
import { countdown, dueClock, urgency } from "../live/sla";
import { useNow } from "../live/time";

export function Countdown({ due, quarterLeft, icon = false, label }: { due: string; quarterLeft: string | null; icon?: boolean; label?: string }) {
  const now = useNow();
  const { t } = useTranslation();
  const at = Date.parse(due);
  const state = urgency(at, quarterLeft ? Date.parse(quarterLeft) : null, now);
  return (
    <span className="chip sla" data-urgency={state} data-testid="sla-chip" title={label ? `${label} · ${t(`sla.state.${state}`)}` : t(`sla.state.${state}`)}>
      {icon && <Clock size={12} aria-hidden="true" />}
      <span className="visually-hidden">{t(`sla.state.${state}`)}: </span>
      {countdown(at, now)}
    </span>
  );
}

/** The time left on a row's earliest clock. Only mounted rows tick. */
export function SlaChip({ row, icon = false }: { row: ConversationRow; icon?: boolean }) {
  const { t } = useTranslation();
  if (!row.dueAt) return null;
  return <Countdown due={row.dueAt} quarterLeft={dueClock(row)?.quarterLeftAt ?? null} icon={icon} label={row.dueClock ? t(`sla.clock.${row.dueClock}`) : undefined} />;
}
