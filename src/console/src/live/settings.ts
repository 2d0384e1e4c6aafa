import { create } from "zustand";
import { read, write } from "./storage";

export type Theme = "system" | "light" | "dark";
export type ConsoleLanguage = "en" | "zh-CN" | "es";
export const CONSOLE_LANGUAGES: readonly ConsoleLanguage[] = ["en", "zh-CN", "es"];

export interface Settings {
  theme: Theme;
  language: ConsoleLanguage;
  enterSends: boolean;
  preview: boolean;
  panel: boolean;
}

export function fromBrowser(languages: readonly string[]): ConsoleLanguage {
  for (const language of languages) {
    const code = language.toLowerCase();
    if (code.startsWith("zh")) return "zh-CN";
    if (code.startsWith("es")) return "es";
    if (code.startsWith("en")) return "en";
  }
  return "en";
}

const KEY = "os.settings";

function initial(): Settings {
  const defaults: Settings = {
    theme: "system",
    language: fromBrowser(typeof navigator === "undefined" ? [] : (navigator.languages ?? [navigator.language])),
    enterSends: true,
    preview: true,
    panel: true,
  };
  return { ...defaults, ...read<Partial<Settings>>(KEY, {}) };
}

export const useSettings = create<Settings>(() => initial());

export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
  // Only what was chosen is kept: a default may become a better one later.
  write(KEY, { ...read<Partial<Settings>>(KEY, {}), ...change });
}
