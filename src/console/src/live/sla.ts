import type { ClockView, ConversationRow } from "../protocol";

export type Urgency = "calm" | "warning" | "breached";

/** Amber while the last quarter of the promise runs. The server says when that begins: nights and weekends do not count. */
export function urgency(due: number, quarterLeft: number | null, now: number): Urgency {
  if (due <= now) return "breached";
  return quarterLeft !== null && quarterLeft <= now ? "warning" : "calm";
}

/** The clock that a row's due instant belongs to. */
export function dueClock(row: ConversationRow): ClockView | undefined {
  return row.clocks.find((clock) => clock.clock === row.dueClock);
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
