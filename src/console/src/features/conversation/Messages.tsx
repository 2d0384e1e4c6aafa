import { AlertTriangle, CheckCheck, Clock3, LoaderCircle, Lock, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationRow, TranslationChanged } from "../../protocol";
import { retryTranslation } from "../../live/commands";
import { bareId, primary } from "../../live/ids";
import { useLive } from "../../live/store";
import type { InboundItem, NoteItem, ReplyItem } from "../../live/timeline";
import { Avatar } from "../../ui/Avatar";
import { useNames } from "../../ui/names";
import { Words } from "../../ui/Words";

/** The translation for the reader; if there is none, a colleague's, unless the reader reads the original. */
export function forReader(translations: readonly TranslationChanged[], reader: string, readsOriginal: boolean): TranslationChanged | null {
  const own = translations.find((t) => primary(t.target) === primary(reader));
  if (own || readsOriginal) return own ?? null;
  return translations.find((t) => t.state === "Done") ?? translations[0] ?? null;
}

function useReads(language: string): boolean {
  return useLive((s) => {
    const languages = s.agents[bareId(s.me?.id)]?.profile.languages ?? [];
    return primary(s.me?.language) === primary(language) || languages.some((l) => l.proficiency !== "Assisted" && primary(l.code) === primary(language));
  });
}

function Side({ label, title, tone, children }: { label: ReactNode; title?: string; tone?: "quiet"; children: ReactNode }) {
  return (
    <div className="side" data-tone={tone}>
      <div className="side-label" title={title}>
        {label}
      </div>
      {children}
    </div>
  );
}

function Stamp({ at }: { at: string }) {
  const names = useNames();
  return (
    <time className="num" dateTime={at} title={names.full(at)}>
      {names.time(at)}
    </time>
  );
}

export function Inbound({ item, row, joined }: { item: InboundItem; row: ConversationRow; joined: boolean }) {
  const reader = useLive((s) => s.me?.language ?? "en");
  const names = useNames();
  const { message } = item;
  const reads = useReads(message.language);
  const translation = primary(message.language) === primary(reader) ? null : forReader(item.translations, reader, reads);
  const paired = translation !== null && (translation.state === "Done" || translation.state === "Pending");
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
        <div className="pair" data-paired={paired}>
          <Side label={names.language(message.language)} tone={translation?.state === "Done" ? "quiet" : undefined}>
            <Words text={message.text} language={message.language} />
          </Side>
          {translation && <Translation of={translation} from={message.language} row={row} />}
        </div>
      </div>
    </article>
  );
}

function Translation({ of, from, row }: { of: TranslationChanged; from: string; row: ConversationRow }) {
  const { t } = useTranslation();
  const names = useNames();
  const live = useLive((s) => s.connection.phase === "live");
  const to = names.language(of.target);
  switch (of.state) {
    case "Done":
      return (
        <Side
          title={of.provider ? t("message.by", { provider: of.provider }) : undefined}
          label={
            <>
              {to}
              {of.provider && <span className="provider"> · {of.provider}</span>}
            </>
          }
        >
          <Words text={of.text ?? ""} language={of.target} />
        </Side>
      );
    case "Pending":
      return (
        <Side label={to}>
          <div className="translating" role="status">
            <span className="visually-hidden">{t("message.pending", { language: names.languageInText(of.target) })}</span>
            <span className="skeleton" style={{ width: "92%" }} />
            <span className="skeleton" style={{ width: "64%" }} />
          </div>
        </Side>
      );
    case "Failed":
      return (
        <p className="trouble" data-testid="translation-failed">
          <AlertTriangle size={14} aria-hidden="true" />
          <span>{of.reason ? t("message.failedWhy", { reason: of.reason }) : t("message.failed")}</span>
          <button type="button" className="button" data-kind="link" disabled={!live} onClick={() => void retryTranslation(row.id, of.message, of.target)} data-testid="retry-translation">
            <RotateCw size={12} aria-hidden="true" />
            {t("message.retry")}
          </button>
        </p>
      );
    case "Unavailable":
      return <p className="aside">{t("message.unavailable", { from: names.languageInText(from), to: names.languageInText(of.target) })}</p>;
  }
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
        <div className="pair" data-paired={gets !== null || pending}>
          <Side label={names.language(message.language)} tone={gets !== null ? "quiet" : undefined}>
            <Words text={message.text} language={message.language} />
          </Side>
          {gets !== null && (
            <Side label={`${t("message.gets")} · ${names.language(sent!.language)}`} title={translation?.provider ? t("message.by", { provider: translation.provider }) : undefined}>
              <Words text={gets} language={sent!.language} />
            </Side>
          )}
          {pending && <Translation of={translation ?? waitingFor(message)} from={message.language} row={row} />}
        </div>
        {translates && translation?.state === "Unavailable" && <p className="aside">{t("message.unavailableOut", { from: names.languageInText(message.language), to: names.languageInText(message.target) })}</p>}
        {translates && translation?.state === "Failed" && (
          <p className="trouble">
            <AlertTriangle size={14} aria-hidden="true" />
            <span>{translation.reason ? t("message.failedWhy", { reason: translation.reason }) : t("message.failed")}</span>
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

export function Note({ item }: { item: NoteItem }) {
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
        <Words text={item.message.text} />
      </div>
    </article>
  );
}
