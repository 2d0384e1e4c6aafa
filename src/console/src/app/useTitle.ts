import { useEffect } from "react";
import { inView } from "../live/inbox";
import { isUnread, useSeen } from "../live/seen";
import { useLive } from "../live/store";

/** The tab says how many of mine wait to be read. */
export function useTitle(): void {
  const rows = useLive((s) => s.rows);
  const me = useLive((s) => s.me?.id ?? null);
  const seen = useSeen();
  const unread = Object.values(rows).filter((r) => inView(r, "Mine", me) && isUnread(r, seen[r.id])).length;
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) OrleansSupport` : "OrleansSupport";
  }, [unread]);
}
