export interface SnoozeTime {
  name: "hour" | "threeHours" | "evening" | "tomorrow" | "monday" | "week";
  at: Date;
}

const HOUR = 3_600_000;

/** The times to choose from, on the wall clock of whoever chooses, earliest first. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const on = (days: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const times: SnoozeTime[] = [
    { name: "hour", at: new Date(now.getTime() + HOUR) },
    { name: "threeHours", at: new Date(now.getTime() + 3 * HOUR) },
    { name: "evening", at: on(0, 18) },
    { name: "tomorrow", at: on(1, 9) },
    { name: "monday", at: on(toMonday, 9) },
    { name: "week", at: on(7, 9) },
  ];
  const seen = new Set<number>();
  return times
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .filter(({ at }) => at > now && !seen.has(at.getTime()) && seen.add(at.getTime()));
}
