import { create } from "zustand";
import type { AgentId, ConversationId } from "../protocol";

/** What is on screen beyond the address: nothing of it outlives the page. */
export interface UiState {
  filter: string;
  /** The row that j and k have reached. */
  cursor: ConversationId | null;
  dialog: "none" | "assign" | "snooze" | "palette" | "help" | "languages" | "templates" | "send";
  /** What the "send on" dialog is about, and to whom it would go. */
  sending: { conversation: ConversationId; to: AgentId | null } | null;
  /** The customer panel as an overlay on narrow screens. */
  drawer: boolean;
  /** Counts up to ask the composer for focus. */
  focusComposer: number;
}

export const useUi = create<UiState>(() => ({ filter: "", cursor: null, dialog: "none", sending: null, drawer: false, focusComposer: 0 }));
export const setUi = useUi.setState;
