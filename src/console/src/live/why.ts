import type { AgentView, Candidate, Decision, Offer, Proficiency, Reason, ReasonCode } from "../protocol";
import { bareId, primary } from "./ids";

/** A phrase to translate: a key below `why.` and its parameters. Languages and skills are put into words by the caller. */
export interface WhyPart {
  key: string;
  language?: string;
  skill?: string;
  value?: number;
  limit?: number;
  presence?: string;
  store?: string;
  /** Proficiency that is there, and that is asked for now. */
  has?: Proficiency;
  asked?: Proficiency;
}

const PROFICIENCIES: readonly Proficiency[] = ["Assisted", "Fluent", "Native"];

export function chosen(decision: Decision): Candidate | null {
  const id = bareId(decision.agent);
  return (id && decision.candidates.find((c) => bareId(c.agent) === id)) || null;
}

/** Why this agent, most telling first. */
export function whyChosen(decision: Decision, agent: AgentView | undefined, language: string): WhyPart[] {
  const candidate = chosen(decision);
  return whyMe(candidate?.reasons ?? [], candidate?.parts ?? null, agent, language);
}

/** Why an offer is made to this agent. */
export function whyOffered(offer: Offer, agent: AgentView | undefined): WhyPart[] {
  return whyMe(offer.reasons, offer.parts, agent, offer.language ?? "und");
}

function whyMe(reasons: readonly Reason[], score: Candidate["parts"], agent: AgentView | undefined, language: string): WhyPart[] {
  const parts: WhyPart[] = [];
  const spoken = agent?.profile.languages.find((l) => primary(l.code) === primary(language));
  if (language && language !== "und" && agent) parts.push({ key: `proficiency${spoken?.proficiency ?? "Assisted"}`, language });
  for (const reason of reasons) parts.push(whyNot(reason));
  if (score) {
    // The part is the share of the capacity that was free then; with the capacity it says how much was in use.
    const { spare } = score;
    const capacity = agent?.profile.capacity;
    if (capacity) parts.push({ key: "units", value: capacity - Math.round((spare * capacity) / 1000), limit: capacity });
    else parts.push({ key: "spare", value: Math.round(spare / 10) });
  }
  return parts;
}

/** One reason code with its parameters. */
export function whyNot(reason: Reason): WhyPart {
  const part: WhyPart = { key: reason.code };
  if (reason.value !== null) part.value = reason.value;
  if (reason.limit !== null) part.limit = reason.limit;
  switch (reason.code) {
    case "NotOnline":
      part.presence = ["Offline", "Away", "Busy", "Online"][reason.value ?? 0] ?? "Offline";
      break;
    case "OtherStore":
      part.store = reason.subject ?? "";
      break;
    case "MissingSkill":
    case "SkillTooLow":
      part.skill = reason.subject ?? "";
      break;
    case "LanguageStepNotReached":
      part.language = reason.subject ?? "";
      part.has = PROFICIENCIES[reason.value ?? 0]!;
      part.asked = PROFICIENCIES[reason.limit ?? 0]!;
      break;
  }
  return part;
}

/** What stands between a waiting conversation and an agent: the least that would have to change, over all candidates. */
export type Obstacle = "free" | "capacity" | "shift" | "presence" | "language" | "passed" | "nobody";

const OBSTACLES: readonly (readonly [Obstacle, readonly ReasonCode[]])[] = [
  ["capacity", ["AtCapacity", "HeldForEarlier"]],
  ["shift", ["ShiftEnding"]],
  ["language", ["LanguageStepNotReached", "SkillTooLow"]],
  ["presence", ["NotOnline", "OutOfShift", "Draining"]],
  ["passed", ["PassedOffer"]],
];

export function obstacle(decision: Decision): Obstacle {
  if (decision.agent) return "free";
  for (const [name, codes] of OBSTACLES) if (decision.candidates.some((c) => c.reasons.length > 0 && c.reasons.every((r) => codes.includes(r.code)))) return name;
  return "nobody";
}
