import { describe, expect, it } from "vitest";
import type { ConsoleSnapshot, ConversationDetail, ConversationRow, Decision } from "../protocol";
import { bareId, newMessageId, primary } from "./ids";
import { compareRows, inView, matches } from "./inbox";
import { formatNav, parseNav } from "./nav";
import { settle, type Outgoing } from "./outgoing";
import { catchUp, openFully } from "./resync";
import type { LiveAction } from "./reducer";
import { xsrfToken } from "./session";
import { fromBrowser } from "./settings";
import { countdown, urgency } from "./sla";
import { isUnread } from "./seen";
import { whyChosen } from "./why";

const row = (change: Partial<ConversationRow>): ConversationRow => ({
  id: "cnv_1", version: 1, store: "s", channel: "web-chat", customer: "cus_1", customerName: "Katharina Vogel", language: "de", country: "DE", tier: "Vip", team: "t", assignee: null,
  assigneeName: null, status: "Open", priority: "Normal", preview: "Wo ist meine Lampe?", previewInbound: true, createdAt: "2026-11-23T10:00:00Z", lastMessageAt: "2026-11-23T10:00:00Z",
  waitingSince: null, dueAt: null, dueClock: null, breached: false, messages: 1, clocks: [], snoozedUntil: null, ...change,
});

describe("views", () => {
  it("follow from the row alone", () => {
    expect(inView(row({ assignee: "agt_1" }), "Mine", "agt_1")).toBe(true);
    expect(inView(row({ assignee: "agt_1", status: "Resolved" }), "Mine", "agt_1")).toBe(false);
    expect(inView(row({}), "Mine", null)).toBe(false);
    expect(inView(row({}), "Unassigned", "agt_1")).toBe(true);
    expect(inView(row({ status: "Closed" }), "Done", "agt_1")).toBe(true);
  });

  it("put the earliest deadline first and those without one last, the latest word first", () => {
    const rows = [
      row({ id: "cnv_old", lastMessageAt: "2026-11-23T09:00:00Z" }),
      row({ id: "cnv_new" }),
      row({ id: "cnv_later", dueAt: "2026-11-23T12:00:00Z" }),
      row({ id: "cnv_soon", dueAt: "2026-11-23T11:00:00Z" }),
    ];
    expect(rows.sort(compareRows("Mine")).map((r) => r.id)).toEqual(["cnv_soon", "cnv_later", "cnv_new", "cnv_old"]);
  });

  it("filter by every word, wherever it stands", () => {
    expect(matches(row({}), "vogel lampe")).toBe(true);
    expect(matches(row({}), "VIP de")).toBe(true);
    expect(matches(row({}), "vogel tisch")).toBe(false);
  });

  it("call unread what came in after the last look", () => {
    expect(isUnread(row({}), undefined)).toBe(true);
    expect(isUnread(row({}), "2026-11-23T10:00:00Z")).toBe(false);
    expect(isUnread(row({ previewInbound: false }), undefined)).toBe(false);
  });
});

describe("clocks", () => {
  const hour = 3_600_000;
  it("warn in the last quarter and are breached at the due instant", () => {
    expect(urgency(4 * hour, 3 * hour, 3 * hour - 1)).toBe("calm");
    expect(urgency(4 * hour, 3 * hour, 3 * hour)).toBe("warning");
    expect(urgency(4 * hour, 3 * hour, 4 * hour)).toBe("breached");
    expect(urgency(4 * hour, null, 3 * hour)).toBe("calm");
  });
  it("stay calm over a weekend whose last quarter begins on Monday", () => {
    expect(urgency(66 * hour, 64 * hour, 60 * hour)).toBe("calm");
  });
  it("count down to zero and then up", () => {
    expect(countdown(65_000, 0)).toBe("01:05");
    expect(countdown(1, 0)).toBe("00:01");
    expect(countdown(0, 0)).toBe("+00:00");
    expect(countdown(0, 125_999)).toBe("+02:05");
    expect(countdown(3 * hour + 300_000, 0)).toBe("3h 05m");
    expect(countdown(0, 50 * hour)).toBe("+2d 2h");
  });
});

describe("small things", () => {
  it("ids meet in their hex digits", () => {
    expect(bareId("agt_0193ab")).toBe(bareId("0193-AB"));
    expect(newMessageId()).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(primary("zh-Hans-CN")).toBe("zh");
  });
  it("the address holds view and conversation", () => {
    const id = `cnv_${"0123456789abcdef".repeat(2)}` as const;
    expect(parseNav(formatNav({ view: "Done", conversation: id }))).toEqual({ view: "Done", conversation: id, page: null });
    expect(parseNav(formatNav({ view: "Done", conversation: id, page: "service-levels" })).page).toBe("service-levels");
    expect(parseNav("#/nowhere/cnv_<script>")).toEqual({ view: "Mine", conversation: null, page: null });
  });
  it("the console's language is the browser's first that it speaks", () => {
    expect(fromBrowser(["fr-FR", "zh-TW", "en"])).toBe("zh-CN");
    expect(fromBrowser(["es-419"])).toBe("es");
    expect(fromBrowser(["ja"])).toBe("en");
  });
  it("the XSRF token is read from its cookie", () => {
    expect(xsrfToken("a=b; XSRF-TOKEN=CfDJ8%2Bx=; c=d")).toBe("CfDJ8+x=");
    expect(xsrfToken("")).toBe("");
  });
  it("what the log has is no longer outgoing", () => {
    const out = (message: `msg_${string}`, conversation: `cnv_${string}`): Outgoing => ({ message, conversation, kind: "reply", text: "t", asWritten: false, sent: null, seenSequence: 1, state: "sending", refused: null, at: 0 });
    const all = [out("msg_1", "cnv_a"), out("msg_2", "cnv_a"), out("msg_1", "cnv_b")];
    expect(settle(all, "cnv_a", (m) => m === "msg_1").map((o) => o.message + o.conversation)).toEqual(["msg_2cnv_a", "msg_1cnv_b"]);
    expect(settle(all, "cnv_a", () => false)).toBe(all);
  });
  it("a decision says in words why, with what was in use then", () => {
    const decision: Decision = {
      conversation: "cnv_c", agent: "agt_0193ab", step: 0, at: "", lookAgainAt: null,
      candidates: [{ agent: "agt_0193ab", name: "A", parts: { language: 1000, skill: 1000, spare: 777, idle: 900, score: 699300 }, reasons: [{ code: "LongestIdle", subject: null, value: 1, limit: null }] }],
    };
    const agent = { profile: { capacity: 9, languages: [{ code: "es", proficiency: "Native" }] } } as never;
    expect(whyChosen(decision, agent, "es-MX")).toEqual([
      { key: "proficiencyNative", language: "es-MX" },
      { key: "LongestIdle", value: 1 },
      { key: "units", value: 2, limit: 9 },
    ]);
  });
});

describe("catching up", () => {
  const snapshot = { rows: [] } as unknown as ConsoleSnapshot;
  it("asks for everything on screen, the conversation from the last sequence held", async () => {
    const calls: unknown[][] = [];
    const actions: LiveAction[] = [];
    const hub = {
      invoke: async <T>(...args: unknown[]) => {
        calls.push(args);
        return (args[0] === "Hello" ? snapshot : args[0] === "List" ? { data: [], hasMore: false, nextCursor: null } : { hasMore: false, events: [] }) as T;
      },
    };
    await catchUp(hub, { view: "Open", conversation: "cnv_a", last: () => 17 }, (a) => actions.push(a), () => 0);
    expect(calls).toEqual([["Hello"], ["List", "Open", null], ["Open", "cnv_a", 17]]);
    expect(actions.map((a) => a.type)).toEqual(["snapshot", "opened"]);
  });

  it("reads on while there is more, and stops when nothing new comes", async () => {
    let last = 0;
    let calls = 0;
    const pages = [3, 6, 6];
    const hub = { invoke: async <T>() => ({ hasMore: true, upTo: pages[calls++] }) as T };
    await openFully(hub, "cnv_a", () => last, (a) => (last = (a as unknown as { detail: ConversationDetail & { upTo: number } }).detail.upTo));
    expect(calls).toBe(3);
    expect(last).toBe(6);
  });
});
