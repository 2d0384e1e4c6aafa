// A stand-in for the server inside Vite's development server: session calls and the hub's JSON protocol. Never part of a build.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { WebSocketServer, type WebSocket } from "ws";
import type { ConversationEvent, ConversationId, ConversationRow, Me, NoteDraft, Outcome, ReplyDraft } from "../src/protocol";
import { accounts, msg } from "./data.ts";
import { World } from "./world.ts";

const END = "\u001e";
const done = (sequence = 0): Outcome => ({ refused: null, detail: null, sequence, ok: true });
const worlds = new Map<string, World>();
const sockets = new Set<WebSocket>();
let down = false;

const whose = (request: IncomingMessage): Me | null => accounts[/os-dev=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? ""] ?? null;
const worldOf = (me: Me) => worlds.get(me.id) ?? worlds.set(me.id, new World(me)).get(me.id)!;

async function body(request: IncomingMessage): Promise<Record<string, string>> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

function answer(response: ServerResponse, status: number, value: unknown, headers: Record<string, string | string[]> = {}): void {
  response.writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json" : "application/json", ...headers });
  response.end(JSON.stringify(value));
}

async function session(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const me = whose(request);
  const xsrf = { "Set-Cookie": "XSRF-TOKEN=dev-token; Path=/" };
  if (request.method === "GET") return me ? answer(response, 200, me, xsrf) : answer(response, 401, { code: "unauthenticated" }, xsrf);
  if (request.headers["x-xsrf-token"] !== "dev-token") return answer(response, 400, { code: "antiforgery" });
  if (request.method === "DELETE") return answer(response, 200, {}, { "Set-Cookie": "os-dev=; Path=/; Max-Age=0" });
  const { email, password } = await body(request);
  if (email === "locked@nordlicht.example") return answer(response, 429, { code: "locked", lockedUntil: new Date(Date.now() + 270_000).toISOString() });
  const found = accounts[email ?? ""];
  if (!found || password !== "demo") return answer(response, 401, { code: "bad_credentials" });
  answer(response, 200, found, { "Set-Cookie": [`os-dev=${email}; Path=/`, "XSRF-TOKEN=dev-token; Path=/"] });
}

function serve(socket: WebSocket, me: Me): void {
  const world = worldOf(me);
  let shaken = false;
  sockets.add(socket);
  const push = (target: string, argument: unknown) => socket.readyState === socket.OPEN && socket.send(JSON.stringify({ type: 1, target, arguments: [argument] }) + END);
  const later = (ms: number, what: () => void) => setTimeout(() => socket.readyState === socket.OPEN && what(), ms);
  const tell = (id: ConversationId, change: Partial<ConversationRow>, ...events: ConversationEvent[]) => {
    const logged = world.append(id, ...events);
    const c = world.conversations.get(id)!;
    c.row = { ...c.row, ...change };
    push("Events", { conversation: id, events: logged });
    push("Row", c.row);
    push("Queue", world.queue());
    return done(c.row.version);
  };
  const translate = (text: string, language: string) => `[${language}] ${text}`;

  const methods: Record<string, (...args: never[]) => unknown> = {
    Hello: () => ({ serverTime: new Date().toISOString(), me, stores: [{ id: "nordlicht", name: "Nordlicht", language: "en", team: "care", channels: ["web-chat"] }, { id: "casa-luz", name: "Casa Luz", language: "es", team: "care", channels: ["web-chat"] }], agents: world.agents(), queues: [world.queue()], rows: [...world.rows("Mine"), ...world.rows("Unassigned")] }),
    Open: (id: ConversationId, after: number) => world.detail(id, after),
    Close: () => null,
    List: (view: "Mine") => ({ data: world.rows(view), hasMore: false, nextCursor: null }),
    Reply: (draft: ReplyDraft) => {
      const c = world.conversations.get(draft.conversation)!;
      if (draft.text.includes("stale") && draft.seenSequence === c.events.length) {
        tell(c.row.id, {}, { kind: "reply", message: msg(), agent: world.agents()[2]!.id, agentName: "María Ortega", text: "I have just answered this one.", language: me.language, target: me.language, channel: c.row.channel, identity: "x" });
        return { refused: "newer_reply", detail: null, sequence: c.events.length, ok: false };
      }
      if (c.events.some((e) => e.event.kind === "reply" && e.event.message === draft.message)) return done(c.row.version);
      const target = draft.asWritten ? me.language : c.row.language;
      // "drop" loses the connection after the save and before the answer: the console has to send again under the same id.
      if (draft.text.includes("drop")) socket.terminate();
      const result = tell(c.row.id, { preview: draft.text.slice(0, 140), previewInbound: false, lastMessageAt: new Date().toISOString(), dueAt: null, dueClock: null, breached: false }, { kind: "reply", message: draft.message, agent: me.id, agentName: me.name, text: draft.text, language: me.language, target, channel: c.row.channel, identity: "x" }, ...(target === me.language ? [] : [{ kind: "translation" as const, message: draft.message, target, state: "Pending" as const, text: null, provider: null, reason: null }]));
      later(1500, () => tell(c.row.id, {}, ...(target === me.language ? [] : [{ kind: "translation" as const, message: draft.message, target, state: "Done" as const, text: translate(draft.text, target), provider: "DeepL", reason: null }]), { kind: "dispatched", message: draft.message, text: target === me.language ? draft.text : translate(draft.text, target), language: target, agentName: me.name }));
      later(3000, () => tell(c.row.id, {}, { kind: "delivery", message: draft.message, state: "Delivered", attempt: 1, reason: null }));
      return result;
    },
    Note: (draft: NoteDraft) => tell(draft.conversation, {}, { kind: "note", message: draft.message, agent: me.id, agentName: me.name, text: draft.text }),
    SetStatus: (id: ConversationId, status: ConversationRow["status"]) => tell(id, { status }, { kind: "status", status, by: me.id }),
    SetPriority: (id: ConversationId, priority: ConversationRow["priority"]) => tell(id, { priority }, { kind: "priority", priority, by: me.id }),
    Assign: (id: ConversationId, agent: Me["id"]) => {
      const name = world.agents().find((a) => a.id === agent)!.profile.name;
      return tell(id, { assignee: agent, assigneeName: name }, { kind: "assigned", agent, agentName: name, agentLanguage: me.language, by: me.id, why: null, agentReads: [] });
    },
    RetryTranslation: (id: ConversationId, message: `msg_${string}`, target: string) => {
      later(1800, () => tell(id, {}, { kind: "translation", message, target, state: "Done", text: "Good morning, I forward the carrier's complete log as requested.", provider: "LibreTranslate", reason: null }));
      return tell(id, {}, { kind: "translation", message, target, state: "Pending", text: null, provider: null, reason: null });
    },
    Preview: (id: ConversationId, text: string) => ({ text: translate(text, world.conversations.get(id)!.row.language), provider: "DeepL", reason: null, language: world.conversations.get(id)!.row.language, tone: "formal" }),
    BackTranslate: (_: ConversationId, text: string) => ({ text: translate(text, me.language), provider: "DeepL", reason: null, language: me.language }),
    CorrectTranslation: (id: ConversationId, message: `msg_${string}`, text: string) => tell(id, {}, { kind: "translation", message, target: me.language, state: "Edited", text, provider: me.name, reason: null, by: me.id }),
    SetPresence: (presence: "Online") => {
      const at = world.agents().findIndex((a) => a.id === me.id);
      world.agents()[at] = { ...world.agents()[at]!, presence, version: world.agents()[at]!.version + 1 };
      push("Agent", world.agents()[at]);
      return done();
    },
  };

  socket.on("message", (data) => {
    for (const part of data.toString().split(END).filter(Boolean)) {
      const message = JSON.parse(part);
      if (!shaken) { shaken = true; socket.send("{}" + END); continue; }
      if (message.type !== 1) continue;
      const method = methods[message.target];
      const result = method?.(...(message.arguments as never[]));
      if (socket.readyState !== socket.OPEN) return;
      socket.send(JSON.stringify(method ? { type: 3, invocationId: message.invocationId, result: result ?? null } : { type: 3, invocationId: message.invocationId, error: "no such method" }) + END);
    }
  });
  const ping = setInterval(() => socket.send(`{"type":6}${END}`), 10_000);
  socket.on("close", () => { clearInterval(ping); sockets.delete(socket); });

  // Life: a buyer writes again and a conversation is assigned.
  later(12_000, () => {
    const waiting = world.rows("Unassigned")[0];
    if (waiting) tell(waiting.id, { assignee: me.id, assigneeName: me.name }, { kind: "assigned", agent: me.id, agentName: me.name, agentLanguage: me.language, by: null, why: null, agentReads: [] });
  });
}

export function fakeServer(): Plugin {
  return {
    name: "fake-server",
    apply: "serve",
    configureServer(vite) {
      vite.middlewares.use((request, response, next) => {
        const url = request.url ?? "";
        if (url.startsWith("/dev/down")) { down = !url.includes("off"); if (down) for (const s of sockets) s.terminate(); return answer(response, 200, { down }); }
        if (url.startsWith("/api/v1/session")) return void session(request, response);
        if (url.startsWith("/hub/console/negotiate")) {
          if (down) return answer(response, 503, {});
          if (!whose(request)) return answer(response, 401, {});
          return answer(response, 200, { negotiateVersion: 1, connectionId: "dev", connectionToken: "dev", availableTransports: [{ transport: "WebSockets", transferFormats: ["Text"] }] });
        }
        next();
      });
      const hub = new WebSocketServer({ noServer: true });
      vite.httpServer?.on("upgrade", (request, socket, head) => {
        if (!request.url?.startsWith("/hub/console")) return;
        const me = whose(request);
        if (!me || down) return socket.destroy();
        hub.handleUpgrade(request, socket, head, (ws) => serve(ws, me));
      });
    },
  };
}
