import type { DayWindow, TimeSpan } from "../protocol";

/** Minutes of `1.16:00:00`; seconds are dropped. */
export function minutesOf(span: TimeSpan): number {
  const [, days = "0", hours = "0", minutes = "0"] = /^(?:(\d+)\.)?(\d+):(\d+):\d+/.exec(span) ?? [];
  return Number(days) * 1440 + Number(hours) * 60 + Number(minutes);
}

export function spanOf(minutes: number): TimeSpan {
  const two = (n: number) => String(n).padStart(2, "0");
  const days = Math.floor(minutes / 1440);
  return `${days > 0 ? `${days}.` : ""}${two(Math.floor((minutes % 1440) / 60))}:${two(minutes % 60)}:00`;
}

/** `40h`, `1h 30m`, `45m`: in hours, because a day of business time is no day. */
export function shortSpan(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return [hours > 0 && `${hours}h`, minutes % 60 > 0 && `${minutes % 60}m`].filter(Boolean).join(" ") || "0m";
}

/** What people type: `4h`, `1h 30m`, `90m`, `2d`, `1:30`; a bare number is hours. Null when it is none of these. */
export function typedSpan(text: string): number | null {
  const words = text.trim().toLowerCase();
  const clock = /^(\d+):([0-5]\d)$/.exec(words);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  if (/^\d+(\.\d+)?$/.test(words)) return Math.round(Number(words) * 60);
  const parts = /^(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?$/.exec(words);
  if (!parts || words === "") return null;
  return Number(parts[1] ?? 0) * 1440 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0);
}

const clockOf = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** A weekday's openings as people write them: `09:00-13:00 14:00-18:00`; empty when it is closed. */
export function windowsText(windows: readonly DayWindow[], isoDay: number): string {
  return windows
    .filter((w) => w.isoDay === isoDay)
    .sort((a, b) => a.fromMinute - b.fromMinute)
    .map((w) => `${clockOf(w.fromMinute)}-${clockOf(w.toMinute)}`)
    .join(" ");
}

/** Null when the text is no list of openings, or they overlap or end before they begin. */
export function typedWindows(text: string, isoDay: number): DayWindow[] | null {
  const windows: DayWindow[] = [];
  for (const part of text.trim().split(/[\s,;]+/).filter(Boolean)) {
    const ends = /^(\d{1,2})(?::([0-5]\d))?[-–](\d{1,2})(?::([0-5]\d))?$/.exec(part);
    if (!ends) return null;
    const fromMinute = Number(ends[1]) * 60 + Number(ends[2] ?? 0);
    const toMinute = Number(ends[3]) * 60 + Number(ends[4] ?? 0);
    if (fromMinute >= toMinute || toMinute > 1440) return null;
    windows.push({ isoDay, fromMinute, toMinute });
  }
  windows.sort((a, b) => a.fromMinute - b.fromMinute);
  return windows.every((w, i) => i === 0 || windows[i - 1]!.toMinute <= w.fromMinute) ? windows : null;
}
