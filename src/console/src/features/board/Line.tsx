import { ChevronDown, GripVertical, ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConversationRow } from "../../protocol";
import { go } from "../../live/nav";
import { dueClock } from "../../live/sla";
import { useLive } from "../../live/store";
import { setUi } from "../../live/ui";
import { obstacle } from "../../live/why";
import { Ago } from "../../ui/Ago";
import { Button } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { Countdown } from "../../ui/SlaChip";
import { WhyWaiting } from "../../ui/WhyWaiting";
import { harmless } from "../../ui/Words";
import type { Waiting } from "./Board";

/** What is dragged. */
export const DRAGGED = "application/x-conversation";

/** Where the row is not loaded, the quarter of its promise is not known: a quarter of an hour then. */
const SOON = 15 * 60_000;

export function risky(line: Waiting, row: ConversationRow | undefined, now: number): boolean {
  if (!line.dueAt) return false;
  const quarter = row && dueClock(row)?.quarterLeftAt;
  return now >= (quarter ? Date.parse(quarter) : Date.parse(line.dueAt) - SOON);
}

/** One that waits: dragged onto an agent, or A for the dialog; Enter says why it waits, O opens it. */
export function Line({ line, open, onToggle }: { line: Waiting; open: boolean; onToggle(): void }) {
  const { t } = useTranslation();
  const names = useNames();
  const row = useLive((s) => s.rows[line.conversation]);
  const send = () => setUi({ dialog: "send", sending: { conversation: line.conversation, to: null } });
  const read = () => go({ view: "Unassigned", conversation: line.conversation });
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "a") send();
    else if (event.key === "o") read();
    else return;
    event.preventDefault();
  };
  const steps = line.rules?.steps.steps.length ?? 0;
  return (
    <li
      className="line"
      draggable
      onDragStart={(e) => {
        e.dataTransfer.setData(DRAGGED, line.conversation);
        e.dataTransfer.effectAllowed = "move";
      }}
      data-testid="board-line"
    >
      <button type="button" className="line-main" aria-expanded={open} onClick={onToggle} onKeyDown={onKeyDown} aria-keyshortcuts="A O">
        <GripVertical size={14} className="line-grip" aria-hidden="true" />
        <span className="line-who">
          <bdi className="truncate">{row?.customerName ?? names.language(line.language)}</bdi>
          <span className="faint truncate" dir="auto">
            {row && harmless(row.preview)}
          </span>
        </span>
        <span className="line-tags">
          {line.expertOnly && (
            <span className="chip" title={t("why.ExpertNeeded")}>
              <ShieldAlert size={12} aria-hidden="true" /> {t("board.expert")}
            </span>
          )}
          <span className="chip">{names.language(line.language)}</span>
          {line.skills?.map((s) => (
            <span key={s.skill} className="chip">
              {s.skill}
            </span>
          ))}
          {line.why && steps > 1 && (
            <span className="chip num" title={t("why.step", { step: line.why.step + 1, of: steps })}>
              {line.why.step + 1}/{steps}
            </span>
          )}
        </span>
        <span className="line-time">
          {line.dueAt && <Countdown due={line.dueAt} quarterLeft={(row && dueClock(row)?.quarterLeftAt) ?? null} />}
          <small>
            <Ago at={line.waitingSince} />
          </small>
        </span>
        <ChevronDown size={15} className="line-open" aria-hidden="true" />
        {line.why && !open && <span className="line-why faint">{t(`why.obstacle.${obstacle(line.why)}`)}</span>}
      </button>
      {open && (
        <div className="line-more">
          {line.why && <WhyWaiting decision={line.why} rules={line.rules} language={line.language} />}
          <div className="line-actions">
            <Button onClick={send} data-testid="board-send">
              {t("conversation.assignTo")} <kbd className="kbd">A</kbd>
            </Button>
            <Button kind="quiet" onClick={read} data-testid="board-open">
              {t("common.open")} <kbd className="kbd">O</kbd>
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
