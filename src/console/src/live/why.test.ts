import { expect, it } from "vitest";
import type { Candidate, Decision, Reason, ReasonCode } from "../protocol";
import { obstacle, whyNot } from "./why";

const reason = (code: ReasonCode): Reason => ({ code, subject: null, value: null, limit: null });
const candidate = (...codes: ReasonCode[]): Candidate => ({ agent: "agt_00", name: "Mia", parts: null, reasons: codes.map(reason) });
const decision = (...candidates: Candidate[]): Decision => ({ conversation: "cnv_00", agent: null, step: 0, at: "2026-11-23T09:00:00Z", candidates, lookAgainAt: null, notListed: 0 });

it.each<[string, Decision]>([
  ["capacity", decision(candidate("NotOnline"), candidate("AtCapacity"), candidate("LanguageStepNotReached", "AtCapacity"))],
  ["shift", decision(candidate("ShiftEnding"), candidate("NotOnline"))],
  ["language", decision(candidate("LanguageStepNotReached"), candidate("NotOnline"))],
  ["presence", decision(candidate("NotOnline"), candidate("NotOnline", "LanguageStepNotReached"))],
  ["passed", decision(candidate("PassedOffer"), candidate("OtherStore"))],
  ["nobody", decision(candidate("OtherStore", "NotOnline"))],
  ["nobody", decision()],
  ["free", { ...decision(candidate("BestScore")), agent: "agt_00" }],
])("what stands in the way is %s", (name, of) => expect(obstacle(of)).toBe(name));

it("says what proficiency is there and what is asked for; a language that is not listed is worked in through translation", () => {
  expect(whyNot({ code: "LanguageStepNotReached", subject: "es", value: 1, limit: 2 })).toMatchObject({ language: "es", has: "Fluent", asked: "Native" });
  expect(whyNot({ code: "LanguageStepNotReached", subject: "es", value: null, limit: 1 })).toMatchObject({ has: "Assisted", asked: "Fluent" });
});
