import type { LoggedEvent } from "../protocol";
import { emptyTimeline, fold, type Timeline } from "./timeline";

/** A conversation's events as far as they are here without a hole. */
export interface Log {
  /** The last sequence of the unbroken run from 1. */
  last: number;
  timeline: Timeline;
  /** Events that came before the ones they follow; they wait for the hole to be filled. */
  ahead: readonly LoggedEvent[];
}

export const emptyLog: Log = { last: 0, timeline: emptyTimeline, ahead: [] };

/** Takes events in whatever order and however often they come: repeats change nothing, holes are kept open. */
export function append(log: Log, incoming: readonly LoggedEvent[]): Log {
  const fresh = new Map<number, LoggedEvent>();
  for (const event of log.ahead) fresh.set(event.sequence, event);
  let any = false;
  for (const event of incoming) {
    if (event.sequence > log.last && !fresh.has(event.sequence)) {
      fresh.set(event.sequence, event);
      any = true;
    }
  }
  if (!any) return log;

  const run: LoggedEvent[] = [];
  let last = log.last;
  for (let next = fresh.get(last + 1); next; next = fresh.get(last + 1)) {
    run.push(next);
    fresh.delete(next.sequence);
    last = next.sequence;
  }
  const ahead = [...fresh.values()].sort((a, b) => a.sequence - b.sequence);
  return { last, timeline: fold(log.timeline, run), ahead };
}

export function hasGap(log: Log): boolean {
  return log.ahead.length > 0;
}
