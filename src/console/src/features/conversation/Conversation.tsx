import { MessagesSquare, SearchX } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationId } from "../../protocol";
import { markSeen } from "../../live/seen";
import { closeThread, openThread, useLive } from "../../live/store";
import { Empty, Failed, Skeletons } from "../../ui/State";
import { Header } from "./Header";
import { Timeline } from "./Timeline";
import "./conversation.css";

interface Props {
  id: ConversationId;
  composer: ReactNode;
  onBack(): void;
  onAssign(): void;
  onSnooze(): void;
  onDetails(): void;
}

export function Conversation({ id, composer, onBack, onAssign, onSnooze, onDetails }: Props) {
  const { t } = useTranslation();
  const thread = useLive((s) => s.threads[id]);
  const row = useLive((s) => s.rows[id]);
  const live = useLive((s) => s.connection.phase === "live");

  useEffect(() => {
    // Before the first connection there is nobody to ask; catching up opens it then.
    if (useLive.getState().connection.phase === "live") void openThread(id);
    return () => closeThread(id);
  }, [id]);
  useEffect(() => {
    if (live && !useLive.getState().threads[id]) void openThread(id);
  }, [live, id]);

  useEffect(() => {
    const look = () => row && document.visibilityState === "visible" && markSeen(row);
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [row]);

  if (thread?.status === "missing")
    return (
      <section className="conversation" id="conversation" tabIndex={-1}>
        <Empty icon={<SearchX size={30} strokeWidth={1.4} />} title={t("conversation.missing")}>
          {t("conversation.missingHint")}
        </Empty>
      </section>
    );

  return (
    <section className="conversation" id="conversation" tabIndex={-1} aria-label={row?.customerName ?? t("common.loading")} data-testid="conversation">
      <Header id={id} row={row} onBack={onBack} onAssign={onAssign} onSnooze={onSnooze} onDetails={onDetails} />
      {thread?.status === "error" ? (
        <Failed title={t("conversation.failed")} onRetry={() => void openThread(id)} />
      ) : !thread || !row || (thread.status === "loading" && thread.log.last === 0) ? (
        <div className="timeline">
          <Skeletons rows={5} height={110} />
        </div>
      ) : (
        <Timeline key={id} id={id} row={row} timeline={thread.log.timeline} />
      )}
      {row && composer}
    </section>
  );
}

export function NoConversation() {
  const { t } = useTranslation();
  return (
    <section className="conversation" id="conversation" tabIndex={-1}>
      <Empty icon={<MessagesSquare size={32} strokeWidth={1.3} />} title={t("conversation.none")}>
        {t("conversation.noneHint")}
      </Empty>
    </section>
  );
}
