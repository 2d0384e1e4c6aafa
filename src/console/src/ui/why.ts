import type { TFunction } from "i18next";
import type { WhyPart } from "../live/why";
import type { Names } from "./names";

/** A reason in the console's language. */
export function whyText(part: WhyPart, t: TFunction, names: Names): string {
  return t(`why.${part.key}`, {
    language: names.languageInText(part.language),
    skill: part.skill,
    store: part.store,
    value: part.value,
    limit: part.limit,
    presence: part.presence ? t(`presence.${part.presence}`) : undefined,
    has: part.has ? t(`why.proficiency${part.has}`, { language: names.languageInText(part.language) }) : undefined,
    asked: part.asked ? t(`why.asked.${part.asked}`) : undefined,
    defaultValue: part.key,
  });
}
