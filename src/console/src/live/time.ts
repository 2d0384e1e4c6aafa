import { useSyncExternalStore } from "react";

// One timer for every clock on screen, and none when there is no clock.
let offset = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function tick(): void {
  now = Date.now() + offset;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    now = Date.now() + offset;
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** The server's clock; a workstation that is minutes off still counts right. */
export function serverNow(): number {
  return Date.now() + offset;
}

export function setClockOffset(milliseconds: number): void {
  // Below half a second it is only the way of the message.
  offset = Math.abs(milliseconds) < 500 ? 0 : milliseconds;
}

/** Re-renders every `step` milliseconds (whole seconds) with the server's time, rounded down to the step. */
export function useNow(step = 1000): number {
  return useSyncExternalStore(subscribe, () => Math.floor(now / step) * step);
}
