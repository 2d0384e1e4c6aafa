import { beforeAll, describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { hubCall } from "./lib/hub.js";
import { ADMIN, AGENT_PASSWORD, LUCIA } from "./lib/people.js";
import { scene } from "./lib/scene.js";
import { configureStore, Hook, newSecret } from "./lib/webhook.js";

const OTHER = "pilar@nordic.example";
const SECRET_TEXT = "Mi dirección nueva es Calle Mayor 5, Madrid.";

describe("An agent of another store", () => {
  const world = scene();
  /** @type {{ conversation: string, message: string }} */ let theirs;
  /** @type {{ conversation: string }} */ let own;
  /** @type {string} */ let customer;
  /** @type {string} */ let me;
  /** @type {Api} */ let lumen;
  /** @type {Hook} */ let hook;
  /** @type {import("./lib/console.js").Console} */ let console;

  beforeAll(async () => {
    const { url, apiKey } = world.product;
    const admin = await Api.signIn(url, ADMIN);
    hook = await configureStore(admin);
    const secret = newSecret();
    await admin.put("/stores/nordic", { name: "Nordic Tents", language: "es", team: "nordic", channels: [{ id: "erp", kind: "Signed", secret, weight: 1 }] });
    await admin.put("/teams/nordic", { name: "Nordic", members: [] });
    await admin.put(`/agents/${OTHER}`, {
      name: "Pilar Ruiz", role: "Agent", languages: [{ code: "es", proficiency: "Native" }], teams: ["nordic"], stores: ["nordic"], email: OTHER, password: AGENT_PASSWORD,
    });
    lumen = Api.withKey(url, apiKey);
    me = (await (await Api.signIn(url, OTHER)).get("/session")).id;
    console = await world.agent(OTHER);
    theirs = await hook.accepted("theirs", { identity: "ana", name: "Ana Torres", text: SECRET_TEXT });
    own = await new Hook(url, secret, "/hooks/nordic/erp").accepted("own", { identity: "jorge", name: "Jorge Gil", text: "Hola, la tienda de campaña llegó mojada." });
    customer = (await lumen.get(`/conversations/${theirs.conversation}`)).row.customer;
  });

  test("sees their own store's conversation, and no list has the other's", async () => {
    await console.row("Jorge Gil").waitFor();
    for (const view of /** @type {const} */ (["Mine", "Unassigned", "Open", "Done"])) {
      await console.view(view);
      expect(await console.row("Ana Torres").count(), view).toBe(0);
    }
  });

  test("finds nothing at the address of the other's conversation", async () => {
    await console.goTo(theirs.conversation);
    await console.page.locator("#conversation:not([data-testid])").waitFor();
    expect(await console.page.locator("body").innerText()).not.toContain("Calle Mayor");
    expect(await console.text.count(), "there is nothing to answer in").toBe(0);
  });

  test("gets nothing out of the hub, and can change nothing through it", async () => {
    const draft = { conversation: theirs.conversation, message: `msg_${"0".repeat(31)}1`, text: "Hola", seenSequence: 0, asWritten: true };
    const { results, pushes } = await hubCall(console.page, [
      ["Open", theirs.conversation, 0],
      ["Reply", draft],
      ["Note", { conversation: draft.conversation, message: draft.message, text: "nota" }],
      ["SetStatus", theirs.conversation, "Closed"],
      ["SetPriority", theirs.conversation, "Urgent"],
      ["RetryTranslation", theirs.conversation, theirs.message, "en"],
      ["Open", own.conversation, 0],
      ["Assign", theirs.conversation, me],
      ["Preview", theirs.conversation, "Hola"],
    ]);
    expect(results[0].result, "the other's conversation").toBeNull();
    for (const i of [1, 2, 3, 4, 5, 7]) expect(results[i].result, `call ${i}`).toMatchObject({ refused: "not_found" });
    expect(results[6].result.conversation.row.id, "the own one opens").toBe(own.conversation);
    expect(results[8].result).toMatchObject({ text: null, reason: "not_found" });
    expect(JSON.stringify([results, pushes])).not.toContain("Calle Mayor");
    expect((await lumen.get(`/conversations/${theirs.conversation}`)).row).toMatchObject({ status: "Open", priority: "Normal", messages: 1 });
  });

  test("gets 404 for it from the REST API, whoever asks", async () => {
    const admin = await Api.signIn(world.product.url, ADMIN);
    const { key } = await admin.post("/api-keys", { name: "nordic", stores: ["nordic"] });
    for (const api of [await Api.signIn(world.product.url, OTHER), Api.withKey(world.product.url, key)]) {
      for (const path of ["", "/events", "/messages"]) expect((await api.call("GET", `/conversations/${theirs.conversation}${path}`)).status, path).toBe(404);
      for (const [path, body] of /** @type {const} */ ([["replies", { text: "Hola" }], ["notes", { text: "Hola" }], ["status", { status: "Closed" }], ["priority", { priority: "Low" }]])) {
        expect((await api.call("POST", `/conversations/${theirs.conversation}/${path}`, body)).status, path).toBe(404);
      }
      for (const path of ["/stores/lumen", `/customers/${customer}`, `/customers/${customer}/conversations`, "/queues/care", "/conversations?store=lumen"]) {
        expect((await api.call("GET", path)).status, path).toBe(404);
      }
      expect((await api.get("/conversations")).data.map((/** @type {any} */ row) => row.id)).toEqual([own.conversation]);
      expect((await api.call("PUT", "/stores/lumen", {})).status, "settings are for admins").toBe(403);
    }
  });

  test("is told nothing when something happens in the other's conversation", async () => {
    const lucia = await world.agent(LUCIA);
    const frames = /** @type {string[]} */ ([]);
    console.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(String(payload))));
    await console.page.reload();
    await console.inPhase("live");
    await hook.accepted("more", { identity: "ana", text: "Y también vivo en Calle Mayor 7." });
    await lucia.openRow("Ana Torres");
    await lucia.message("Calle Mayor 7").waitFor();

    // What is pushed later to the same console says that anything earlier would have come.
    await (await Api.signIn(world.product.url, ADMIN)).put(`/agents/${me}/presence`, { presence: "Busy" });
    await console.page.locator("[data-testid=presence][data-presence=Busy]").waitFor();
    expect(frames.length, "the console was listened to").toBeGreaterThan(0);
    expect(frames.join("\n")).not.toContain("Calle Mayor");
    expect(frames.join("\n")).not.toContain(theirs.conversation);
  });
});
