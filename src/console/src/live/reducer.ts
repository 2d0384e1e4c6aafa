import type {
  AgentView,
  ClockView,
  ConsoleSnapshot,
  ConversationDetail,
  ConversationId,
  ConversationPage,
  ConversationRow,
  CustomerView,
  InboxView,
  LoggedEvent,
  Me,
  QueueView,
  StoreSummary,
} from "../protocol";
import { bareId } from "./ids";
import { append, emptyLog, type Log } from "./log";

export type Loading = "idle" | "loading" | "ready" | "error";

export interface Thread {
  log: Log;
  status: Loading | "missing";
  clocks: readonly ClockView[];
  clocksVersion: number;
  /** What the buyer wants; null until something is recognised. */
  scenario: string | null;
  customer: CustomerView | null;
  /** How the buyer is addressed; null where their language has no difference. */
  tone: string | null;
  history: readonly ConversationRow[];
}

export interface ListState {
  status: Loading;
  cursor: ConversationId | null;
  hasMore: boolean;
}

/** Everything the server has told, folded. No other place holds server state. */
export interface LiveState {
  me: Me | null;
  /** Server time minus local time, in milliseconds. */
  offset: number;
  stores: readonly StoreSummary[];
  /** By bare id. */
  agents: Readonly<Record<string, AgentView>>;
  queues: Readonly<Record<string, QueueView>>;
  rows: Readonly<Record<ConversationId, ConversationRow>>;
  threads: Readonly<Record<ConversationId, Thread>>;
  lists: Readonly<Record<InboxView, ListState>>;
}

const noList: ListState = { status: "idle", cursor: null, hasMore: false };
const noThread: Thread = { log: emptyLog, status: "loading", clocks: [], clocksVersion: -1, scenario: null, customer: null, history: [], tone: null };

export const initialState: LiveState = {
  me: null,
  offset: 0,
  stores: [],
  agents: {},
  queues: {},
  rows: {},
  threads: {},
  lists: { Mine: noList, Unassigned: noList, Open: noList, Done: noList },
};

export type LiveAction =
  | { type: "snapshot"; snapshot: ConsoleSnapshot; now: number; keep: ConversationId | null; list: { view: InboxView; page: ConversationPage } | null }
  | { type: "rows"; rows: readonly ConversationRow[] }
  | { type: "events"; conversation: ConversationId; events: readonly LoggedEvent[] }
  | { type: "opening"; conversation: ConversationId }
  | { type: "opened"; conversation: ConversationId; detail: ConversationDetail | null }
  | { type: "open-failed"; conversation: ConversationId }
  | { type: "forget"; conversations: readonly ConversationId[] }
  | { type: "agent"; agent: AgentView }
  | { type: "queue"; queue: QueueView }
  | { type: "listing"; view: InboxView }
  | { type: "listed"; view: InboxView; page: ConversationPage }
  | { type: "list-failed"; view: InboxView };

export function reduce(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case "snapshot":
      return snapshot(state, action);
    case "rows":
      return withRows(state, action.rows);
    case "events": {
      const thread = state.threads[action.conversation];
      if (!thread) return state;
      const log = append(thread.log, action.events);
      return log === thread.log ? state : withThread(state, action.conversation, { ...thread, log, scenario: scenarioOf(action.events) ?? thread.scenario });
    }
    case "opening": {
      const thread = state.threads[action.conversation] ?? noThread;
      const status = thread.log.last > 0 ? "ready" : "loading";
      return withThread(state, action.conversation, { ...thread, status });
    }
    case "opened":
      return opened(state, action.conversation, action.detail);
    case "open-failed": {
      const thread = state.threads[action.conversation] ?? noThread;
      return withThread(state, action.conversation, { ...thread, status: "error" });
    }
    case "forget": {
      const threads = { ...state.threads };
      for (const id of action.conversations) delete threads[id];
      return { ...state, threads };
    }
    case "agent": {
      const key = bareId(action.agent.id);
      const held = state.agents[key];
      if (held && held.version >= action.agent.version) return state;
      return { ...state, agents: { ...state.agents, [key]: action.agent } };
    }
    case "queue":
      return { ...state, queues: { ...state.queues, [action.queue.team]: action.queue } };
    case "listing":
      return withList(state, action.view, { status: "loading" });
    case "listed":
      return withList(withRows(state, action.page.data), action.view, {
        status: "ready",
        cursor: action.page.nextCursor,
        hasMore: action.page.hasMore,
      });
    case "list-failed":
      return withList(state, action.view, { status: "error" });
  }
}

/** A fresh start or a catch-up: what the server does not mention any more goes, what came by push meanwhile stays. */
function snapshot(state: LiveState, action: Extract<LiveAction, { type: "snapshot" }>): LiveState {
  const { snapshot: from, list } = action;
  const rows: Record<ConversationId, ConversationRow> = {};
  const offered = list ? [...from.rows, ...list.page.data] : from.rows;
  for (const row of offered) {
    const held = newest(rows[row.id], state.rows[row.id]);
    rows[row.id] = newest(row, held)!;
  }
  const kept = action.keep ? state.rows[action.keep] : undefined;
  if (kept) rows[kept.id] = newest(rows[kept.id], kept)!;

  const agents: Record<string, AgentView> = {};
  for (const agent of from.agents) {
    const key = bareId(agent.id);
    const held = state.agents[key];
    agents[key] = held && held.version > agent.version ? held : agent;
  }
  const queues: Record<string, QueueView> = {};
  for (const queue of from.queues) queues[queue.team] = queue;

  const lists: Record<InboxView, ListState> = {
    ...initialState.lists,
    Mine: mineOf(from),
  };
  if (list) lists[list.view] = { status: "ready", cursor: list.page.nextCursor, hasMore: list.page.hasMore };

  return {
    ...state,
    me: from.me,
    offset: Date.parse(from.serverTime) - action.now,
    stores: from.stores,
    agents,
    queues,
    rows,
    lists,
  };
}

/** The server puts at most so many of mine into a snapshot; beyond that the list goes on where it ended. */
const MOST_MINE = 100;

function mineOf({ me, rows }: ConsoleSnapshot): ListState {
  const mine = rows.filter((row) => row.assignee === me.id);
  const hasMore = mine.length >= MOST_MINE;
  return { status: "ready", cursor: hasMore ? mine[mine.length - 1]!.id : null, hasMore };
}

/** The clocks to show. A pushed row brings those that are open; what became of the others comes with the next opening. */
export function clocksOf(thread: Thread, row: ConversationRow): readonly ClockView[] {
  return row.version > thread.clocksVersion ? row.clocks : thread.clocks;
}

function opened(state: LiveState, id: ConversationId, detail: ConversationDetail | null): LiveState {
  const thread = state.threads[id] ?? noThread;
  if (!detail) return withThread(state, id, { ...thread, status: "missing" });
  const version = detail.conversation.row.version;
  const newer = version >= thread.clocksVersion;
  const next: Thread = {
    log: append(thread.log, detail.events),
    status: "ready",
    clocks: newer ? detail.conversation.clocks : thread.clocks,
    clocksVersion: newer ? version : thread.clocksVersion,
    scenario: newer ? (detail.conversation.scenario ?? null) : thread.scenario,
    customer: detail.customer ?? thread.customer,
    history: detail.history,
    tone: detail.tone,
  };
  return withThread(withRows(state, [detail.conversation.row]), id, next);
}

function scenarioOf(events: readonly LoggedEvent[]): string | null {
  for (let i = events.length - 1; i >= 0; i--) {
    const event = events[i]!.event;
    if (event.kind === "scenario" || event.kind === "taught") return event.scenario;
    if (event.kind === "received" && event.scenario) return event.scenario;
  }
  return null;
}

function newest(a: ConversationRow | undefined, b: ConversationRow | undefined): ConversationRow | undefined {
  if (!a || !b) return a ?? b;
  return b.version > a.version ? b : a;
}

function withRows(state: LiveState, incoming: readonly ConversationRow[]): LiveState {
  const rows: Record<ConversationId, ConversationRow> = { ...state.rows };
  let changed = false;
  for (const row of incoming) {
    const held = rows[row.id];
    if (held && held.version >= row.version) continue;
    rows[row.id] = row;
    changed = true;
  }
  return changed ? { ...state, rows } : state;
}

function withThread(state: LiveState, id: ConversationId, thread: Thread): LiveState {
  return { ...state, threads: { ...state.threads, [id]: thread } };
}

function withList(state: LiveState, view: InboxView, change: Partial<ListState>): LiveState {
  return { ...state, lists: { ...state.lists, [view]: { ...state.lists[view], ...change } } };
}
