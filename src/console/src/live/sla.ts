import type { ConversationRow } from "../protocol";

export type Urgency = "calm" | "warning" | "breached";

const QUARTER = 0.25;
const LAST_CALL = 15 * 60_000;

/** Amber in the last quarter of the promise or its last 15 minutes, whichever is longer but never the whole of a short promise. */
export function urgency(due: number, started: number, now: number): Urgency {
  const left = due - now;
  if (left <= 0) return "breached";
  const whole = Math.max(due - started, 1);
  return left <= whole * QUARTER || (left <= LAST_CALL && whole > LAST_CALL) ? "warning" : "calm";
}

/** When the clock that a row shows began, as far as a row tells. */
export function startedAt(row: ConversationRow): number {
  return Date.parse(row.dueClock === "Resolution" ? row.createdAt : (row.waitingSince ?? row.createdAt));
}

/** `12:04`, `3h 05m`, `2d 4h`; with a plus once overdue. */
export function countdown(due: number, now: number): string {
  const late = due <= now;
  const seconds = late ? Math.floor((now - due) / 1000) : Math.ceil((due - now) / 1000);
  const sign = late ? "+" : "";
  const two = (n: number) => String(n).padStart(2, "0");
  if (seconds < 3600) return `${sign}${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${sign}${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${sign}${Math.floor(hours / 24)}d ${hours % 24}h`;
}
