import { create } from "zustand";
import type { ConversationId } from "../protocol";
import { read, write } from "./storage";

export interface Draft {
  tab: "reply" | "note";
  reply: string;
  note: string;
  asWritten: boolean;
  /** The buyer's words as the agent has rewritten them, and the reply that they were made for. */
  edit: { text: string; of: string; language: string } | null;
}

export const noDraft: Draft = { tab: "reply", reply: "", note: "", asWritten: false, edit: null };

/** One workstation, several agents: nobody finds another's drafts. */
let key = "os.drafts";
const MOST = 200;
let timer: ReturnType<typeof setTimeout> | null = null;

/** What is being written, per conversation; outlives the page. */
export const useDrafts = create<Record<ConversationId, Draft>>(() => ({}));

export function loadDrafts(agent: string): void {
  if (timer) save();
  key = `os.drafts.${agent}`;
  useDrafts.setState(read(key, {}), true);
}

export function changeDraft(conversation: ConversationId, change: Partial<Draft>): void {
  const draft = { ...noDraft, ...useDrafts.getState()[conversation], ...change };
  useDrafts.setState({ [conversation]: draft });
  if (timer) clearTimeout(timer);
  timer = setTimeout(save, 250);
}

function save(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  const written = Object.entries(useDrafts.getState()).filter(([, d]) => d.reply || d.note);
  write(key, written.length === 0 ? null : Object.fromEntries(written.slice(-MOST)));
}

if (typeof window !== "undefined") window.addEventListener("pagehide", () => timer && save());
