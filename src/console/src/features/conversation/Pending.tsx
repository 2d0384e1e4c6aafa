import { AlertTriangle, LoaderCircle, WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { REFUSALS } from "../../protocol";
import { discard, refusalKey, sendAgain } from "../../live/commands";
import { changeDraft, noDraft, useDrafts } from "../../live/drafts";
import type { Outgoing } from "../../live/outgoing";
import { useLive } from "../../live/store";
import { replyAfter, type Timeline } from "../../live/timeline";
import { setUi, useUi } from "../../live/ui";
import { Button } from "../../ui/Button";
import { Words } from "../../ui/Words";

/** Something sent that the log does not show yet, and what became of it. */
export function Pending({ item, timeline }: { item: Outgoing; timeline: Timeline }) {
  const { t } = useTranslation();
  const me = useLive((s) => s.me?.id ?? "");
  const last = useLive((s) => s.threads[item.conversation]?.log.last ?? 0);
  const stale = item.refused === REFUSALS.Stale;
  const theirs = stale ? replyAfter(timeline, item.seenSequence, me) : null;

  const edit = () => {
    const draft = useDrafts.getState()[item.conversation] ?? noDraft;
    const held = item.kind === "note" ? draft.note : draft.reply;
    const text = held.trim() ? `${item.text}\n\n${held}` : item.text;
    changeDraft(item.conversation, item.kind === "note" ? { tab: "note", note: text } : { tab: "reply", reply: text, asWritten: item.asWritten });
    discard(item.message);
    setUi({ focusComposer: useUi.getState().focusComposer + 1 });
  };

  return (
    <article className="message" data-kind={item.kind} data-pending={item.state} data-testid="pending-message">
      <header>
        <bdi>{t("common.you")}</bdi>
      </header>
      <div className="bubble">
        <Words text={item.text} />
        {(item.state === "sending" || item.state === "accepted") && (
          <p className="delivery" data-state="Sending">
            <LoaderCircle size={12} className="spin" aria-hidden="true" />
            {t("message.sending")}
          </p>
        )}
        {item.state === "waiting" && (
          <p className="delivery" data-state="Waiting">
            <WifiOff size={12} aria-hidden="true" />
            {t("message.waiting")}
            <Button kind="link" onClick={edit}>
              {t("message.edit")}
            </Button>
          </p>
        )}
        {(item.state === "failed" || item.state === "refused") && (
          <div className="refusal" role="alert" data-testid="refusal">
            <p>
              <AlertTriangle size={14} aria-hidden="true" />
              {item.state === "failed"
                ? t("message.sendFailed")
                : stale
                  ? theirs
                    ? t("message.newerReply", { name: theirs.message.agentName })
                    : t("message.newerReplyUnknown")
                  : t(refusalKey(item.refused))}
            </p>
            {theirs && (
              <blockquote>
                <Words text={theirs.message.text} language={theirs.message.language} />
              </blockquote>
            )}
            <div className="refusal-actions">
              {item.state === "failed" && <Button onClick={() => sendAgain(item.message)}>{t("message.sendAgain")}</Button>}
              {stale && (
                <Button onClick={() => sendAgain(item.message, last)} data-testid="send-anyway">
                  {t("message.sendAnyway")}
                </Button>
              )}
              <Button kind="quiet" onClick={edit}>
                {t("message.edit")}
              </Button>
              <Button kind="quiet" onClick={() => discard(item.message)}>
                {t("message.discard")}
              </Button>
            </div>
          </div>
        )}
      </div>
    </article>
  );
}
