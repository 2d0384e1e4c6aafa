import { AlarmClock, AlertTriangle, UserRoundPlus, X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { go, useNav } from "../../live/nav";
import { dismiss, useNotices } from "../../live/notices";
import { Button } from "../../ui/Button";
import "./notices.css";

export function Notices() {
  const { t } = useTranslation();
  const notices = useNotices((s) => s.notices);
  const open = useNav((s) => s.conversation);
  useEffect(() => {
    // Who has come to the conversation needs no pointer to it.
    for (const notice of notices) if (notice.conversation && notice.conversation === open) dismiss(notice.id);
  }, [notices, open]);
  return (
    <div className="notices" role="region" aria-label={t("notice.region")} aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className="notice" data-tone={notice.tone} role={notice.tone === "error" ? "alert" : "status"} data-testid="notice">
          {notice.tone === "error" ? <AlertTriangle size={16} aria-hidden="true" /> : notice.tone === "warning" ? <AlarmClock size={16} aria-hidden="true" /> : <UserRoundPlus size={16} aria-hidden="true" />}
          <span>{t(notice.text, { ...notice.params, clock: notice.params?.clock ? t(String(notice.params.clock)) : "" })}</span>
          {notice.conversation && (
            <Button
              kind="link"
              onClick={() => {
                go({ view: "Mine", conversation: notice.conversation! });
                dismiss(notice.id);
              }}
            >
              {t("common.open")}
            </Button>
          )}
          {notice.retry && (
            <Button
              kind="link"
              onClick={() => {
                notice.retry!();
                dismiss(notice.id);
              }}
            >
              {t("common.retry")}
            </Button>
          )}
          <button type="button" className="notice-close" aria-label={t("common.dismiss")} onClick={() => dismiss(notice.id)}>
            <X size={15} />
          </button>
        </div>
      ))}
    </div>
  );
}
