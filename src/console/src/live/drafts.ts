import { create } from "zustand";
import type { ConversationId } from "../protocol";
import { read, write } from "./storage";

export interface Draft {
  tab: "reply" | "note";
  reply: string;
  note: string;
  asWritten: boolean;
}

export const noDraft: Draft = { tab: "reply", reply: "", note: "", asWritten: false };

const KEY = "os.drafts";
const MOST = 200;

/** What is being written, per conversation; outlives the page. */
export const useDrafts = create<Record<ConversationId, Draft>>(() => read(KEY, {}));

let timer: ReturnType<typeof setTimeout> | null = null;

export function changeDraft(conversation: ConversationId, change: Partial<Draft>): void {
  const draft = { ...(useDrafts.getState()[conversation] ?? noDraft), ...change };
  useDrafts.setState({ [conversation]: draft });
  if (timer) clearTimeout(timer);
  timer = setTimeout(save, 250);
}

function save(): void {
  timer = null;
  const written = Object.entries(useDrafts.getState()).filter(([, d]) => d.reply || d.note);
  write(KEY, written.length === 0 ? null : Object.fromEntries(written.slice(-MOST)));
}

if (typeof window !== "undefined") window.addEventListener("pagehide", save);
