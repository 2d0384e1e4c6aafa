import { useTranslation } from "react-i18next";
import type { Presence } from "../protocol";

/** "Away · Lunch": the presence, and the reason where there is one. */
export function usePresenceText(): (presence: Presence, reason: string | null) => string {
  const { t, i18n } = useTranslation();
  return (presence, reason) => {
    const what = t(`presence.${presence}`);
    if (!reason) return what;
    const key = `presence.reason.${reason}`;
    return `${what} · ${i18n.exists(key) ? t(key) : reason}`;
  };
}
