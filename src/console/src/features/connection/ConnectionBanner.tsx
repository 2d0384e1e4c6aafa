import { CloudOff, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { connection, useLive } from "../../live/store";
import { Button } from "../../ui/Button";
import "./connection.css";

/** Says nothing while all is well, and nothing about a hiccup shorter than a blink. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const { phase, retryAt, attempt } = useLive((s) => s.connection);
  const [, tick] = useState(0);
  const troubled = phase === "reconnecting" || phase === "offline" || (phase === "connecting" && attempt > 0);
  useEffect(() => {
    if (!troubled) return;
    const timer = setInterval(() => tick((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, [troubled]);
  const seconds = retryAt ? Math.max(0, Math.ceil((retryAt - Date.now()) / 1000)) : 0;
  return (
    <div className="connection" data-phase={phase} data-shown={troubled} data-testid="connection-state" role="status" aria-live="polite">
      {troubled ? (
        <>
          <CloudOff size={15} aria-hidden="true" />
          <span>
            <b>{phase === "offline" ? t("connection.offline") : seconds > 1 ? <Until seconds={seconds} /> : t("connection.reconnecting")}</b> {t(phase === "offline" ? "connection.offlineHint" : "connection.hint")}
          </span>
          {phase !== "offline" && (
            <Button kind="quiet" onClick={() => connection.retryNow()} data-testid="reconnect">
              <RefreshCw size={13} aria-hidden="true" />
              {t("connection.now")}
            </Button>
          )}
        </>
      ) : (
        <span className="visually-hidden">{t(phase === "live" ? "connection.live" : "connection.connecting")}</span>
      )}
    </div>
  );
}

/** The seconds are for the eye; a screen reader hears the state once. */
function Until({ seconds }: { seconds: number }) {
  const { t } = useTranslation();
  return (
    <>
      <span aria-hidden="true" className="num">
        {t("connection.reconnectingIn", { seconds })}
      </span>
      <span className="visually-hidden">{t("connection.reconnecting")}</span>
    </>
  );
}
