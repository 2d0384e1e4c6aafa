import { AlertTriangle, CheckCheck, Clock3, LoaderCircle, Lock, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConversationRow, TranslationChanged } from "../../protocol";
import { retryTranslation } from "../../live/commands";
import { primary } from "../../live/ids";
import { useLive } from "../../live/store";
import type { InboundItem, NoteItem, ReplyItem } from "../../live/timeline";
import { Avatar } from "../../ui/Avatar";
import { useNames } from "../../ui/names";
import { Words } from "../../ui/Words";
import { ForReader, Side, Translation, why } from "./ForReader";

function Stamp({ at }: { at: string }) {
  const names = useNames();
  return (
    <time className="num" dateTime={at} title={names.full(at)}>
      {names.time(at)}
    </time>
  );
}

export function Inbound({ item, row, joined }: { item: InboundItem; row: ConversationRow; joined: boolean }) {
  const { message } = item;
  return (
    <article className="message" data-kind="inbound" data-joined={joined} data-testid="message">
      <header>
        <Avatar name={row.customerName} size={22} />
        <bdi>{row.customerName}</bdi>
        <span className="message-when">
          {message.channel !== row.channel && `${message.channel} · `}
          <Stamp at={item.at} />
        </span>
      </header>
      <div className="bubble">
        <ForReader text={message.text} language={message.language} id={message.message} translations={item.translations} row={row} />
      </div>
    </article>
  );
}

export function Reply({ item, row }: { item: ReplyItem; row: ConversationRow }) {
  const { t } = useTranslation();
  const names = useNames();
  const me = useLive((s) => s.me?.id);
  const live = useLive((s) => s.connection.phase === "live");
  const { message, sent } = item;
  const translates = primary(message.language) !== primary(message.target);
  const translation = item.translations.find((x) => primary(x.target) === primary(message.target)) ?? null;
  const gets = sent && sent.text !== message.text ? sent.text : null;
  const pending = translates && !sent && translation?.state !== "Failed" && translation?.state !== "Unavailable";
  const forBuyer = gets !== null || pending;
  return (
    <article className="message" data-kind="reply" data-testid="message">
      <header>
        <Avatar name={message.agentName} size={22} />
        <bdi>{message.agent === me ? t("common.you") : message.agentName}</bdi>
        <span className="message-when">
          <Stamp at={item.at} />
        </span>
      </header>
      <div className="bubble">
        <ForReader
          id={message.message}
          text={message.text}
          language={message.language}
          // What the buyer gets has a place of its own.
          translations={forBuyer || translates ? item.translations.filter((x) => x !== translation) : item.translations}
          row={row}
          covers={forBuyer ? message.target : undefined}
        >
          {gets !== null ? (
            <Side
              label={
                <>
                  {t("message.gets")} · {names.language(sent!.language)}
                  {translation?.state === "Edited" && <span className="provider"> · {t("message.editedBy", { name: translation.provider ?? message.agentName })}</span>}
                </>
              }
              title={translation?.provider ? t("message.by", { provider: translation.provider }) : undefined}
            >
              <Words text={gets} language={sent!.language} />
            </Side>
          ) : pending ? (
            <Translation of={translation ?? waitingFor(message)} from={message.language} row={row} />
          ) : null}
        </ForReader>
        {translates && translation?.state === "Unavailable" && <p className="aside">{t("message.unavailableOut", { from: names.languageInText(message.language), to: names.languageInText(message.target) })}</p>}
        {translates && translation?.state === "Failed" && (
          <p className="trouble">
            <AlertTriangle size={14} aria-hidden="true" />
            <span>{translation.reason ? t("message.failedWhy", { reason: why(t, translation.reason) }) : t("message.failed")}</span>
            {!sent && (
              <button type="button" className="button" data-kind="link" disabled={!live} onClick={() => void retryTranslation(row.id, message.message, message.target)}>
                <RotateCw size={12} aria-hidden="true" />
                {t("message.retry")}
              </button>
            )}
          </p>
        )}
        <Delivery item={item} pending={pending} />
      </div>
    </article>
  );
}

function waitingFor(message: ReplyItem["message"]): TranslationChanged {
  return { kind: "translation", message: message.message, target: message.target, state: "Pending", text: null, provider: null, reason: null };
}

function Delivery({ item, pending }: { item: ReplyItem; pending: boolean }) {
  const { t } = useTranslation();
  const { delivery, sent } = item;
  const state = delivery?.state ?? (sent ? "Queued" : pending ? "Translating" : "Sending");
  const icon =
    state === "Delivered" ? <CheckCheck size={13} /> : state === "Failed" ? <AlertTriangle size={13} /> : state === "Retrying" ? <RotateCw size={12} /> : state === "Queued" ? <Clock3 size={12} /> : <LoaderCircle size={12} className="spin" />;
  return (
    <p className="delivery" data-state={state} data-testid="delivery">
      {icon}
      {state === "Failed" && delivery?.reason ? t("delivery.FailedWhy", { reason: delivery.reason }) : t(`delivery.${state}`, { attempt: delivery?.attempt })}
    </p>
  );
}

export function Note({ item, row }: { item: NoteItem; row: ConversationRow }) {
  const { t } = useTranslation();
  const me = useLive((s) => s.me?.id);
  return (
    <article className="message" data-kind="note" data-testid="message">
      <header>
        <Avatar name={item.message.agentName} size={22} />
        <bdi>{item.message.agent === me ? t("common.you") : item.message.agentName}</bdi>
        <span className="message-when">
          <Stamp at={item.at} />
        </span>
      </header>
      <div className="bubble">
        <div className="side-label note-label" title={t("message.noteHint")}>
          <Lock size={11} aria-hidden="true" />
          {t("message.note")}
        </div>
        {item.message.language ? (
          <ForReader id={item.message.message} text={item.message.text} language={item.message.language} translations={item.translations} row={row} />
        ) : (
          <Words text={item.message.text} />
        )}
      </div>
    </article>
  );
}
