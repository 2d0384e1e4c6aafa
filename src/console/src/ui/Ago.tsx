import { useTranslation } from "react-i18next";
import { useNow } from "../live/time";
import { shortAgo, useNames } from "./names";

export function Ago({ at }: { at: string }) {
  const now = useNow(30_000);
  const { i18n } = useTranslation();
  const names = useNames();
  return (
    <time className="num" dateTime={at} title={names.full(at)}>
      {shortAgo(now - Date.parse(at), i18n.language)}
    </time>
  );
}
