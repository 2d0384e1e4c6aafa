import { Pencil, RotateCw, Undo2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationId, SentWords, TranslationPreview } from "../../protocol";
import { changeDraft, type Draft } from "../../live/drafts";
import { call, useLive } from "../../live/store";
import { useNames } from "../../ui/names";
import { Words } from "../../ui/Words";

const PAUSE = 700;

interface Props {
  id: ConversationId;
  text: string;
  language: string;
  edit: Draft["edit"];
  /** Tells which words for the buyer are on screen, and for which reply. */
  onSeen(of: string, words: SentWords | null): void;
}

/** What the buyer will read, a moment after the last key: to be looked at, checked and rewritten. Old answers never overtake newer ones. */
export function Preview({ id, text, language, edit, onSeen }: Props) {
  const { t } = useTranslation();
  const names = useNames();
  const live = useLive((s) => s.connection.phase === "live");
  const [shown, setShown] = useState<{ of: string; preview: TranslationPreview | null } | null>(null);
  const wanted = text.trim();
  const [tries, setTries] = useState(0);
  const tell = useRef(onSeen);
  tell.current = onSeen;

  const editing = edit !== null;
  useEffect(() => {
    // The last text's preview must not stand under the next one.
    if (!wanted) return setShown(null);
    if (!live || editing) return;
    let current = true;
    const timer = setTimeout(() => {
      call("Preview", id, wanted).then(
        (preview) => current && setShown({ of: wanted, preview }),
        () => current && setShown({ of: wanted, preview: null }),
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [id, wanted, live, editing, tries]);

  const preview = shown?.preview;
  useEffect(() => {
    const words = preview?.text && preview.language ? { text: preview.text, language: preview.language, provider: preview.provider, edited: false } : null;
    tell.current(shown?.of ?? "", words);
  }, [shown, preview]);

  if (!wanted && !editing) return null;
  const fresh = editing || shown?.of === wanted;
  const stale = editing && edit.of !== wanted;
  const write = (value: string, of = wanted) => changeDraft(id, { edit: { text: value, of, language: edit?.language ?? preview?.language ?? language } });
  return (
    <div className="preview" data-testid="preview" data-fresh={fresh} aria-busy={!fresh}>
      <div className="preview-label">
        <span>
          {names.language(edit?.language ?? language)}
          {editing ? ` · ${t("composer.edited")}` : fresh && preview?.provider && ` · ${preview.provider}`}
        </span>
        {!editing && fresh && preview?.text && (
          <button type="button" onClick={() => write(preview.text!)} data-testid="preview-edit">
            <Pencil size={12} aria-hidden="true" />
            {t("composer.edit")}
          </button>
        )}
        {editing && (
          <button type="button" onClick={() => changeDraft(id, { edit: null })} data-testid="preview-undo">
            <Undo2 size={12} aria-hidden="true" />
            {t("composer.editUndo")}
          </button>
        )}
        {!editing && fresh && !preview?.text && (
          <button type="button" onClick={() => setTries(tries + 1)} data-testid="preview-retry">
            <RotateCw size={12} aria-hidden="true" />
            {t("common.retry")}
          </button>
        )}
      </div>
      {editing ? (
        <>
          <textarea className="preview-edit" dir="auto" lang={edit.language} rows={2} value={edit.text} onChange={(e) => write(e.target.value, edit.of)} aria-label={t("composer.editLabel")} data-testid="preview-text" />
          {stale && (
            <p className="preview-none" role="status">
              {t("composer.editStale")}
            </p>
          )}
        </>
      ) : (
        <div aria-live="polite">
          {preview?.text ? (
            <Words text={preview.text} language={language} />
          ) : fresh ? (
            <p className="preview-none">
              {preview?.reason ? t("composer.previewFailed", { reason: t(`message.why.${preview.reason}`, { defaultValue: preview.reason }) }) : t("composer.previewNone")}
            </p>
          ) : (
            <>
              <span className="visually-hidden">{t("composer.previewing")}</span>
              <span className="skeleton" style={{ width: "55%", margin: "5px 0" }} />
            </>
          )}
        </div>
      )}
      {!editing && fresh && preview?.terms && preview.terms.length > 0 && (
        <p className="preview-terms" data-testid="terms">
          {t("composer.terms")} {preview.terms.map((term) => (term.source === term.target ? term.source : `${term.source} → ${term.target}`)).join(" · ")}
        </p>
      )}
      {(editing || preview?.text) && <BackTranslation id={id} text={edit?.text ?? preview?.text ?? ""} />}
    </div>
  );
}

/** What the buyer's words say in one's own language, when asked for. */
function BackTranslation({ id, text }: { id: ConversationId; text: string }) {
  const { t } = useTranslation();
  const mine = useLive((s) => s.me?.language ?? "en");
  const [back, setBack] = useState<{ of: string; preview: TranslationPreview | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = () => {
    setBusy(true);
    call("BackTranslate", id, text)
      .then(
        (preview) => setBack({ of: text, preview }),
        () => setBack({ of: text, preview: null }),
      )
      .finally(() => setBusy(false));
  };
  return (
    <div className="preview-back">
      {back?.of === text ? (
        back.preview?.text ? (
          <>
            <span className="preview-label">{t("composer.back")}</span>
            <span data-testid="back-text">
              <Words text={back.preview.text} language={mine} />
            </span>
          </>
        ) : (
          <p className="preview-none">{t("composer.previewNone")}</p>
        )
      ) : (
        <button type="button" disabled={busy || !text.trim()} onClick={ask} data-testid="back">
          {t("composer.backAsk")}
        </button>
      )}
    </div>
  );
}
