// The fake server's state: turns the sample data into logs, rows and views. Development only.
import type { AgentView, ClockView, ConversationDetail, ConversationEvent, ConversationId, ConversationRow, CustomerId, Decision, InboxView, LoggedEvent, Me, QueueView, AgentId } from "../src/protocol";
import { inView } from "../src/live/inbox.ts";
import { agents, hex, msg, seeds, type Line, type Seed } from "./data.ts";

export interface Conversation { row: ConversationRow; events: LoggedEvent[]; clocks: ClockView[] }
const ago = (min: number) => new Date(Date.now() - min * 60_000).toISOString();
const nameOf = (i: number) => agents[i - 1]!.profile.name;

export class World {
  conversations = new Map<ConversationId, Conversation>();
  constructor(readonly me: Me) {
    seeds.forEach((seed, i) => this.plant(seed, i + 1));
  }

  private plant(seed: Seed, i: number): void {
    const id: ConversationId = `cnv_${hex(i + 100)}`;
    const mine = (who: number | null) => (who === 1 ? this.me.id : who === null ? null : (`agt_${hex(who === Number(this.mineIndex()) ? 1 : who)}` as AgentId));
    const assignee = mine(seed.who);
    const events: LoggedEvent[] = [];
    const push = (min: number, event: ConversationEvent) => events.push({ sequence: events.length + 1, at: ago(min), event });
    const first = seed.lines[0]!.min + 0.1;
    push(first, { kind: "opened", store: seed.store ?? "nordlicht", customer: `cus_${hex(i + 500)}`, channel: seed.channel, identity: "guest", customerName: seed.name, team: "care", priority: "Normal", country: seed.country, terms: null, tier: seed.tier ?? "Standard" });
    let last = { text: "", at: ago(first), inbound: true, n: 0 };
    for (const line of seed.lines) last = this.line(seed, line, push, last, i);
    const due = seed.due === null ? null : new Date(Date.now() + seed.due * 60_000).toISOString();
    const lastOut = seed.lines.map((l, k) => (l.out ? k : -1)).reduce((a, b) => Math.max(a, b), -1);
    const since = (seed.lines.slice(lastOut + 1).find((l) => l.in && l.min < 1445) ?? [...seed.lines].reverse().find((l) => l.in)!).min;
    const row: ConversationRow = {
      id, version: events.length, store: seed.store ?? "nordlicht", channel: seed.channel, customer: `cus_${hex(i + 500)}` as CustomerId, customerName: seed.name, language: seed.lang, country: seed.country,
      tier: seed.tier ?? "Standard", team: "care", assignee, assigneeName: seed.who === 1 ? this.me.name : seed.who ? this.nameFor(assignee) : null, status: seed.status ?? "Open", priority: seed.prio ?? "Normal",
      preview: last.text.slice(0, 140), previewInbound: last.inbound, createdAt: ago(first), lastMessageAt: last.at, waitingSince: due ? ago(since) : null, dueAt: due, dueClock: due ? (seed.clock ?? "NextResponse") : null, breached: (seed.due ?? 1) < 0, messages: last.n, clocks: [], snoozedUntil: null, previousAgent: null, expertOnly: false,
    };
    const clocks: ClockView[] = [];
    if (due) clocks.push({ clock: row.dueClock!, state: "Running", dueAt: due, startedAt: ago(since), breached: row.breached, quarterLeftAt: new Date(Date.parse(due) - (Date.parse(due) - Date.parse(ago(since))) / 4).toISOString() });
    if (row.dueClock !== "FirstResponse") clocks.push({ clock: "FirstResponse", state: "Met", dueAt: ago(first - 240), startedAt: ago(first), breached: false, quarterLeftAt: null });
    if (row.dueClock !== "Resolution") clocks.push({ clock: "Resolution", state: row.status === "Waiting" ? "Paused" : row.status === "Resolved" ? "Met" : "Running", dueAt: row.status === "Waiting" ? null : new Date(Date.now() + 30 * 3600_000).toISOString(), startedAt: ago(first), breached: false, quarterLeftAt: null });
    row.clocks = clocks.filter((clock) => clock.state === "Running" || clock.state === "Paused");
    this.conversations.set(id, { row, events, clocks });
  }

  private mineIndex() { return agents.findIndex((a) => a.id === this.me.id) + 1; }
  private nameFor(id: AgentId | null) { return agents.find((a) => a.id === id)?.profile.name ?? null; }

  private line(seed: Seed, line: Line, push: (min: number, e: ConversationEvent) => void, last: { text: string; at: string; inbound: boolean; n: number }, i: number) {
    const target = this.me.language;
    const by = line.by === 1 || line.by === undefined ? this.me : { id: `agt_${hex(line.by)}` as AgentId, name: nameOf(line.by) };
    if (line.queue) push(line.min, { kind: "queued", team: "care", reason: line.queue, previousAgent: null, by: null });
    if (line.assign) push(line.min, { kind: "assigned", agent: line.assign === 1 ? this.me.id : `agt_${hex(line.assign)}`, agentName: line.assign === 1 ? this.me.name : nameOf(line.assign), agentLanguage: target, by: line.manual ? this.me.id : null, why: line.manual ? null : decision(`cnv_${hex(i + 100)}`, line.assign === 1 ? this.me.id : `agt_${hex(line.assign)}`, line.assign === 1 ? this.me.name : nameOf(line.assign), line.min), agentReads: [] });
    if (line.status) push(line.min, { kind: "status", status: line.status, by: by.id });
    if (line.prio) push(line.min, { kind: "priority", priority: line.prio, by: by.id });
    if (line.sla) push(line.min, { kind: "sla", clock: seed.clock ?? "NextResponse", signal: line.sla, dueAt: new Date(Date.now() + (seed.due ?? 0) * 60_000).toISOString() });
    if (line.note) { push(line.min, { kind: "note", message: msg(), agent: by.id, agentName: by.name, text: line.note }); }
    if (line.in) {
      const message = msg();
      push(line.min, { kind: "received", message, channel: seed.channel, externalId: "x", identity: `${seed.channel}:guest-${i}`, text: line.in, language: seed.lang, confidence: 0.98, sentAt: null });
      const text = line.t?.[target] ?? line.t?.["en"];
      if (seed.lang !== target && (line.state || text)) push(line.min, { kind: "translation", message, target, state: line.state ?? "Done", text: line.state ? null : text!, provider: line.state ? null : "DeepL", reason: line.reason ?? null });
      return { text: line.in, at: ago(line.min), inbound: true, n: last.n + 1 };
    }
    if (line.out) {
      const message = msg();
      push(line.min, { kind: "reply", message, agent: by.id, agentName: by.name, text: line.out, language: "en", target: seed.lang, channel: seed.channel, identity: `guest-${i}` });
      if (line.sent === line.out) push(line.min, { kind: "translation", message, target: seed.lang, state: "Unavailable", text: null, provider: null, reason: "en-pl" });
      else push(line.min, { kind: "translation", message, target: seed.lang, state: "Done", text: line.sent!, provider: "DeepL", reason: null });
      push(line.min, { kind: "dispatched", message, text: line.sent!, language: line.sent === line.out ? "en" : seed.lang, agentName: by.name });
      push(line.min - 0.2, { kind: "delivery", message, state: line.delivery ?? "Delivered", attempt: line.delivery === "Retrying" ? 3 : line.delivery === "Failed" ? 8 : 1, reason: line.delivery === "Failed" ? "410 from the channel" : null });
      return { text: line.out, at: ago(line.min), inbound: false, n: last.n + 1 };
    }
    return last;
  }

  rows(view: InboxView): ConversationRow[] {
    return [...this.conversations.values()].map((c) => c.row).filter((r) => inView(r, view, this.me.id));
  }

  queue(): QueueView {
    const waiting = this.rows("Unassigned").map((r) => ({ conversation: r.id, store: r.store, language: r.language, waitingSince: r.waitingSince ?? r.createdAt, dueAt: r.dueAt, why: undecided(r.id), weight: 1, expertOnly: false }));
    return { team: "care", waiting, count: waiting.length, agentsOnline: 3 };
  }

  detail(id: ConversationId, after: number): ConversationDetail | null {
    const c = this.conversations.get(id);
    if (!c) return null;
    const history = [...this.conversations.values()].filter((x) => x.row.status === "Resolved").slice(0, 3).map((x) => x.row);
    return {
      conversation: { row: c.row, scenario: null, scenarioConfidence: null, clocks: c.clocks }, history, hasMore: false, tone: "formal", events: c.events.filter((e) => e.sequence > after),
      customer: { id: c.row.customer, store: c.row.store, name: c.row.customerName, language: c.row.language, country: c.row.country, tier: c.row.tier, conversation: id, createdAt: ago(90000), identities: [{ channel: c.row.channel, identity: `${c.row.channel}:guest-${c.row.messages}77` }, { channel: "e-mail", identity: "buyer@mail.example" }] },
    };
  }

  append(id: ConversationId, ...add: ConversationEvent[]): LoggedEvent[] {
    const c = this.conversations.get(id)!;
    const logged = add.map((event, k) => ({ sequence: c.events.length + 1 + k, at: new Date().toISOString(), event }));
    c.events.push(...logged);
    c.row = { ...c.row, version: c.events.length };
    return logged;
  }

  agents(): AgentView[] { return agents; }
}

function decision(conversation: ConversationId, agent: AgentId, name: string, min: number): Decision {
  return {
    conversation, agent, step: 0, at: ago(min), lookAgainAt: null, notListed: 0,
    candidates: [
      { agent, name, parts: { language: 900, skill: 1000, spare: 780, idle: 990, score: 694980 }, reasons: [{ code: "LongestIdle", subject: null, value: 694980, limit: null }] },
      { agent: `agt_${hex(3)}`, name: "María Ortega", parts: { language: 500, skill: 1000, spare: 750, idle: 800, score: 300000 }, reasons: [{ code: "LowerScore", subject: null, value: 300000, limit: 694980 }] },
      { agent: `agt_${hex(4)}`, name: "Yuki Tanaka", parts: null, reasons: [{ code: "NotOnline", subject: null, value: 2, limit: null }, { code: "AtCapacity", subject: null, value: 15, limit: 12 }] },
      { agent: `agt_${hex(5)}`, name: "Omar Haddad", parts: null, reasons: [{ code: "NotOnline", subject: null, value: 1, limit: null }, { code: "LanguageStepNotReached", subject: "de", value: null, limit: 2 }] },
      { agent: `agt_${hex(6)}`, name: "Julia Brandt", parts: null, reasons: [{ code: "NotOnline", subject: null, value: 0, limit: null }] },
    ],
  };
}

function undecided(conversation: ConversationId): Decision {
  return {
    conversation, agent: null, step: 1, at: ago(0), lookAgainAt: ago(-1), notListed: 0,
    candidates: [
      { agent: `agt_${hex(1)}`, name: "Alex Morgan", parts: null, reasons: [{ code: "LanguageStepNotReached", subject: "sv", value: null, limit: 2 }] },
      { agent: `agt_${hex(2)}`, name: "林薇", parts: null, reasons: [{ code: "AtCapacity", subject: null, value: 13, limit: 12 }] },
      { agent: `agt_${hex(4)}`, name: "Yuki Tanaka", parts: null, reasons: [{ code: "NotOnline", subject: null, value: 2, limit: null }] },
    ],
  };
}
