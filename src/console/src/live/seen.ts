import { create } from "zustand";
import type { ConversationId, ConversationRow } from "../protocol";
import { read, write } from "./storage";

let key = "os.seen";
const MOST = 1000;

/** Up to which last message a conversation has been looked at here. */
export const useSeen = create<Record<ConversationId, string>>(() => ({}));

export function loadSeen(agent: string): void {
  key = `os.seen.${agent}`;
  useSeen.setState(read(key, {}), true);
}

export function isUnread(row: ConversationRow, seen: string | undefined): boolean {
  return row.previewInbound && row.status === "Open" && (seen === undefined || row.lastMessageAt > seen);
}

export function markSeen(row: ConversationRow): void {
  const held = useSeen.getState()[row.id];
  if (held !== undefined && held >= row.lastMessageAt) return;
  useSeen.setState({ [row.id]: row.lastMessageAt });
  const entries = Object.entries(useSeen.getState()).sort((a, b) => (a[1] < b[1] ? 1 : -1));
  write(key, Object.fromEntries(entries.slice(0, MOST)));
}
