import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
import { create } from "zustand";
import {
  CLIENT_METHODS,
  HUB_PATH,
  type AgentView,
  type ConsoleHub,
  type ConversationEvents,
  type ConversationId,
  type ConversationRow,
  type EscalationNotice,
  type LoggedEvent,
  type Me,
  type QueueView,
} from "../protocol";
import { Connection, type ConnectionState, type Hub } from "./connection";
import { loadDrafts } from "./drafts";
import { bareId } from "./ids";
import { isOpen } from "./inbox";
import { hasGap } from "./log";
import { useNav } from "./nav";
import { notify } from "./notices";
import { loadOutgoing, saveOutgoing, settle, type Outgoing } from "./outgoing";
import { initialState, reduce, type LiveAction, type LiveState } from "./reducer";
import { catchUp, openFully } from "./resync";
import { loadSeen } from "./seen";
import { currentSession, signOut as endSession, xsrfHeaders } from "./session";
import { setClockOffset } from "./time";

export interface LiveStore extends LiveState {
  connection: ConnectionState;
  outgoing: readonly Outgoing[];
}

const unconnected: ConnectionState = { phase: "connecting", attempt: 0, retryAt: null };
export const useLive = create<LiveStore>(() => ({ ...initialState, connection: unconnected, outgoing: [] }));

const REMEMBERED = 12;
const CLOCKS_AFTER = 600;
const ROWS_AFTER = 40;
const reopening = new Set<ConversationId>();
let clocksTimer: ReturnType<typeof setTimeout> | null = null;
let recent: ConversationId[] = [];
let pushedRows: ConversationRow[] = [];
let rowsTimer: ReturnType<typeof setTimeout> | null = null;

export function dispatch(action: LiveAction): void {
  const before = useLive.getState();
  const next = reduce(before, action);
  if (next === before) return;
  useLive.setState(next);
  if (action.type === "snapshot") setClockOffset(next.offset);
  if (action.type === "events" || action.type === "opened") afterEvents(action.conversation);
}

function makeHub(): Hub {
  const hub = new HubConnectionBuilder()
    .withUrl(HUB_PATH, { headers: xsrfHeaders(), transport: HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling })
    .withServerTimeout(30_000)
    .withKeepAliveInterval(10_000)
    .configureLogging(LogLevel.None)
    .build();
  return hub as unknown as Hub;
}

const lastOf = (id: ConversationId) => useLive.getState().threads[id]?.log.last ?? 0;

export const connection = new Connection({
  makeHub,
  methods: CLIENT_METHODS,
  onPush,
  onState(state) {
    useLive.setState({ connection: state });
    if (state.phase === "live") for (const listener of liveListeners) listener();
  },
  resync: (hub) => catchUp(hub, { ...useNav.getState(), last: lastOf }, dispatch, Date.now),
  signedIn: async () => (await currentSession()) !== null,
});

const liveListeners = new Set<() => void>();

/** Called each time the connection has become live and has caught up. */
export function whenLive(listener: () => void): void {
  liveListeners.add(listener);
}

/** A typed call over the live connection. */
export function call<M extends keyof ConsoleHub>(method: M, ...args: Parameters<ConsoleHub[M]>): ReturnType<ConsoleHub[M]> {
  return connection.invoke(method, ...args) as ReturnType<ConsoleHub[M]>;
}

function onPush(method: string, argument: unknown): void {
  switch (method as (typeof CLIENT_METHODS)[number]) {
    case "Row":
      return onRow(argument as ConversationRow);
    case "Events": {
      const { conversation, events } = argument as ConversationEvents;
      dispatch({ type: "events", conversation, events });
      if (conversation === useNav.getState().conversation && events.some(movesClocks)) refreshClocks(conversation);
      return;
    }
    case "Agent":
      return dispatch({ type: "agent", agent: argument as AgentView });
    case "Queue":
      return dispatch({ type: "queue", queue: argument as QueueView });
    case "Escalation":
      return onEscalation(argument as EscalationNotice);
    case "Behind":
      return connection.behind();
    case "Leaving":
      return connection.leaving();
  }
}

/** Rows of a busy store come in bursts; the list is sorted and drawn once per burst. */
function onRow(row: ConversationRow): void {
  pushedRows.push(row);
  rowsTimer ??= setTimeout(takeRows, ROWS_AFTER);
}

function takeRows(): void {
  rowsTimer = null;
  const rows = pushedRows;
  pushedRows = [];
  const before = useLive.getState();
  dispatch({ type: "rows", rows });
  const { me, rows: after } = useLive.getState();
  for (const id of new Set(rows.map((r) => r.id))) {
    const row = after[id]!;
    const becameMine = me !== null && isOpen(row) && row.assignee === me.id && before.rows[id]?.assignee !== me.id;
    if (becameMine && useNav.getState().conversation !== id) notify({ tone: "info", text: "notice.assigned", params: { name: row.customerName }, conversation: id });
  }
}

/** Shown to those whom it names; who has the conversation open reads it there. */
function onEscalation(notice: EscalationNotice): void {
  const { me, agents } = useLive.getState();
  if (!me || useNav.getState().conversation === notice.conversation) return;
  const forMe = notice.agent === me.id || (notice.supervisors && me.role === "Admin");
  const forMyTeam = notice.team !== null && agents[bareId(me.id)]?.profile.teams.includes(notice.team);
  if (!forMe && !forMyTeam) return;
  notify({ tone: "warning", text: `notice.${notice.signal === "Breach" ? "breach" : "dueSoon"}`, params: { name: notice.customerName, clock: `sla.clock.${notice.clock}` }, conversation: notice.conversation });
}

function movesClocks({ event }: LoggedEvent): boolean {
  return event.kind === "received" || event.kind === "reply" || event.kind === "status" || event.kind === "priority" || event.kind === "sla" || event.kind === "terms" || event.kind === "snoozed" || event.kind === "snooze-ended";
}

/** What became of ended clocks comes with Open only; one call after a burst of events. */
function refreshClocks(conversation: ConversationId): void {
  if (clocksTimer) clearTimeout(clocksTimer);
  clocksTimer = setTimeout(() => {
    if (useNav.getState().conversation === conversation) void reopen(conversation);
  }, CLOCKS_AFTER);
}

function afterEvents(conversation: ConversationId): void {
  const { threads, outgoing } = useLive.getState();
  const thread = threads[conversation];
  if (!thread) return;
  const left = settle(outgoing, conversation, (message) => thread.log.timeline.index.has(message));
  if (left !== outgoing) setOutgoing(left);
  if (hasGap(thread.log)) void reopen(conversation);
}

/** Fills a hole, or just makes sure. One at a time per conversation. */
export async function reopen(conversation: ConversationId): Promise<void> {
  if (reopening.has(conversation)) return;
  reopening.add(conversation);
  try {
    await openFully(connection, conversation, lastOf, dispatch);
  } catch {
    // The connection went away; becoming live again opens it.
  } finally {
    reopening.delete(conversation);
    // Opening subscribes; what is not on screen is not to be followed.
    if (useNav.getState().conversation !== conversation) closeThread(conversation);
  }
}

export async function openThread(conversation: ConversationId): Promise<void> {
  dispatch({ type: "opening", conversation });
  recent = [conversation, ...recent.filter((id) => id !== conversation)];
  const old = recent.slice(REMEMBERED);
  recent = recent.slice(0, REMEMBERED);
  if (old.length > 0) dispatch({ type: "forget", conversations: old });
  try {
    await openFully(connection, conversation, lastOf, dispatch);
  } catch {
    if (lastOf(conversation) === 0 && useLive.getState().connection.phase === "live") dispatch({ type: "open-failed", conversation });
  }
}

export function closeThread(conversation: ConversationId): void {
  void connection.invoke("Close", conversation).catch(() => undefined);
}

export function setOutgoing(outgoing: readonly Outgoing[]): void {
  useLive.setState({ outgoing });
  const me = useLive.getState().me;
  if (me) saveOutgoing(me.id, outgoing);
}

export function startSession(me: Me): void {
  loadDrafts(me.id);
  loadSeen(me.id);
  useLive.setState({ ...initialState, me, connection: unconnected, outgoing: loadOutgoing(me.id) });
  connection.start();
}

export async function signOut(): Promise<void> {
  await endSession();
  connection.stop();
  recent = [];
  useLive.setState({ ...initialState, connection: { phase: "signed-out", attempt: 0, retryAt: null }, outgoing: [] });
}
