import type {
  Assigned,
  ConversationOpened,
  DeliveryChanged,
  Escalated,
  HandedOver,
  HolderLeft,
  Instant,
  LoggedEvent,
  MessageId,
  MessageReceived,
  NoteAdded,
  OfferPassed,
  PriorityChanged,
  Queued,
  ReplyDispatched,
  ReplyWritten,
  SlaSignalled,
  Snoozed,
  SnoozeEnded,
  StatusChanged,
  TermsChanged,
  TranslationChanged,
} from "../protocol";

interface Placed {
  sequence: number;
  at: Instant;
}

export interface InboundItem extends Placed {
  type: "inbound";
  message: MessageReceived;
  translations: readonly TranslationChanged[];
}

export interface ReplyItem extends Placed {
  type: "reply";
  message: ReplyWritten;
  translations: readonly TranslationChanged[];
  sent: ReplyDispatched | null;
  delivery: DeliveryChanged | null;
}

export interface NoteItem extends Placed {
  type: "note";
  message: NoteAdded;
  translations: readonly TranslationChanged[];
}

export type SystemEvent = ConversationOpened | Queued | Assigned | StatusChanged | PriorityChanged | SlaSignalled | TermsChanged | Escalated | Snoozed | SnoozeEnded | OfferPassed | HolderLeft | HandedOver;

export interface SystemItem extends Placed {
  type: "system";
  event: SystemEvent;
}

export type TimelineItem = InboundItem | ReplyItem | NoteItem | SystemItem;

/** What the log comes to on screen. Items are only ever appended; later events change an item in place of order. */
export interface Timeline {
  items: readonly TimelineItem[];
  /** Where a message's item stands. */
  index: ReadonlyMap<MessageId, number>;
}

export const emptyTimeline: Timeline = { items: [], index: new Map() };

/** Folds consecutive events into a timeline. The caller has put them in order and dropped repeats. */
export function fold(timeline: Timeline, events: readonly LoggedEvent[]): Timeline {
  if (events.length === 0) return timeline;
  const items = [...timeline.items];
  const index = new Map(timeline.index);
  for (const logged of events) foldOne(items, index, logged);
  return { items, index };
}

function foldOne(items: TimelineItem[], index: Map<MessageId, number>, { sequence, at, event }: LoggedEvent): void {
  const add = (item: TimelineItem, message?: MessageId) => {
    if (message !== undefined) {
      // An id that is there already is the same message; the log's first wins.
      if (index.has(message)) return;
      index.set(message, items.length);
    }
    items.push(item);
  };
  const change = (message: MessageId, how: (item: TimelineItem) => TimelineItem) => {
    const place = index.get(message);
    const item = place === undefined ? undefined : items[place];
    if (place !== undefined && item) items[place] = how(item);
  };

  switch (event.kind) {
    case "received":
      return add({ type: "inbound", sequence, at, message: event, translations: [] }, event.message);
    case "reply":
      return add({ type: "reply", sequence, at, message: event, translations: [], sent: null, delivery: null }, event.message);
    case "note":
      return add({ type: "note", sequence, at, message: event, translations: [] }, event.message);
    case "dispatched":
      return change(event.message, (item) => (item.type === "reply" ? { ...item, sent: event } : item));
    case "delivery":
      return change(event.message, (item) => (item.type === "reply" ? { ...item, delivery: event } : item));
    case "translation":
      return change(event.message, (item) =>
        item.type !== "system"
          ? { ...item, translations: [...item.translations.filter((t) => t.target !== event.target), event] }
          : item,
      );
    case "opened":
    case "queued":
    case "assigned":
    case "status":
    case "priority":
    case "sla":
    case "passed":
    case "terms":
    case "escalated":
    case "snoozed":
    case "snooze-ended":
    case "left":
    case "handed-over":
      return add({ type: "system", sequence, at, event });
    default:
      // A newer server may tell things that this console does not know; the sequence still counts.
      return;
  }
}

/** The newest reply by somebody else after a sequence: what a refused send has to show. */
export function replyAfter(timeline: Timeline, sequence: number, notBy: string): ReplyItem | null {
  for (let i = timeline.items.length - 1; i >= 0; i--) {
    const item = timeline.items[i]!;
    if (item.sequence <= sequence) return null;
    if (item.type === "reply" && item.message.agent !== notBy) return item;
  }
  return null;
}

/** Whatever was decided last about who has the conversation. */
export function lastAssigned(timeline: Timeline): (Placed & { event: Assigned }) | null {
  for (let i = timeline.items.length - 1; i >= 0; i--) {
    const item = timeline.items[i]!;
    if (item.type === "system" && item.event.kind === "assigned") return { sequence: item.sequence, at: item.at, event: item.event };
  }
  return null;
}
