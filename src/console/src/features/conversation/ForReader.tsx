import type { TFunction } from "i18next";
import { AlertTriangle, Languages, Pencil, RotateCw } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationRow, MessageId, TranslationChanged } from "../../protocol";
import { correctTranslation, retryTranslation } from "../../live/commands";
import { bareId, primary } from "../../live/ids";
import { useLive } from "../../live/store";
import { Button } from "../../ui/Button";
import { useNames } from "../../ui/names";
import { Words } from "../../ui/Words";

/** Below this the words may not be in the language they should be in. */
const DOUBTFUL = 0.5;

/** The translation for the reader; if there is none, a colleague's, unless the reader reads the original. */
export function forReader(translations: readonly TranslationChanged[], reader: string, readsOriginal: boolean): TranslationChanged | null {
  const own = translations.find((t) => primary(t.target) === primary(reader));
  if (own || readsOriginal) return own ?? null;
  return translations.find(hasText) ?? translations[0] ?? null;
}

function hasText(translation: TranslationChanged): boolean {
  return translation.state === "Done" || translation.state === "Edited";
}

function useReads(language: string): boolean {
  return useLive((s) => {
    const languages = s.agents[bareId(s.me?.id)]?.profile.languages ?? [];
    return primary(s.me?.language) === primary(language) || languages.some((l) => l.proficiency !== "Assisted" && primary(l.code) === primary(language));
  });
}

export function Side({ label, title, tone, children }: { label: ReactNode; title?: string; tone?: "quiet"; children: ReactNode }) {
  return (
    <div className="side" data-tone={tone}>
      <div className="side-label" title={title}>
        {label}
      </div>
      {children}
    </div>
  );
}

interface Read {
  id: MessageId;
  text: string;
  language: string;
  translations: readonly TranslationChanged[];
  row: ConversationRow;
  /** What stands beside the two, such as what the buyer gets, and its language: who reads that needs no other. */
  children?: ReactNode;
  covers?: string;
}

/** A message as its author wrote it, and in the reader's own language. */
export function ForReader({ id, text, language, translations, row, children, covers }: Read) {
  const { t } = useTranslation();
  const reader = useLive((s) => s.me?.language ?? "en");
  const live = useLive((s) => s.connection.phase === "live");
  const names = useNames();
  const reads = useReads(language);
  const same = primary(language) === primary(reader) || (covers !== undefined && primary(covers) === primary(reader));
  const translation = same ? null : forReader(translations, reader, reads);
  const foreign = !same && !reads && language !== "und" && (translation === null || primary(translation.target) !== primary(reader));
  const paired = Boolean(children) || (translation !== null && translation.state !== "Failed" && translation.state !== "Unavailable");
  return (
    <>
      <div className="pair" data-paired={paired}>
        <Side label={names.language(language)} tone={children || (translation && hasText(translation)) ? "quiet" : undefined}>
          <Words text={text} language={language} />
        </Side>
        {translation && <Translation of={translation} from={language} row={row} />}
        {children}
      </div>
      {foreign && (
        <p className="aside">
          <button type="button" className="button" data-kind="link" disabled={!live} onClick={() => void retryTranslation(row.id, id, reader)} data-testid="translate">
            <Languages size={12} aria-hidden="true" />
            {t("message.translate", { language: names.languageInText(reader) })}
          </button>
        </p>
      )}
    </>
  );
}

export function Translation({ of, from, row }: { of: TranslationChanged; from: string; row: ConversationRow }) {
  const { t } = useTranslation();
  const names = useNames();
  const live = useLive((s) => s.connection.phase === "live");
  const mine = useLive((s) => primary(s.me?.language) === primary(of.target));
  const [draft, setDraft] = useState<string | null>(null);
  const to = names.language(of.target);
  const retry = (
    <button type="button" className="button" data-kind="link" disabled={!live} onClick={() => void retryTranslation(row.id, of.message, of.target)} data-testid="retry-translation">
      <RotateCw size={12} aria-hidden="true" />
      {t("message.retry")}
    </button>
  );
  switch (of.state) {
    case "Done":
    case "Edited":
      if (draft !== null)
        return (
          <Side label={to}>
            <form
              className="correct"
              onSubmit={(event) => {
                event.preventDefault();
                void correctTranslation(row.id, of.message, draft.trim()).then((done) => done && setDraft(null));
              }}
              onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
            >
              <textarea autoFocus dir="auto" rows={3} value={draft} onChange={(event) => setDraft(event.target.value)} aria-label={t("message.correct")} data-testid="correct-text" />
              <div className="correct-actions">
                <Button type="submit" kind="primary" disabled={!live || !draft.trim()} data-testid="correct-save">
                  {t("message.correctSave")}
                </Button>
                <Button kind="quiet" onClick={() => setDraft(null)}>
                  {t("message.discard")}
                </Button>
              </div>
            </form>
          </Side>
        );
      return (
        <Side
          title={of.provider ? t("message.by", { provider: of.provider }) : undefined}
          label={
            <>
              {to}
              {of.provider && <span className="provider"> · {of.state === "Edited" ? t("message.editedBy", { name: of.provider }) : of.provider}</span>}
              {of.state === "Done" && typeof of.confidence === "number" && of.confidence < DOUBTFUL && (
                <span className="doubt" title={t("message.doubtfulHint", { percent: Math.round(of.confidence * 100) })}>
                  {" "}
                  · {t("message.doubtful")}
                </span>
              )}
              {mine && (
                <button type="button" className="side-edit" aria-label={t("message.correct")} title={t("message.correct")} onClick={() => setDraft(of.text ?? "")} data-testid="correct">
                  <Pencil size={11} aria-hidden="true" />
                </button>
              )}
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
          <span>{of.reason ? t("message.failedWhy", { reason: why(t, of.reason) }) : t("message.failed")}</span>
          {retry}
        </p>
      );
    case "Unavailable":
      return (
        <p className="aside" data-testid="translation-unavailable">
          {t("message.unavailable", { from: names.languageInText(from), to: names.languageInText(of.target) })} {retry}
        </p>
      );
  }
}

/** A reason in words; one that this console does not know, as it is. */
export function why(t: TFunction, reason: string): string {
  return t(`message.why.${reason}`, { defaultValue: reason });
}
