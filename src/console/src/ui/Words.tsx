import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

const LONG = 1400;
const LINES = 16;

/** Control characters are made visible instead of acting; line breaks and tabs stay. */
export function harmless(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, (c) => (c === "\u007f" ? "\u2421" : String.fromCodePoint(0x2400 + c.charCodeAt(0)))).replaceAll("\r\n", "\n").replaceAll("\r", "\n");
}

/** The beginning of a long text: by characters and by lines, never inside a surrogate pair. */
export function beginning(text: string): string | null {
  let cut = text.length > LONG ? LONG : -1;
  let lines = 0;
  for (let i = 0; i < text.length && i < LONG; i++) {
    if (text.charCodeAt(i) === 10 && ++lines === LINES) {
      cut = i;
      break;
    }
  }
  if (cut < 0 || text.length - cut < 200) return null;
  const code = text.charCodeAt(cut - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? cut - 1 : cut);
}

/** Text that a person wrote: shown as text, in its own direction and language, long ones folded. */
export function Words({ text, language, className = "" }: { text: string; language?: string; className?: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = useMemo(() => harmless(text), [text]);
  const short = useMemo(() => beginning(shown), [shown]);
  return (
    <>
      <div className={`words ${className}`} dir="auto" lang={language && language !== "und" ? language : undefined}>
        {short !== null && !all ? `${short}…` : shown}
      </div>
      {short !== null && (
        <button type="button" className="button words-more" data-kind="link" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t("message.showLess") : t("message.showAll", { count: shown.split("\n").length })}
        </button>
      )}
    </>
  );
}
