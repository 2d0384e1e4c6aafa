import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationId, TranslationPreview } from "../../protocol";
import { call, useLive } from "../../live/store";
import { useNames } from "../../ui/names";
import { Words } from "../../ui/Words";

const PAUSE = 700;

/** What the buyer will read, a moment after the last key. Old answers never overtake newer ones. */
export function Preview({ id, text, language }: { id: ConversationId; text: string; language: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const live = useLive((s) => s.connection.phase === "live");
  const [shown, setShown] = useState<{ of: string; preview: TranslationPreview | null } | null>(null);
  const wanted = text.trim();

  useEffect(() => {
    // The last text's preview must not stand under the next one.
    if (!wanted) return setShown(null);
    if (!live) return;
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
  }, [id, wanted, live]);

  if (!wanted) return null;
  const fresh = shown?.of === wanted;
  const preview = shown?.preview;
  return (
    <div className="preview" data-testid="preview" data-fresh={fresh} aria-busy={!fresh}>
      <div className="preview-label">
        {names.language(language)}
        {fresh && preview?.provider && ` · ${preview.provider}`}
      </div>
      <div aria-live="polite">
        {preview?.text ? (
          <Words text={preview.text} language={language} />
        ) : fresh ? (
          <p className="preview-none">{preview?.reason ? t("composer.previewFailed", { reason: preview.reason }) : t("composer.previewNone")}</p>
        ) : (
          <>
            <span className="visually-hidden">{t("composer.previewing")}</span>
            <span className="skeleton" style={{ width: "55%", margin: "5px 0" }} />
          </>
        )}
      </div>
    </div>
  );
}
