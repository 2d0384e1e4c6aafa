import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./en.json";
import { useSettings, type ConsoleLanguage } from "../live/settings";

// English is in the first download and the fallback; the others come when they are chosen.
const others: Record<Exclude<ConsoleLanguage, "en">, () => Promise<{ default: typeof en }>> = {
  "zh-CN": () => import("./zh-CN.json"),
  es: () => import("./es.json"),
};

async function use(language: ConsoleLanguage): Promise<void> {
  if (language !== "en" && !i18next.hasResourceBundle(language, "translation")) {
    const texts = await others[language]();
    i18next.addResourceBundle(language, "translation", texts.default);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

function isolate(value: string): string {
  return RIGHT_TO_LEFT.test(value) && !value.startsWith("\u2068") ? `\u2068${value}\u2069` : value;
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: en } },
    // React escapes. What is done here instead: a right-to-left name keeps its direction to itself.
    interpolation: { escapeValue: true, escape: isolate },
    returnNull: false,
  });
  await use(useSettings.getState().language).catch(() => undefined);
  useSettings.subscribe((now, before) => {
    if (now.language !== before.language) void use(now.language);
  });
}
