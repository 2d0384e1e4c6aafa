/** What a browser keeps of its chat with one store. */
export interface Kept {
  token?: string;
  /** Written and not yet taken by the server, oldest first. */
  pending: Pending[];
  /** `conversation:sequence` up to which replies were confirmed, and up to which the buyer has read. */
  confirmed?: string;
  read?: string;
}

export interface Pending {
  id: string;
  text: string;
  at: string;
  failed?: boolean;
}

/** Private windows and blocked storage must not end the chat: then it lasts as long as the page. */
export class Memory {
  private readonly kept: Kept = { pending: [] };

  constructor(private readonly key: string) {
    try {
      const held = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Kept>;
      Object.assign(this.kept, held, { pending: Array.isArray(held.pending) ? held.pending : [] });
    } catch {
      // Starts empty.
    }
  }

  get(): Readonly<Kept> {
    return this.kept;
  }

  set(change: Partial<Kept>): void {
    Object.assign(this.kept, change);
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // Lasts as long as the page.
    }
  }

  forgetToken(): void {
    delete this.kept.token;
    this.set({});
  }
}

/** Whether `cursor` is after `held`: another conversation than the one held is always news. */
export function isAfter(cursor: string, held: string | undefined): boolean {
  const [conversation, sequence] = cursor.split(":");
  const [heldConversation, heldSequence] = (held ?? "").split(":");
  return conversation !== heldConversation || Number(sequence) > Number(heldSequence);
}
