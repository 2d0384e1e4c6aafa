import { Eye, Languages, Lock, SendHorizontal } from "lucide-react";
import { useEffect, useId, useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationId, SentWords } from "../../protocol";
import { send } from "../../live/commands";
import { changeDraft, noDraft, useDrafts } from "../../live/drafts";
import { primary } from "../../live/ids";
import { changeSettings, useSettings } from "../../live/settings";
import { useLive } from "../../live/store";
import { useUi } from "../../live/ui";
import { Button } from "../../ui/Button";
import { Tip } from "../../ui/Tip";
import { useNames } from "../../ui/names";
import { Culture } from "./Culture";
import { Preview } from "./Preview";
import "./composer.css";

/** The server refuses longer ones; this only says so earlier. */
const MOST = 100_000;

export function Composer({ id }: { id: ConversationId }) {
  const { t } = useTranslation();
  const names = useNames();
  const row = useLive((s) => s.rows[id]);
  const me = useLive((s) => s.me);
  const live = useLive((s) => s.connection.phase === "live");
  const draft = { ...noDraft, ...useDrafts((s) => s[id]) };
  // What the preview shows is what is sent, to the letter.
  const seen = useRef<{ of: string; words: SentWords } | null>(null);
  const { enterSends, preview } = useSettings();
  const focus = useUi((s) => s.focusComposer);
  const area = useRef<HTMLTextAreaElement>(null);
  const hint = useId();

  const note = draft.tab === "note";
  const text = note ? draft.note : draft.reply;
  const mine = me?.language ?? "en";
  const theirs = row?.language ?? "und";
  const translates = !note && theirs !== "und" && primary(mine) !== primary(theirs);
  const over = text.length - MOST;

  // Only a wish made while this conversation is open: opening the next one leaves the single keys alone.
  const heard = useRef(focus);
  useEffect(() => {
    if (focus === heard.current) return;
    heard.current = focus;
    area.current?.focus();
  }, [focus]);

  // Grows with the text up to a third of the window; then it scrolls.
  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, Math.max(120, window.innerHeight / 3))}px`;
  }, [text, id, note]);

  if (!row) return null;
  if (row.status === "Closed") return <div className="composer composer-closed">{t("composer.closed")}</div>;

  const submit = (asWritten = draft.asWritten) => {
    if (!text.trim() || over > 0) return;
    const shown = seen.current?.of === text.trim() ? seen.current.words : null;
    const sent = !translates || asWritten ? null : draft.edit?.text.trim() ? { text: draft.edit.text.trim(), language: draft.edit.language, provider: null, edited: true } : preview ? shown : null;
    const seenSequence = useLive.getState().threads[id]?.log.last ?? 0;
    send({ conversation: id, kind: note ? "note" : "reply", text: text.trim(), asWritten: translates && asWritten, sent, seenSequence });
    changeDraft(id, note ? { note: "", tab: "reply" } : { reply: "", edit: null });
    area.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // An input method's Enter chooses a candidate; Safari says so only through keyCode 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") return event.currentTarget.blur();
    if (event.altKey && event.code === "KeyP") {
      event.preventDefault();
      return changeSettings({ preview: !preview });
    }
    if (event.key === "Enter" && event.altKey && translates) {
      event.preventDefault();
      return submit(true);
    }
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    if (enterSends || event.ctrlKey || event.metaKey) {
      event.preventDefault();
      submit();
    }
  };

  return (
    <section className="composer" data-tab={draft.tab} aria-label={t("composer.label")} data-testid="composer">
      <div className="composer-top">
        <div className="tabs" role="group" aria-label={t("composer.label")}>
          <button type="button" aria-pressed={!note} onClick={() => changeDraft(id, { tab: "reply" })} data-testid="tab-reply">
            {t("composer.reply")}
          </button>
          <button type="button" aria-pressed={note} onClick={() => changeDraft(id, { tab: "note" })} data-testid="tab-note">
            <Lock size={12} aria-hidden="true" />
            {t("composer.note")}
          </button>
        </div>
        {!note && theirs !== "und" && (
          <p className="composer-route" data-testid="route">
            {translates ? (
              <>
                <span>{t("composer.youWrite", { language: names.languageInText(mine) })}</span>
                <span aria-hidden="true">→</span>
                <span>
                  {draft.asWritten ? t("composer.asWrittenOn") : t("composer.reads", { name: row.customerName, language: names.languageInText(theirs) })}
                </span>
              </>
            ) : (
              t("composer.same", { language: names.languageInText(mine) })
            )}
          </p>
        )}
      </div>
      {!note && theirs !== "und" && <Culture id={id} language={theirs} country={row.country} />}
      <textarea
        ref={area}
        dir="auto"
        rows={2}
        value={text}
        onChange={(e) => changeDraft(id, note ? { note: e.target.value } : { reply: e.target.value })}
        onKeyDown={onKeyDown}
        placeholder={note ? t("composer.noteHint") : t("composer.replyTo", { name: row.customerName })}
        aria-label={note ? t("composer.noteHint") : t("composer.replyTo", { name: row.customerName })}
        aria-describedby={hint}
        data-testid="composer-text"
      />
      {translates && preview && !draft.asWritten && <Preview id={id} text={draft.reply} language={theirs} edit={draft.edit} onSeen={(of, words) => (seen.current = words && { of, words })} />}
      <div className="composer-bottom">
        {translates && (
          <>
            <Tip label={t("composer.preview")} keys="Alt P">
              <button type="button" className="toggle" aria-label={t("composer.preview")} aria-pressed={preview && !draft.asWritten} disabled={draft.asWritten} onClick={() => changeSettings({ preview: !preview })} data-testid="preview-toggle">
                <Eye size={15} aria-hidden="true" />
                <span>{t("composer.previewOn")}</span>
              </button>
            </Tip>
            <Tip label={t("composer.asWrittenNow")} keys="Alt Enter">
            <button type="button" className="toggle" aria-label={t("composer.asWritten")} aria-pressed={draft.asWritten} onClick={() => changeDraft(id, { asWritten: !draft.asWritten })} data-testid="as-written">
              <Languages size={15} aria-hidden="true" />
              <span>{t("composer.asWritten")}</span>
            </button>
            </Tip>
          </>
        )}
        <span className="composer-hint" id={hint}>
          {over > 0 ? <b role="alert">{t("composer.tooLong", { count: over })}</b> : !live ? t("composer.queued") : t(enterSends ? "composer.newline" : "composer.ctrlSends")}
        </span>
        <Button kind="primary" onClick={() => submit()} disabled={!text.trim() || over > 0} data-testid="send" className="composer-send">
          {note ? t("composer.addNote") : t("composer.send")}
          <SendHorizontal size={14} aria-hidden="true" />
        </Button>
      </div>
    </section>
  );
}
