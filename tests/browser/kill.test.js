import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { Endpoint } from "./lib/endpoint.js";
import { ADMIN, LUCIA } from "./lib/people.js";
import { freePort } from "./lib/ports.js";
import { scene } from "./lib/scene.js";
import { configureStore, isSigned } from "./lib/webhook.js";

const TARGET_SECONDS = 8;
const REPLY = "Le enviamos otra caja hoy mismo.";
const message = (/** @type {number} */ i) => ({ identity: `comprador-${i % 20}`, text: `Pregunta número ${i} sobre mi pedido` });

const none = { firstResponse: null, nextResponse: null, resolution: null };
const normal = { ...none, firstResponse: `00:00:0${TARGET_SECONDS}` };
const policy = { id: "quick", name: "Quick", tiers: [], channels: [], low: none, normal, high: none, urgent: none, warnings: { percent: 80, before: null } };

describe("A product that is killed and started again on the same data", () => {
  const world = scene({ settings: { Outbound__AllowPrivateNetworks: "true" } });
  /** @type {Api} */ let api;
  /** @type {Endpoint} */ let endpoint;
  /** @type {import("./lib/webhook.js").Hook} */ let hook;
  /** @type {import("./lib/console.js").Console} */ let agent;
  /** @type {{ conversation: string, message: string }} */ let answered;
  /** @type {string} */ let promised;
  /** @type {number} */ let killed;
  let tried = 0;
  /** @type {Map<number, unknown>} */ const acknowledged = new Map();

  // One death for all: messages under way, a reply whose receiver is down, a promise that runs.
  beforeAll(async () => {
    const { product } = world;
    endpoint = new Endpoint(await freePort());
    const admin = await Api.signIn(product.url, ADMIN);
    hook = await configureStore(admin, { outboundUrl: `http://127.0.0.1:${endpoint.port}/replies`, policy });
    api = Api.withKey(product.url, product.apiKey);

    agent = await world.agent(LUCIA);
    const first = await hook.accepted("first", { identity: "ana", name: "Ana Torres", text: "Hola, mi caja llegó vacía." });
    await agent.openRow("Ana Torres");
    await agent.mark();
    await agent.reply(REPLY);
    await agent.delivered(REPLY, "Retrying");
    const reply = (await api.messages(first.conversation)).find((m) => m.text === REPLY);
    answered = { conversation: first.conversation, message: reply.id };

    promised = (await hook.accepted("promised", { identity: "luis", text: "Buenas, ¿cuándo llega mi lámpara?" })).conversation;

    // Each lane always has a message under way, until the product dies of which it is not told whether it was taken.
    /** @type {(value?: unknown) => void} */ let enough = () => {};
    const plenty = new Promise((resolve) => (enough = resolve));
    const lanes = Array.from({ length: 40 }, async () => {
      for (;;) {
        const i = tried++;
        const answer = await hook.send(`under-way-${i}`, message(i));
        if (answer.status === 202) acknowledged.set(i, answer.body);
        if (acknowledged.size >= 100) enough();
      }
    });
    await Promise.race([plenty, ...lanes]);
    killed = Date.now();
    await product.kill();
    await Promise.allSettled(lanes);
    await endpoint.listen();
    await product.run();
  });
  afterAll(() => endpoint?.close());

  test("Everything that was acknowledged is there once, and the rest can be sent again", async () => {
    /** @type {Map<string, number>} */ const found = new Map();
    const sent = await Promise.all(Array.from({ length: tried }, (_, i) => hook.accepted(`under-way-${i}`, message(i))));
    for (const conversation of new Set(sent.map((answer) => answer.conversation))) {
      for (const { externalId } of await api.messages(conversation)) found.set(externalId, (found.get(externalId) ?? 0) + 1);
    }
    const expected = sent.map((_, i) => [`under-way-${i}`, 1]);
    expect([...found].filter(([id]) => id.startsWith("under-way-")).sort()).toEqual(expected.sort());
  });

  test("A webhook that comes again gets the answer that it got before", async () => {
    for (const [i, answer] of acknowledged) expect((await hook.send(`under-way-${i}`, message(i))).body).toEqual(answer);
  });

  test("A reply whose receiver was down is delivered, signed, under the id of its message", async () => {
    const delivery = await endpoint.next(({ json }) => json.data.message === answered.message);
    expect(isSigned(hook.secret, delivery.headers, delivery.body)).toBe(true);
    expect(delivery.headers["webhook-id"]).toBe(answered.message);
    expect(delivery.json).toMatchObject({ type: "message.sent", data: { conversation: answered.conversation, identity: "ana", text: REPLY, language: "es" } });
    await agent.delivered(REPLY);
    expect(endpoint.deliveries.filter(({ json }) => json.data.message === answered.message)).toHaveLength(1);
  });

  test("The console reconnects by itself and shows what it showed", async () => {
    await agent.inPhase("live", 40_000);
    expect(await agent.inbound()).toEqual(["Hola, mi caja llegó vacía."]);
    expect(await agent.message(REPLY).count()).toBe(1);
    expect(await agent.isMarked()).toBe(true);
  });

  test("A promise that ran is told as warning and as breach after the restart, each once and at its time", async () => {
    await agent.goTo(promised);
    await agent.page.locator("[data-testid=system-line][data-kind=sla][data-tone=danger]").waitFor();
    const events = await api.events(promised);
    const at = Date.parse(events.find(({ event }) => event.kind === "received").at);
    const told = events.filter(({ event }) => event.kind === "sla");
    expect(told.map(({ event }) => [event.clock, event.signal])).toEqual([["FirstResponse", "PercentWarning"], ["FirstResponse", "Breach"]]);
    expect(Date.parse(told[1].at), "told by the product that was started again").toBeGreaterThan(killed);
    expect(Math.abs(Date.parse(told[1].event.dueAt) - at - TARGET_SECONDS * 1000), "due as promised").toBeLessThan(50);
  });
});
