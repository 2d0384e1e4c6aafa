import type { ConsoleSnapshot, ConversationDetail, ConversationId, ConversationPage, InboxView } from "../protocol";
import type { LiveAction } from "./reducer";

export interface Invoker {
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
}

/** What is on screen: the part of the state that must be whole after a reconnection. */
export interface OnScreen {
  view: InboxView;
  conversation: ConversationId | null;
  /** The last sequence held of that conversation. */
  last(conversation: ConversationId): number;
}

/** Everything again that could have been missed, applied in as few steps as possible so that nothing flickers. */
export async function catchUp(hub: Invoker, on: OnScreen, dispatch: (action: LiveAction) => void, now: () => number): Promise<void> {
  const snapshot = await hub.invoke<ConsoleSnapshot>("Hello");
  // The list and the conversation are worth having, not worth staying disconnected for: each says itself that it failed.
  const page = on.view === "Mine" ? null : await hub.invoke<ConversationPage>("List", on.view, null).catch(() => null);
  dispatch({ type: "snapshot", snapshot, now: now(), keep: on.conversation, list: page ? { view: on.view, page } : null });
  const { conversation } = on;
  if (conversation) await openFully(hub, conversation, on.last, dispatch).catch(() => dispatch({ type: "open-failed", conversation }));
}

/** Reads a conversation's events after the last one held, page by page. */
export async function openFully(
  hub: Invoker,
  conversation: ConversationId,
  last: (conversation: ConversationId) => number,
  dispatch: (action: LiveAction) => void,
): Promise<void> {
  for (;;) {
    const before = last(conversation);
    const detail = await hub.invoke<ConversationDetail | null>("Open", conversation, before);
    dispatch({ type: "opened", conversation, detail });
    // A page that brings nothing new must not be asked for again.
    if (!detail?.hasMore || last(conversation) <= before) return;
  }
}
