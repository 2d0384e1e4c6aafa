import { create } from "zustand";
import type { ConversationId } from "../protocol";

export interface Notice {
  id: number;
  tone: "info" | "warning" | "error";
  /** A translation key and its parameters. */
  text: string;
  params?: Record<string, string | number>;
  conversation?: ConversationId;
  retry?: () => void;
}

let next = 1;
const timers = new Map<number, ReturnType<typeof setTimeout>>();

export const useNotices = create<{ notices: readonly Notice[] }>(() => ({ notices: [] }));

export function notify(notice: Omit<Notice, "id">): void {
  const id = next++;
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-3), { ...notice, id }] }));
  timers.set(id, setTimeout(() => dismiss(id), notice.tone === "info" ? 7000 : 9000));
}

export function dismiss(id: number): void {
  const timer = timers.get(id);
  if (timer) clearTimeout(timer);
  timers.delete(id);
  useNotices.setState(({ notices }) => ({ notices: notices.filter((n) => n.id !== id) }));
}
