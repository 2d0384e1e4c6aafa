import { Tooltip } from "@base-ui/react/tooltip";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { SignIn } from "../features/sign-in/SignIn";
import { currentSession } from "../live/session";
import { connection, startSession, useLive } from "../live/store";
import { Boundary } from "../ui/Boundary";
import { Failed } from "../ui/State";
import { Mark } from "../ui/Mark";
import { useTheme } from "./useTheme";
import { Workspace } from "./Workspace";

type Start = "asking" | "in" | "out" | "unreachable";

export function App() {
  useTheme();
  const { t } = useTranslation();
  const [start, setStart] = useState<Start>("asking");
  const [tries, setTries] = useState(0);
  const signedOut = useLive((s) => s.connection.phase === "signed-out");
  const knewMe = useLive((s) => s.me !== null);

  useEffect(() => {
    let current = true;
    currentSession().then(
      (me) => {
        if (!current) return;
        if (me) startSession(me);
        setStart(me ? "in" : "out");
      },
      () => current && setStart("unreachable"),
    );
    return () => {
      current = false;
    };
  }, [tries]);

  useEffect(() => {
    const offline = () => connection.wentOffline();
    const online = () => connection.retryNow();
    window.addEventListener("offline", offline);
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("offline", offline);
      window.removeEventListener("online", online);
    };
  }, []);

  if (start === "asking")
    return (
      <div className="state" role="status" aria-label={t("common.loading")}>
        <Mark size={36} />
      </div>
    );
  if (start === "unreachable") return <Failed title={t("signIn.network")} onRetry={() => setTries(tries + 1)} />;
  if (start === "out" || signedOut)
    return (
      <SignIn
        ended={signedOut && knewMe}
        onSignedIn={(me) => {
          startSession(me);
          setStart("in");
        }}
      />
    );
  return (
    <Tooltip.Provider>
      <Boundary>
        <Workspace />
      </Boundary>
    </Tooltip.Provider>
  );
}
