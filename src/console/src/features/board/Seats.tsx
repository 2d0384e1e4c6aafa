import { Hourglass } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgentId, AgentView } from "../../protocol";
import { drain } from "../../live/commands";
import { useLive } from "../../live/store";
import { byPresence } from "../../live/team";
import { useNow } from "../../live/time";
import { Avatar } from "../../ui/Avatar";
import { useNames } from "../../ui/names";
import { usePresenceText } from "../../ui/presence";
import { DRAGGED } from "./Line";

/** Who is there, with how much; a conversation dropped on one is theirs. */
export function Seats({ agents, onDrop }: { agents: readonly AgentView[]; onDrop(conversation: string, to: AgentId): void }) {
  const { t } = useTranslation();
  return (
    <section className="board-agents" aria-label={t("board.agents")}>
      <ul>
        {[...agents].sort(byPresence).map((agent) => (
          <Seat key={agent.id} agent={agent} onDrop={(conversation) => onDrop(conversation, agent.id)} />
        ))}
      </ul>
    </section>
  );
}

function Seat({ agent, onDrop }: { agent: AgentView; onDrop(conversation: string): void }) {
  const { t } = useTranslation();
  const names = useNames();
  const say = usePresenceText();
  const [over, setOver] = useState(false);
  const { name, capacity, languages, skills } = agent.profile;
  const share = capacity > 0 ? Math.min(1, agent.load / capacity) : Math.min(1, agent.load);
  const takes = (event: React.DragEvent) => event.dataTransfer.types.includes(DRAGGED);
  return (
    <li
      className="board-seat"
      data-testid="board-seat"
      data-presence={agent.presence}
      data-over={over || undefined}
      onDragOver={(e) => {
        if (!takes(e)) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        setOver(false);
        const id = e.dataTransfer.getData(DRAGGED);
        if (id) onDrop(id);
        e.preventDefault();
      }}
    >
      <Avatar name={name} size={32} presence={agent.presence} />
      <div className="board-seat-who">
        <bdi className="truncate">{name}</bdi>
        <span className="faint truncate" data-testid="board-presence">
          {say(agent.presence, agent.reason)}
          {agent.profile.shift && agent.shiftChanges && ` · ${t(agent.onShift ? "board.shiftUntil" : "board.shiftFrom", { time: names.soon(agent.shiftChanges) })}`}
        </span>
      </div>
      <span className="num board-seat-load" data-full={share >= 1} data-testid="board-load" title={t("board.conversations", { count: agent.conversations })}>
        {agent.load}/{capacity}
      </span>
      <span className="bar board-seat-bar" data-full={share >= 1} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <div className="board-seat-tags">
        {languages.map((l) => (
          <span key={l.code} className="chip" data-level={l.proficiency} title={t(`why.proficiency${l.proficiency}`, { language: names.languageInText(l.code) })}>
            {l.code}
          </span>
        ))}
        {skills.map((s) => (
          <span key={s.skill} className="chip">
            {s.skill} {s.level}
          </span>
        ))}
        <button type="button" className="board-drain" aria-pressed={agent.draining} onClick={() => void drain(agent.id, !agent.draining)} title={t("board.drainHint")} data-testid="board-drain">
          {t(agent.draining ? "board.draining" : "board.drain")}
        </button>
      </div>
      {agent.offers?.map((offer) => (
        <Offered key={offer.conversation} conversation={offer.conversation} until={offer.until} />
      ))}
    </li>
  );
}

function Offered({ conversation, until }: { conversation: `cnv_${string}`; until: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const name = useLive((s) => s.rows[conversation]?.customerName);
  return (
    <p className="board-offer" data-testid="board-offer">
      <Hourglass size={12} aria-hidden="true" />
      <span className="truncate">{t("board.offered", { name: name ?? "…" })}</span>
      <span className="num">{t("offer.left", { seconds: Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)) })}</span>
    </p>
  );
}
