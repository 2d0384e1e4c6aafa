import { expect, it } from "vitest";
import { snoozeTimes } from "./snooze";

const names = (now: Date) => snoozeTimes(now).map((t) => t.name);

it("offers times to come, earliest first", () => {
  const now = new Date(2026, 10, 23, 10); // a Monday
  expect(names(now)).toEqual(["hour", "threeHours", "evening", "tomorrow", "monday"]);
  expect(snoozeTimes(now).at(-1)!.at).toEqual(new Date(2026, 10, 30, 9));
});

it("has no evening in the evening, and tomorrow once when it is Monday", () => {
  expect(names(new Date(2026, 10, 22, 19))).toEqual(["hour", "threeHours", "tomorrow", "week"]);
});
