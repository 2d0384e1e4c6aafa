import { AlarmClock, ArrowUpDown, CheckCheck, CircleDot, Handshake, Hourglass, LogOut, Megaphone, MessageSquarePlus, ScrollText, Undo2, UserRound, UsersRound } from "lucide-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { ConversationRow } from "../../protocol";
import { bareId } from "../../live/ids";
import { useLive, type LiveStore } from "../../live/store";
import type { SystemItem } from "../../live/timeline";
import { whyChosen } from "../../live/why";
import { useNames, type Names } from "../../ui/names";
import { whyText } from "../../ui/why";

const QUEUED = new Set(["new", "agent_offline", "agent_full", "released", "transferred", "escalated", "experts", "snooze_ended", "agent_away", "shift_ended"]);

export function SystemLine({ item, row }: { item: SystemItem; row: ConversationRow }) {
  const { t } = useTranslation();
  const names = useNames();
  const agents = useLive((s) => s.agents);
  const me = useLive((s) => s.me?.id);
  const tone = item.event.kind === "sla" || item.event.kind === "escalated" ? (item.event.signal === "Breach" ? "danger" : "warning") : undefined;
  return (
    <p className="system" data-tone={tone} data-testid="system-line" data-kind={item.event.kind}>
      {iconOf(item)}
      <span>{textOf(item, row, t, names, agents, me)}</span>
      <time className="num" dateTime={item.at} title={names.full(item.at)}>
        {names.time(item.at)}
      </time>
    </p>
  );
}

function iconOf({ event }: SystemItem) {
  switch (event.kind) {
    case "opened":
      return <MessageSquarePlus size={13} aria-hidden="true" />;
    case "queued":
      return <UsersRound size={13} aria-hidden="true" />;
    case "passed":
      return <Undo2 size={13} aria-hidden="true" />;
    case "left":
      return <LogOut size={13} aria-hidden="true" />;
    case "handed-over":
      return <Handshake size={13} aria-hidden="true" />;
    case "assigned":
      return <UserRound size={13} aria-hidden="true" />;
    case "priority":
      return <ArrowUpDown size={13} aria-hidden="true" />;
    case "sla":
    case "snoozed":
    case "snooze-ended":
      return <AlarmClock size={13} aria-hidden="true" />;
    case "escalated":
      return <Megaphone size={13} aria-hidden="true" />;
    case "terms":
      return <ScrollText size={13} aria-hidden="true" />;
    case "status":
      return event.status === "Waiting" ? <Hourglass size={13} aria-hidden="true" /> : event.status === "Open" ? <CircleDot size={13} aria-hidden="true" /> : <CheckCheck size={13} aria-hidden="true" />;
  }
}

function textOf({ event, at }: SystemItem, row: ConversationRow, t: TFunction, names: Names, agents: LiveStore["agents"], me: string | undefined): string {
  const by = (what: string, who: string | null) => {
    if (!who) return what;
    if (who === me) return t("system.byYou", { what });
    const name = agents[bareId(who)]?.profile.name;
    return name ? t("system.by", { what, name }) : what;
  };
  switch (event.kind) {
    case "opened":
      return t("system.opened", { name: event.customerName, channel: event.channel });
    case "queued":
      return by(t(`system.queued.${QUEUED.has(event.reason) ? event.reason : "other"}`, { team: event.team }), event.by);
    case "assigned": {
      if (event.by && event.by === event.agent) return event.agent === me ? t("system.youTook") : t("system.took", { name: event.agentName });
      const who = event.agent === me ? t("system.assignedYou") : t("system.assigned", { name: event.agentName });
      if (event.by) return event.over ? t("system.beyond", { what: by(who, event.by), load: event.over.load, capacity: event.over.capacity }) : by(who, event.by);
      if (!event.why) return who;
      const parts = whyChosen(event.why, agents[bareId(event.agent)], row.language);
      const reasons = parts.map((part) => whyText(part, t, names)).join(t("common.listSeparator"));
      return reasons ? t("system.because", { who, reasons }) : who;
    }
    case "left":
      return t("system.left", { name: event.agentName });
    case "handed-over": {
      const facts = [
        event.scenario && t(`scenario.${event.scenario}`, { defaultValue: event.scenario }),
        t("system.facts.messages", { count: event.messages }),
        event.waitingSince ? t("system.facts.unanswered", { count: event.unanswered, time: names.soon(event.waitingSince) }) : t("system.facts.answered"),
      ].filter(Boolean);
      return t("system.handedOver", { name: event.agentName, facts: facts.join(t("common.listSeparator")) });
    }
    case "passed":
      return t(`system.${event.lapsed ? "lapsed" : "passed"}${event.agent === me ? "You" : ""}`, { name: event.agentName });
    case "status":
      return by(t(`system.status.${event.status}`), event.by);
    case "priority":
      return by(t("system.priority", { priority: t(`priority.${event.priority}`) }), event.by);
    case "terms":
      return t("system.terms");
    case "snoozed":
      return by(t("system.snoozed", { time: names.dayTime(event.until) }), event.by);
    case "snooze-ended":
      return t("system.snoozeEnded");
    case "escalated": {
      const told = (["agent", "team", "supervisors"] as const).filter((who) => event[who]).map((who) => t(`system.told.${who}`));
      const what = t(`system.escalated.${event.signal === "Breach" ? "breach" : "warning"}`, { clock: t(`sla.clock.${event.clock}`) });
      return told.length > 0 ? t("system.toldTo", { what, who: told.join(t("common.listSeparator")) }) : what;
    }
    case "sla":
      return t(`system.sla.${event.signal}`, { clock: t(`sla.clock.${event.clock}`), time: event.signal === "Breach" ? names.time(event.dueAt || at) : names.time(event.dueAt) });
  }
}
