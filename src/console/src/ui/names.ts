import { useMemo } from "react";
import { useTranslation } from "react-i18next";

export interface Names {
  language(code: string | null | undefined): string;
  /** As it stands inside a sentence. */
  languageInText(code: string | null | undefined): string;
  country(code: string | null | undefined): string;
  time(instant: string | number): string;
  date(instant: string | number): string;
  full(instant: string | number): string;
  day(instant: string | number): string;
  dayTime(instant: string | number): string;
  /** The time alone when it is today. */
  soon(instant: string | number): string;
}

/** The browser's own variety of a language, so that en-GB gets its 24-hour clock. */
export function regional(language: string): string {
  const wanted = language.split("-")[0];
  return navigator.languages?.find((l) => l.split("-")[0] === wanted && l.length > 2 && wanted !== "zh") ?? language;
}

/** Languages, countries and times in the console's language. */
export function useNames(): Names {
  const { i18n, t } = useTranslation();
  const locale = regional(i18n.language);
  return useMemo(() => {
    const languages = new Intl.DisplayNames([locale], { type: "language", fallback: "code" });
    const countries = new Intl.DisplayNames([locale], { type: "region", fallback: "code" });
    const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
    const date = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
    const full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
    const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
    const dayTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    const safe = (names: Intl.DisplayNames, code: string) => {
      try {
        return names.of(code) ?? code;
      } catch {
        return code;
      }
    };
    const capital = (word: string) => word.slice(0, 1).toLocaleUpperCase(locale) + word.slice(1);
    return {
      language: (code) => (!code || code === "und" ? t("language.unknown") : capital(safe(languages, code))),
      languageInText: (code) => (!code || code === "und" ? t("language.unknown") : safe(languages, code)),
      country: (code) => (code ? safe(countries, code) : ""),
      time: (instant) => time.format(new Date(instant)),
      date: (instant) => capital(date.format(new Date(instant))),
      full: (instant) => full.format(new Date(instant)),
      day: (instant) => day.format(new Date(instant)),
      dayTime: (instant) => dayTime.format(new Date(instant)),
      soon: (instant) => (new Date(instant).toDateString() === new Date().toDateString() ? time : dayTime).format(new Date(instant)),
    };
  }, [locale, t]);
}

/** "4 min", "3 h", "2 d" without the noise of "ago": the column says what it is. */
export function shortAgo(milliseconds: number, locale: string): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const unit = (value: number, name: string) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "narrow" }).format(value);
  if (minutes < 1) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "second");
  if (minutes < 60) return unit(minutes, "minute");
  if (minutes < 24 * 60) return unit(Math.floor(minutes / 60), "hour");
  return unit(Math.floor(minutes / 1440), "day");
}
