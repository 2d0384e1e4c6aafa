import { beforeAll, describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { MALFORMED, NASTY, sendRaw } from "./lib/bad.js";
import { ADMIN, AGENT_PASSWORD } from "./lib/people.js";
import { scene } from "./lib/scene.js";
import { configureStore, newSecret, now, sign } from "./lib/webhook.js";

const NAME = "<img src=x onerror=alert('name')>\u202E";
const TWO_MEGABYTES = JSON.stringify({ text: "x".repeat(2 * 1024 * 1024) });

/** @param {import("./lib/bad.js").Refusal} answer @param {number} status @param {string} code @param {string} what */
function isProblem(answer, status, code, what) {
  expect({ what, status: answer.status, code: answer.body?.code, type: answer.type.split(";")[0] }).toEqual({ what, status, code, type: "application/problem+json" });
  expect(answer.body).toMatchObject({ status, code, type: `urn:orleans-support:problem:${code}`, title: expect.any(String) });
}

describe("Hostile and broken input", () => {
  const world = scene();
  /** @type {import("./lib/webhook.js").Hook} */ let hook;
  /** @type {Api} */ let api;
  /** @type {Record<string, string>} */ let visitor;
  /** What was acknowledged, by conversation. @type {Map<string, string[]>} */ const acknowledged = new Map();

  beforeAll(async () => {
    const admin = await Api.signIn(world.product.url, ADMIN);
    hook = await configureStore(admin);
    api = Api.withKey(world.product.url, world.product.apiKey);
    await admin.put("/agents/nasty@lumen.example", {
      name: NAME, role: "Agent", languages: [{ code: "es", proficiency: "Native" }], teams: ["care"], stores: ["lumen"], capacity: 100,
      email: "nasty@lumen.example", password: AGENT_PASSWORD,
    });
    const hello = await sendRaw(`${world.product.url}/widget/lumen/session`, {}, "{}");
    visitor = { Authorization: `Bearer ${hello.body.token}` };
  });

  const messages = () => `${world.product.url}/api/v1/stores/lumen/channels/erp/messages`;
  const widget = (path = "messages", store = "lumen") => `${world.product.url}/widget/${store}/${path}`;

  /** @param {string} conversation @param {string} text */
  const keep = (conversation, text) => acknowledged.set(conversation, [...(acknowledged.get(conversation) ?? []), text]);

  test("Malformed bodies are refused at every door with a problem that says so", async () => {
    for (const [what, body] of Object.entries(MALFORMED)) {
      isProblem(await hook.raw(`bad-${what.length}`, body), 400, "invalid_json", `webhook, ${what}`);
      const code = body === "" || body === "null" ? "invalid" : "invalid_json";
      isProblem(await sendRaw(messages(), api.headers, body), 400, code, `API, ${what}`);
      isProblem(await sendRaw(widget(), visitor, body), 400, code, `widget, ${what}`);
    }
  });

  test("Bodies of two megabytes are refused at every door", async () => {
    isProblem(await sendRaw(hook.address, { "webhook-id": "big", "webhook-timestamp": String(now()), "webhook-signature": "v1,x" }, TWO_MEGABYTES), 413, "body_too_large", "webhook");
    isProblem(await sendRaw(messages(), api.headers, TWO_MEGABYTES), 413, "body_too_large", "API");
    isProblem(await sendRaw(widget(), visitor, TWO_MEGABYTES), 413, "body_too_large", "widget");
  });

  test("Who is not who they say is refused", async () => {
    const body = JSON.stringify({ type: "message.received", data: { identity: "mallory", text: "Soy otro" } });
    const at = now();
    isProblem(await hook.raw("forged", body, { signature: sign(newSecret(), "forged", at, body), at }), 401, "invalid_signature", "another's secret");
    isProblem(await hook.raw("changed", body.replace("otro", "yo"), { signature: sign(hook.secret, "changed", at, body), at }), 401, "invalid_signature", "a changed body");
    isProblem(await hook.raw("other-id", body, { signature: sign(hook.secret, "first-id", at, body), at }), 401, "invalid_signature", "a changed id");
    isProblem(await hook.raw("stale", body, { at: at - 600 }), 401, "timestamp_out_of_range", "ten minutes old");
    isProblem(await hook.raw("early", body, { at: at + 600 }), 401, "timestamp_out_of_range", "ten minutes early");
    isProblem(await sendRaw(hook.address, {}, body), 400, "invalid", "no headers");
  });

  test("Strangers, unknown stores and odd addresses get a problem and no page", async () => {
    const { url } = world.product;
    const body = JSON.stringify({ id: "m1", identity: "mallory", text: "Hola" });
    isProblem(await sendRaw(messages(), {}, body), 401, "unauthorized", "no key");
    isProblem(await sendRaw(messages(), { Authorization: "Bearer osk_0123456789ab_nonsense" }, body), 401, "unauthorized", "a wrong key");
    isProblem(await sendRaw(widget(), {}, '{"id":"a","text":"b"}'), 401, "unauthorized", "no visitor");
    isProblem(await sendRaw(widget(), { Authorization: `${visitor.Authorization}x` }, '{"id":"a","text":"b"}'), 401, "unauthorized", "a changed token");
    isProblem(await sendRaw(messages().replace("lumen", "nobody"), api.headers, body), 404, "not_found", "API, another store");
    isProblem(await sendRaw(messages().replace("erp", "nothing"), api.headers, body), 404, "not_found", "API, another channel");
    isProblem(await sendRaw(widget("session", "nobody"), {}, "{}"), 404, "not_found", "widget, another store");
    isProblem(await sendRaw(widget("messages", "nobody"), visitor, '{"id":"a","text":"b"}'), 401, "unauthorized", "a visitor of another store");
    isProblem(await sendRaw(`${url}/hooks/nobody/erp`, {}, body), 404, "not_found", "webhook, another store");
    isProblem(await sendRaw(`${url}/hooks/lumen/web`, {}, body), 404, "not_found", "webhook, an unsigned channel");
    isProblem(await sendRaw(`${url}/hooks/..%2f..%2fetc`, {}, "", "GET"), 404, "not_found", "an address that climbs");
    isProblem(await sendRaw(`${url}/hooks/..%2f..%2fetc`, {}, body), 401, "unauthorized", "a stranger at a door that is not there");
    isProblem(await sendRaw(hook.address, api.headers, "", "DELETE"), 405, "method_not_allowed", "another method");
    isProblem(await sendRaw(messages(), { ...api.headers, "Content-Type": "text/plain" }, body), 415, "unsupported_media_type", "another type");
    isProblem(await sendRaw(`${url}/api/v1/conversations/cnv_zzz`, api.headers, "", "GET"), 400, "invalid", "an id that is none");
  });

  test("Empty, overlong and unnamed messages are refused and leave nothing behind", async () => {
    const say = (/** @type {object} */ data) => hook.raw("same-id", JSON.stringify({ type: "message.received", data }));
    isProblem(await say({ identity: "mallory", text: " \n\t " }), 422, "empty_text", "blanks");
    isProblem(await say({ identity: "mallory", text: "x".repeat(100_001) }), 422, "text_too_long", "100,001 characters");
    isProblem(await say({ identity: "", text: "Hola" }), 400, "invalid", "no identity");
    isProblem(await say({ identity: "a\u0000b", text: "Hola" }), 400, "invalid", "a zero character in the identity");
    isProblem(await say({ identity: "mallory", text: "Hola", name: "n".repeat(201) }), 400, "invalid", "a name of 201");
    isProblem(await say({ identity: "mallory", text: "Hola", language: "<script>" }), 400, "invalid", "no language");
    isProblem(await say({ identity: "mallory", text: "Hola", country: "Spain" }), 400, "invalid", "no country");
    isProblem(await hook.raw("unknown", JSON.stringify({ type: "message.eaten", data: {} })), 400, "unknown_type", "an unknown type");
  });

  test("A lone surrogate is refused or kept, and never breaks what comes after", async () => {
    const lone = (/** @type {string} */ more) => `{${more}"identity":"mallory","text":"mitad \\ud83d y fin"}`;
    for (const answer of [
      await hook.raw("lone", `{"type":"message.received","data":${lone("")}}`),
      await sendRaw(messages(), api.headers, lone('"id":"lone-api",')),
      await sendRaw(widget(), visitor, '{"id":"lone","text":"mitad \\ud83d y fin"}'),
    ]) {
      expect([202, 400]).toContain(answer.status);
      if (answer.status === 400) isProblem(answer, 400, "invalid_json", "a lone surrogate");
    }
  });

  test("Whatever people write is shown as text in console and widget, and nothing of it runs", async () => {
    const agent = await world.agent("nasty@lumen.example");
    const buyer = await world.buyer("es");
    const first = await buyer.say("Hola, necesito ayuda con un pedido que llegó ayer a mi casa.");
    keep(first.conversation, "Hola, necesito ayuda con un pedido que llegó ayer a mi casa.");
    for (const text of Object.values(NASTY)) {
      // A page cannot type a zero character into a field; a program can send one.
      if (!text.includes("\u0000")) keep((await buyer.say(text)).conversation, text);
    }
    let nasty = "";
    for (const [i, text] of Object.values(NASTY).entries()) {
      nasty = (await hook.accepted(`nasty-${i}`, { identity: "nasty-buyer", name: NAME, text, language: "es" })).conversation;
      keep(nasty, text);
    }

    await agent.goTo(first.conversation);
    await agent.reply(NASTY["an image that fails"]);
    await buyer.gets(NASTY["an image that fails"]);
    keep(first.conversation, NASTY["an image that fails"]);

    await agent.goTo(nasty);
    await agent.message(NASTY["a script"]).waitFor();
    await agent.message(NASTY["SQL"]).waitFor();
    await agent.page.locator(".head-who", { hasText: "<img src=x onerror=alert('name')>" }).waitFor();

    for (const page of [agent.page, buyer.page]) {
      expect(await page.evaluate(() => /** @type {any} */ (window).harmed), "nothing ran").toBeUndefined();
      expect(await page.locator("img[onerror], [onload], a[href^='javascript:']").count(), "nothing became an element").toBe(0);
    }
    const overflow = await agent.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, "long words do not push the page wide").toBeLessThanOrEqual(0);
    await agent.page.close();
    await buyer.page.close();
  });

  test("A message of ten thousand lines is kept, and the console stays usable", async () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `fila ${i}`).join("\n");
    const { conversation } = await hook.accepted("long", { identity: "long-buyer", name: "Larga Lista", text, language: "es" });
    keep(conversation, text);
    const agent = await world.agent("nasty@lumen.example");
    await agent.openRow("Larga Lista");
    await agent.message("fila 0").locator(".words-more").click();
    await agent.message("fila 9999").waitFor();
    const started = Date.now();
    await agent.reply("Recibida la lista entera.");
    await agent.message("Recibida la lista entera.").waitFor();
    expect(Date.now() - started, "typing and sending beside it").toBeLessThan(5000);
    keep(conversation, "Recibida la lista entera.");
    await agent.page.close();
  });

  test("An id that comes again changes nothing, whatever else it brings", async () => {
    const one = await hook.accepted("twice", { identity: "twice-buyer", text: "Sólo una vez, por favor." });
    expect(await hook.accepted("twice", { identity: "twice-buyer", text: "Sólo una vez, por favor." })).toEqual(one);
    expect(await hook.accepted("twice", { identity: "twice-buyer", text: "¿Y con otro texto?" })).toEqual(one);
    keep(one.conversation, "Sólo una vez, por favor.");

    const key = { "Idempotency-Key": "k-1" };
    const post = (/** @type {string} */ text) => api.call("POST", `/conversations/${one.conversation}/notes`, { text, agent: agentId }, key);
    const agentId = await api.agent("Lucía");
    const noted = await post("Nota");
    expect((await post("Nota")).body).toEqual(noted.body);
    const other = await post("Otra nota");
    isProblem(other, 422, "idempotency_key_reused", "the same key with another body");
    keep(one.conversation, "Nota");
  });

  test("After all that, messages still flow and nothing that was acknowledged is missing", async () => {
    const { conversation } = await hook.accepted("after-all", { identity: "after-all", text: "¿Todo sigue funcionando?" });
    keep(conversation, "¿Todo sigue funcionando?");
    for (const [id, texts] of acknowledged) expect((await api.messages(id)).map((message) => message.text).sort()).toEqual(texts.sort());
    expect(world.product.output, "no request failed on the server's side").not.toMatch(/Request \S+ failed/);
  });
});
