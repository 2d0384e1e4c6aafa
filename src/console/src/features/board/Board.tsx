import { ArrowLeft, Inbox } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgentId, QueueLine, TeamRules, WaitingGroup } from "../../protocol";
import { transfer } from "../../live/commands";
import { primary } from "../../live/ids";
import { go } from "../../live/nav";
import { useLive } from "../../live/store";
import { fits } from "../../live/team";
import { useNow } from "../../live/time";
import { setUi } from "../../live/ui";
import { Ago } from "../../ui/Ago";
import { IconButton } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { Empty } from "../../ui/State";
import { Line, risky } from "./Line";
import { Seats } from "./Seats";
import "./board.css";

/** A waiting conversation, and whose queue it is in. */
export interface Waiting extends QueueLine {
  team: string;
  rules: TeamRules | null;
}

const keyOf = (group: Pick<WaitingGroup, "language" | "skill">) => `${group.language}|${group.skill ?? ""}`;
const groupOf = (line: QueueLine) => keyOf({ language: primary(line.language), skill: line.skills?.[0]?.skill ?? null });

/** The floor as it is now, all of it by push: what waits and why, who is there with how much, and a hand on both. */
export function Board() {
  const { t } = useTranslation();
  const queues = useLive((s) => s.queues);
  const agents = useLive((s) => s.agents);
  const rows = useLive((s) => s.rows);
  const now = useNow(5000);
  const [team, setTeam] = useState<string | null>(null);
  const [group, setGroup] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);

  const shown = Object.values(queues).filter((q) => team === null || q.team === team);
  const groups = merged(shown.flatMap((q) => q.groups ?? []));
  const all: Waiting[] = shown.flatMap((q) => q.waiting.map((line) => ({ ...line, team: q.team, rules: q.rules ?? null })));
  const filter = groups.some((g) => keyOf(g) === group) ? group : null;
  const lines = all.filter((line) => filter === null || groupOf(line) === filter).sort((a, b) => due(a) - due(b));
  const count = shown.reduce((sum, q) => sum + q.count, 0);
  const oldest = groups.reduce<string | null>((first, g) => (first === null || g.oldest < first ? g.oldest : first), null);
  const atRisk = all.filter((line) => risky(line, rows[line.conversation], now)).length;
  const seats = Object.values(agents).filter((a) => shown.some((q) => a.profile.teams.includes(q.team)));

  const hand = (id: string, to: AgentId) => {
    const line = all.find((w) => w.conversation === id);
    const agent = seats.find((a) => a.id === to);
    if (!line || !agent) return;
    if (fits(agent, line.weight)) void transfer(line.conversation, { to }, null);
    else setUi({ dialog: "send", sending: { conversation: line.conversation, to } });
  };

  return (
    <div className="page" data-testid="board">
      <header className="page-head board-head">
        <IconButton label={t("common.back")} onClick={() => go({ page: null })}>
          <ArrowLeft size={18} />
        </IconButton>
        <h2>{t("board.title")}</h2>
        {Object.keys(queues).length > 1 && (
          <select className="board-team" value={team ?? ""} aria-label={t("board.team")} onChange={(e) => setTeam(e.target.value || null)}>
            <option value="">{t("board.everyTeam")}</option>
            {Object.keys(queues).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        <dl className="board-facts">
          <Fact name={t("board.waiting")} value={count} testId="board-waiting" />
          <Fact name={t("board.oldest")} value={oldest ? <Ago at={oldest} /> : "–"} testId="board-oldest" />
          <Fact name={t("board.atRisk")} value={atRisk} tone={atRisk > 0 ? "warning" : undefined} testId="board-risk" />
          <Fact name={t("board.online")} value={seats.filter((a) => a.presence === "Online").length} testId="board-online" />
        </dl>
      </header>
      <div className="board-body">
        <section className="board-queue" aria-label={t("board.queue")}>
          <Groups groups={groups} chosen={filter} onChoose={setGroup} />
          {lines.length === 0 ? (
            <Empty icon={<Inbox size={26} strokeWidth={1.5} />} title={t("team.none")}>
              {t("board.emptyHint")}
            </Empty>
          ) : (
            <ol className="board-lines" onKeyDown={moveFocus}>
              {lines.map((line) => (
                <Line key={line.conversation} line={line} open={open === line.conversation} onToggle={() => setOpen(open === line.conversation ? null : line.conversation)} />
              ))}
            </ol>
          )}
          {count > all.length && <p className="faint board-more">{t("board.more", { count: count - all.length })}</p>}
        </section>
        <Seats agents={seats} onDrop={hand} />
      </div>
    </div>
  );
}

const due = (line: QueueLine) => (line.dueAt ? Date.parse(line.dueAt) : Infinity);

/** Several stores or teams may wait with the same language and skill. */
function merged(groups: readonly WaitingGroup[]): WaitingGroup[] {
  const found = new Map<string, WaitingGroup>();
  for (const group of groups) {
    const held = found.get(keyOf(group));
    found.set(keyOf(group), held ? { ...held, count: held.count + group.count, oldest: held.oldest < group.oldest ? held.oldest : group.oldest } : group);
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

function Groups({ groups, chosen, onChoose }: { groups: readonly WaitingGroup[]; chosen: string | null; onChoose(group: string | null): void }) {
  const { t } = useTranslation();
  const names = useNames();
  if (groups.length === 0) return null;
  return (
    <div className="board-groups" role="group" aria-label={t("board.byNeed")} data-testid="board-groups">
      {groups.map((g) => {
        const key = keyOf(g);
        return (
          <button key={key} type="button" className="board-group" aria-pressed={chosen === key} onClick={() => onChoose(chosen === key ? null : key)} data-testid="board-group">
            <b className="num">{g.count}</b>
            <span>
              {names.language(g.language)}
              {g.skill && ` · ${g.skill}`}
            </span>
            <small>
              <Ago at={g.oldest} />
            </small>
          </button>
        );
      })}
    </div>
  );
}

function Fact({ name, value, tone, testId }: { name: string; value: React.ReactNode; tone?: "warning" | undefined; testId: string }) {
  return (
    <div data-tone={tone}>
      <dt>{name}</dt>
      <dd className="num" data-testid={testId}>
        {value}
      </dd>
    </div>
  );
}

/** Arrows (and j, k) go from line to line. */
function moveFocus(event: React.KeyboardEvent<HTMLOListElement>): void {
  const by = event.key === "ArrowDown" || event.key === "j" ? 1 : event.key === "ArrowUp" || event.key === "k" ? -1 : 0;
  if (by === 0 || !(event.target instanceof HTMLElement) || !event.target.matches(".line-main")) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(".line-main")];
  all[all.indexOf(event.target) + by]?.focus();
  event.preventDefault();
}
