import { useTranslation } from "react-i18next";
import type { AgentView } from "../../protocol";
import { useLive } from "../../live/store";
import { Avatar } from "../../ui/Avatar";
import { Tip } from "../../ui/Tip";
import "./team.css";

const ORDER = { Online: 0, Busy: 1, Away: 2, Offline: 3 } as const;

export function TeamStrip() {
  const { t } = useTranslation();
  const agents = useLive((s) => s.agents);
  const queues = useLive((s) => s.queues);
  const sorted = Object.values(agents).sort((a, b) => ORDER[a.presence] - ORDER[b.presence] || a.profile.name.localeCompare(b.profile.name));
  const waiting = Object.values(queues).reduce((sum, q) => sum + q.count, 0);
  if (sorted.length === 0) return null;
  return (
    <section className="team" aria-label={t("team.title")} data-testid="team">
      <h2>
        <span>{t("team.title")}</span>
        <span className="team-waiting num" data-testid="queue-waiting">
          {waiting > 0 ? t("team.waiting", { count: waiting }) : t("team.none")}
        </span>
      </h2>
      <ul>
        {sorted.map((agent) => (
          <Seat key={agent.id} agent={agent} />
        ))}
      </ul>
    </section>
  );
}

function Seat({ agent }: { agent: AgentView }) {
  const { t } = useTranslation();
  const { name, capacity } = agent.profile;
  const label = t("team.label", { name, presence: t(`presence.${agent.presence}`), load: agent.load, capacity });
  const share = capacity > 0 ? Math.min(1, agent.load / capacity) : 0;
  return (
    <Tip label={label} side="right">
      <li className="seat" data-presence={agent.presence} data-testid="seat">
        <Avatar name={name} size={24} presence={agent.presence} />
        <span className="visually-hidden">{label}</span>
        <span className="seat-body" aria-hidden="true">
          <bdi className="truncate">{name}</bdi>
          <span className="bar" data-full={share >= 1}>
            <span style={{ width: `${share * 100}%` }} />
          </span>
        </span>
        <span className="seat-load num" aria-hidden="true">
          {agent.load}/{capacity}
        </span>
      </li>
    </Tip>
  );
}
