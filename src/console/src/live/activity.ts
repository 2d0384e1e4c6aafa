import { call, useLive } from "./store";

/** The server counts an agent as away who gives no sign of life; it is told this often at most. */
const EVERY = 20_000;
let told = 0;

function sign(): void {
  const now = Date.now();
  if (now - told < EVERY || useLive.getState().connection.phase !== "live") return;
  told = now;
  call("Active").catch(() => (told = 0));
}

/** Reports that somebody sits here, for as long as the returned function is not called. */
export function watchActivity(): () => void {
  const events = ["pointerdown", "keydown", "wheel", "pointermove"] as const;
  for (const event of events) window.addEventListener(event, sign, { passive: true });
  return () => {
    for (const event of events) window.removeEventListener(event, sign);
  };
}
