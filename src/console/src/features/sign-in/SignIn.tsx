import { Eye, EyeOff } from "lucide-react";
import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../protocol";
import { signIn, type SignInResult } from "../../live/session";
import { changeSettings, CONSOLE_LANGUAGES, useSettings } from "../../live/settings";
import { countdown } from "../../live/sla";
import { useNow } from "../../live/time";
import { Button } from "../../ui/Button";
import { Mark } from "../../ui/Mark";
import { useNames } from "../../ui/names";
import "./sign-in.css";

const AUTONYMS = { en: "English", "zh-CN": "简体中文", es: "Español" } as const;

export function SignIn({ ended, onSignedIn }: { ended: boolean; onSignedIn(me: Me): void }) {
  const { t } = useTranslation();
  const language = useSettings((s) => s.language);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Exclude<SignInResult, { ok: true }> | null>(null);
  const emailRef = useRef<HTMLInputElement>(null);
  const passwordRef = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!email.trim()) return emailRef.current?.focus();
    if (!password) return passwordRef.current?.focus();
    setBusy(true);
    setFailure(null);
    const result = await signIn(email.trim(), password);
    setBusy(false);
    if (result.ok) return onSignedIn(result.me);
    setFailure(result);
    if (result.code === "bad_credentials") {
      passwordRef.current?.focus();
      passwordRef.current?.select();
    }
  }

  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit} noValidate aria-labelledby="sign-in-title">
        <div className="sign-in-brand">
          <Mark size={30} />
          <span>OrleansSupport</span>
        </div>
        <h1 id="sign-in-title">{t("signIn.title")}</h1>
        <p className="sign-in-lead">{t("signIn.lead")}</p>
        {ended && !failure && <p className="sign-in-note">{t("signIn.ended")}</p>}
        {failure && (
          <p className="sign-in-error" role="alert" data-testid="sign-in-error">
            {failure.code === "locked" ? <Locked until={failure.lockedUntil} /> : t(`signIn.${failure.code}`)}
          </p>
        )}
        <label className="field">
          <span>{t("signIn.email")}</span>
          <input ref={emailRef} type="email" name="email" autoComplete="username" autoFocus value={email} onChange={(e) => setEmail(e.target.value)} aria-invalid={tried && !email.trim()} data-testid="email" />
          {tried && !email.trim() && <em role="alert">{t("signIn.emailMissing")}</em>}
        </label>
        <label className="field">
          <span>{t("signIn.password")}</span>
          <span className="field-box">
            <input ref={passwordRef} type={shown ? "text" : "password"} name="password" autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} aria-invalid={tried && !password} data-testid="password" />
            <button type="button" className="field-eye" aria-label={t(shown ? "signIn.hide" : "signIn.show")} aria-pressed={shown} onClick={() => setShown(!shown)}>
              {shown ? <EyeOff size={16} /> : <Eye size={16} />}
            </button>
          </span>
          {tried && !password && <em role="alert">{t("signIn.passwordMissing")}</em>}
        </label>
        <Button kind="primary" type="submit" disabled={busy} className="sign-in-submit" data-testid="sign-in">
          {t(busy ? "signIn.busy" : "signIn.submit")}
        </Button>
      </form>
      <div className="sign-in-languages" role="group" aria-label={t("settings.language")}>
        {CONSOLE_LANGUAGES.map((code) => (
          <button key={code} type="button" lang={code} aria-pressed={code === language} onClick={() => changeSettings({ language: code })}>
            {AUTONYMS[code]}
          </button>
        ))}
      </div>
    </main>
  );
}

function Locked({ until }: { until: string | null }) {
  const { t } = useTranslation();
  const names = useNames();
  const now = useNow();
  const [at] = useState(() => (until ? Date.parse(until) : null));
  if (at === null) return <>{t("signIn.lockedUnknown")}</>;
  return (
    <>
      {t("signIn.locked", { time: names.time(at) })} {at > now && <span className="num">{t("signIn.lockedIn", { left: countdown(at, now) })}</span>}
    </>
  );
}
