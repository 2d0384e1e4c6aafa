import { useEffect } from "react";
import { create } from "zustand";
import type { ConversationId, SuggestionsView } from "../protocol";
import { call, useLive } from "./store";

/** What the server found beside each conversation: orders, and replies filled from them. */
const useFound = create<Record<ConversationId, SuggestionsView | null>>(() => ({}));

export const useSuggestions = (id: ConversationId): SuggestionsView | null => useFound((s) => s[id] ?? null);

/** Asks again when the buyer has written or the scenario has changed, and not for every event: a translation may cost money. */
export function useFreshSuggestions(id: ConversationId): void {
  const live = useLive((s) => s.connection.phase === "live");
  const scenario = useLive((s) => s.threads[id]?.scenario ?? null);
  const asked = useLive((s) => (s.rows[id]?.previewInbound ? s.rows[id]!.lastMessageAt : null));
  useEffect(() => {
    if (!live) return;
    let current = true;
    const timer = setTimeout(() => {
      call("Suggestions", id).then(
        (found) => current && useFound.setState({ [id]: found }),
        () => {}, // the conversation goes on without; the next message asks again
      );
    }, 200);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [id, live, scenario, asked]);
}
