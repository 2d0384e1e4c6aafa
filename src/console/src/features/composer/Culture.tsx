import { HandHeart } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConversationId } from "../../protocol";
import { primary } from "../../live/ids";
import { useLive } from "../../live/store";

/** How this buyer is addressed, and what is good manners where they live. */
export function Culture({ id, language, country }: { id: ConversationId; language: string; country: string | null }) {
  const { t, i18n } = useTranslation();
  const tone = useLive((s) => s.threads[id]?.tone ?? null);
  const key = [`${primary(language)}-${country ?? ""}`, primary(language)].map((place) => `etiquette.${place}`).find((k) => i18n.exists(k));
  if (!tone && !key) return null;
  return (
    <p className="composer-culture" data-testid="culture">
      <HandHeart size={13} aria-hidden="true" />
      {tone && <b data-testid="tone">{t(`tone.${tone}`)}</b>}
      {key && <span title={t(key)}>{t(key)}</span>}
    </p>
  );
}
