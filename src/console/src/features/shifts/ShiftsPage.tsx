import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AgentId } from "../../protocol";
import { go } from "../../live/nav";
import { useLive } from "../../live/store";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { Cover } from "./Cover";
import { Schedule } from "./Schedule";
import "./shifts.css";

/** Who works when and with what skills, and which hours nobody does. */
export function ShiftsPage() {
  const { t } = useTranslation();
  const agents = Object.values(useLive((s) => s.agents)).sort((a, b) => a.profile.name.localeCompare(b.profile.name));
  const teams = Object.keys(useLive((s) => s.queues));
  const [chosen, setChosen] = useState<AgentId | null>(null);
  const [saved, setSaved] = useState(0);
  const members = agents.filter((a) => a.profile.teams.some((team) => teams.includes(team)));
  const agent = members.find((a) => a.id === chosen);
  return (
    <div className="page" data-testid="shifts-page">
      <header className="page-head">
        <IconButton label={t("common.back")} onClick={() => go({ page: null })}>
          <ArrowLeft size={18} />
        </IconButton>
        <h2>{t("shifts.title")}</h2>
      </header>
      <div className="shifts-body">
        <nav className="shifts-agents" aria-label={t("board.agents")}>
          <button type="button" className="shifts-agent" aria-current={!agent || undefined} onClick={() => setChosen(null)} data-testid="shifts-cover">
            {t("shifts.cover")}
          </button>
          {members.map((a) => (
            <button key={a.id} type="button" className="shifts-agent" aria-current={agent?.id === a.id || undefined} onClick={() => setChosen(a.id)} data-testid="shifts-agent">
              <Avatar name={a.profile.name} size={22} presence={a.presence} />
              <bdi className="truncate">{a.profile.name}</bdi>
              {!a.profile.shift && <small className="faint">{t("shifts.unplanned")}</small>}
            </button>
          ))}
        </nav>
        <main className="shifts-main">
          {agent ? <Schedule key={agent.id} agent={agent} onSaved={() => setSaved(saved + 1)} /> : teams.map((team) => <Cover key={team + saved} team={team} />)}
        </main>
      </div>
    </div>
  );
}
