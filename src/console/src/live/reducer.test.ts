import { describe, expect, it } from "vitest";
import type { AgentView, ConsoleSnapshot, ConversationDetail, ConversationRow, LoggedEvent } from "../protocol";
import { clocksOf, initialState, reduce, type LiveAction, type LiveState } from "./reducer";

const row = (id: string, version: number, change: Partial<ConversationRow> = {}): ConversationRow => ({
  id: `cnv_${id}`, version, store: "s", channel: "chat", customer: "cus_1", customerName: id, language: "de", country: null, tier: "Standard", team: "t",
  assignee: "agt_me", assigneeName: "Me", status: "Open", priority: "Normal", preview: `v${version}`, previewInbound: true, createdAt: "2026-11-23T10:00:00Z",
  lastMessageAt: "2026-11-23T10:00:00Z", waitingSince: null, dueAt: null, dueClock: null, breached: false, messages: 1, clocks: [], snoozedUntil: null, previousAgent: null, expertOnly: false, ...change,
});
const agent = (version: number, load: number): AgentView => ({
  id: "agt_00", version, load, presence: "Online", reason: null, conversations: 0, idleSince: null, offers: null, draining: false, onShift: true,
  profile: { id: "agt_00", shift: null, tiers: null, name: "A", role: "Agent", capacity: 12, languages: [], skills: [], teams: [], stores: [] },
});
const snapshot = (rows: ConversationRow[], agents: AgentView[] = []): ConsoleSnapshot => ({
  serverTime: "2026-11-23T10:00:10Z", me: { id: "agt_me", name: "Me", email: "m@x", role: "Agent", language: "en", stores: ["s"] }, stores: [], agents, queues: [], rows,
});
const note = (sequence: number): LoggedEvent => ({ sequence, at: "2026-11-23T10:00:00Z", event: { kind: "note", message: `msg_${sequence}`, agent: "agt_me", agentName: "Me", text: String(sequence) } });
const detail = (r: ConversationRow, events: LoggedEvent[], clocks: ConversationDetail["conversation"]["clocks"] = []): ConversationDetail => ({ conversation: { row: r, clocks, scenario: null, scenarioConfidence: null }, customer: null, history: [], events, hasMore: false, tone: null });
const run = (...actions: LiveAction[]): LiveState => actions.reduce(reduce, initialState);
const hello = (s: ConsoleSnapshot, keep: ConversationRow["id"] | null = null): LiveAction => ({ type: "snapshot", snapshot: s, now: Date.parse("2026-11-23T10:00:00Z"), keep, list: null });

describe("rows", () => {
  it("are replaced by a higher version only", () => {
    const state = run({ type: "rows", rows: [row("a", 2)] });
    expect(reduce(state, { type: "rows", rows: [row("a", 2, { preview: "other" })] })).toBe(state);
    expect(reduce(state, { type: "rows", rows: [row("a", 1)] })).toBe(state);
    expect(reduce(state, { type: "rows", rows: [row("a", 3)] }).rows["cnv_a"]!.preview).toBe("v3");
  });

  it("that a page brings late do not undo a push", () => {
    const state = run({ type: "rows", rows: [row("a", 9)] }, { type: "listed", view: "Open", page: { data: [row("a", 5), row("b", 1)], hasMore: true, nextCursor: "cnv_b" } });
    expect(state.rows["cnv_a"]!.version).toBe(9);
    expect(state.rows["cnv_b"]!.version).toBe(1);
    expect(state.lists.Open).toEqual({ status: "ready", cursor: "cnv_b", hasMore: true });
  });
});

describe("a snapshot", () => {
  it("sets the clock's offset, the person and the rows", () => {
    const state = run(hello(snapshot([row("a", 1)])));
    expect(state.offset).toBe(10_000);
    expect(state.me?.name).toBe("Me");
    expect(state.lists.Mine.status).toBe("ready");
    expect(Object.keys(state.rows)).toEqual(["cnv_a"]);
  });

  it("after a reconnection drops what is gone, keeps what is newer and what is on screen", () => {
    const state = run(
      { type: "rows", rows: [row("gone", 4)] },
      { type: "rows", rows: [row("newer", 7)] },
      { type: "rows", rows: [row("onscreen", 3)] },
      hello(snapshot([row("newer", 6), row("fresh", 1)]), "cnv_onscreen"),
    );
    expect(Object.keys(state.rows).sort()).toEqual(["cnv_fresh", "cnv_newer", "cnv_onscreen"]);
    expect(state.rows["cnv_newer"]!.version).toBe(7);
  });

  it("keeps an agent pushed meanwhile", () => {
    const state = run({ type: "agent", agent: agent(5, 8) }, hello(snapshot([], [agent(4, 1)])));
    expect(state.agents["00"]!.load).toBe(8);
  });
});

describe("an open conversation", () => {
  it("is whole and single after a loss, a catch-up and pushes that cross it", () => {
    const open: LiveAction[] = [{ type: "opening", conversation: "cnv_a" }, { type: "opened", conversation: "cnv_a", detail: detail(row("a", 2), [note(1), note(2)]) }];
    const state = run(
      ...open,
      { type: "events", conversation: "cnv_a", events: [note(2), note(3)] },
      hello(snapshot([row("a", 6)]), "cnv_a"),
      { type: "events", conversation: "cnv_a", events: [note(6)] },
      { type: "opened", conversation: "cnv_a", detail: detail(row("a", 6), [note(4), note(5), note(6)]) },
    );
    const { log } = state.threads["cnv_a"]!;
    expect(log.last).toBe(6);
    expect(log.ahead).toEqual([]);
    expect(log.timeline.items.map((i) => i.sequence)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("takes no events for a conversation that nobody opened", () => {
    expect(reduce(initialState, { type: "events", conversation: "cnv_x", events: [note(1)] })).toBe(initialState);
  });

  it("does not go back to older clocks", () => {
    const clock = (state: "Met" | "Running") => [{ clock: "FirstResponse" as const, state, dueAt: null, startedAt: "2026-11-23T10:00:00Z", breached: false, quarterLeftAt: null }];
    const state = run(
      { type: "opened", conversation: "cnv_a", detail: detail(row("a", 5), [], clock("Met")) },
      { type: "opened", conversation: "cnv_a", detail: detail(row("a", 4), [], clock("Running")) },
    );
    expect(state.threads["cnv_a"]!.clocks[0]!.state).toBe("Met");
  });

  it("shows the clocks of whichever is newer, the opening or a pushed row", () => {
    const clock = (state: "Met" | "Running") => ({ clock: "FirstResponse" as const, state, dueAt: null, startedAt: "2026-11-23T10:00:00Z", breached: false, quarterLeftAt: null });
    const thread = run({ type: "opened", conversation: "cnv_a", detail: detail(row("a", 5), [], [clock("Running")]) }).threads["cnv_a"]!;
    expect(clocksOf(thread, row("a", 5))).toEqual([clock("Running")]);
    expect(clocksOf(thread, row("a", 6, { clocks: [] }))).toEqual([]); // answered: no clock runs on
    expect(clocksOf(thread, row("a", 4, { clocks: [clock("Met")] }))).toEqual([clock("Running")]);
  });

  it("that the server does not know says so", () => {
    expect(run({ type: "opened", conversation: "cnv_a", detail: null }).threads["cnv_a"]!.status).toBe("missing");
  });
});

it("agents are replaced by a higher version only", () => {
  const state = run({ type: "agent", agent: agent(2, 3) });
  expect(reduce(state, { type: "agent", agent: agent(2, 9) })).toBe(state);
  expect(reduce(state, { type: "agent", agent: agent(3, 9) }).agents["00"]!.load).toBe(9);
});
