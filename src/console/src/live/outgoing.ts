import type { ConversationId, MessageId, SentWords } from "../protocol";

/** What the agent has sent and the log does not show yet. Its id is made once, so that sending it again is the same message. */
export interface Outgoing {
  message: MessageId;
  conversation: ConversationId;
  kind: "reply" | "note";
  text: string;
  asWritten: boolean;
  /** What the buyer is to get, as it was seen; null has the server translate. */
  sent: SentWords | null;
  seenSequence: number;
  state: "sending" | "waiting" | "accepted" | "refused" | "failed";
  refused: string | null;
  at: number;
}

const key = (agent: string) => `os.outgoing.${agent}`;

export function loadOutgoing(agent: string): Outgoing[] {
  try {
    const stored = JSON.parse(localStorage.getItem(key(agent)) ?? "[]") as Outgoing[];
    // Nobody knows how a send fared that was under way when the page went away: it is sent again under its id.
    return stored.map((o) => ({ ...o, sent: o.sent ?? null, state: o.state === "refused" ? o.state : "waiting" }));
  } catch {
    return [];
  }
}

export function saveOutgoing(agent: string, outgoing: readonly Outgoing[]): void {
  try {
    if (outgoing.length === 0) localStorage.removeItem(key(agent));
    else localStorage.setItem(key(agent), JSON.stringify(outgoing));
  } catch {
    // A full or forbidden storage costs only the memory across a reload.
  }
}

/** Those of a conversation that its log has by now are done. */
export function settle(outgoing: readonly Outgoing[], conversation: ConversationId, has: (message: MessageId) => boolean): readonly Outgoing[] {
  const rest = outgoing.filter((o) => o.conversation !== conversation || !has(o.message));
  return rest.length === outgoing.length ? outgoing : rest;
}
