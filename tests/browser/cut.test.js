import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { ADMIN, LUCIA } from "./lib/people.js";
import { Proxy } from "./lib/proxy.js";
import { scene } from "./lib/scene.js";
import { configureStore } from "./lib/webhook.js";

const MISSED = Array.from({ length: 50 }, (_, i) => `Mensaje número ${i + 1} mientras no había conexión con la tienda`);
const REPLY = "Lo he visto todo, gracias por la paciencia.";

describe("A console whose connection is lost", () => {
  const world = scene();
  /** @type {Proxy} */ let proxy;
  beforeEach(async () => {
    proxy = await Proxy.to(world.product.port);
  });
  afterEach(() => proxy.close());

  /** An open conversation behind the proxy, and how to lose 50 messages of it. @param {string} identity */
  async function opened(identity) {
    const hook = await configureStore(await Api.signIn(world.product.url, ADMIN));
    const agent = await world.agent(LUCIA, { url: proxy.url });
    const first = { identity, name: `Ana ${identity}`, text: `Hola, soy ${identity} y escribo por el pedido de ayer.` };
    const { conversation } = await hook.accepted(`${identity}-first`, first);
    await agent.openRow(first.name);
    await agent.message(first.text).waitFor();
    await agent.mark();
    const miss = async () => {
      for (const [i, text] of MISSED.entries()) {
        expect(await hook.accepted(`${identity}-${i}`, { identity, text })).toMatchObject({ conversation });
      }
    };
    return { agent, first: first.text, conversation, miss };
  }

  test("Fifty messages that came during a cut appear once and in order, without a reload", async () => {
    const { agent, first, conversation, miss } = await opened("corte");
    proxy.cut();
    await agent.inPhase("reconnecting");
    await miss();
    expect(await agent.message(MISSED[0] ?? "").count(), "the cut is real").toBe(0);

    await agent.reply(REPLY);
    await agent.page.getByTestId("pending-message").filter({ hasText: REPLY }).waitFor();

    proxy.restore();
    await agent.inPhase("live");
    await agent.message(MISSED.at(-1) ?? "").waitFor();
    expect(await agent.inbound()).toEqual([first, ...MISSED]);
    await agent.message(REPLY).waitFor();
    expect(await agent.message(REPLY).count(), "what was written in the dark is sent once").toBe(1);
    expect(await agent.isMarked(), "the page was not loaded again").toBe(true);

    const kept = await Api.withKey(world.product.url, world.product.apiKey).messages(conversation);
    expect(kept.map((message) => message.text)).toEqual([first, ...MISSED, REPLY]);
    await agent.page.close();
  });

  test("A connection that falls silent is noticed and made anew, and nothing is missing", { timeout: 90_000 }, async () => {
    const { agent, first, miss } = await opened("silencio");
    proxy.silence();
    await miss();
    await agent.inPhase("reconnecting", 45_000);
    expect(await agent.message(MISSED[0] ?? "").count(), "nothing came through").toBe(0);

    proxy.restore();
    await agent.inPhase("live", 30_000);
    await agent.message(MISSED.at(-1) ?? "").waitFor();
    expect(await agent.inbound()).toEqual([first, ...MISSED]);
    expect(await agent.isMarked(), "the page was not loaded again").toBe(true);
    await agent.page.close();
  });

  test("A buyer's chat that is cut sends what was written and gets what was answered", async () => {
    const agent = await world.agent(LUCIA);
    const buyer = await world.buyer("es", { url: proxy.url });
    await buyer.say("Hola, ¿me pueden ayudar con el pedido LUM-51515?");
    await agent.openRow("LUM-51515");

    proxy.cut();
    await buyer.text.fill("Escribo esto sin conexión.");
    await buyer.text.press("Enter");
    await buyer.page.locator(".panel .status").waitFor();
    await agent.reply("Claro que sí, dígame.");
    await agent.message("Claro que sí, dígame.").waitFor();

    proxy.restore();
    await buyer.gets("Claro que sí, dígame.");
    await agent.message("Escribo esto sin conexión.").waitFor();
    await agent.delivered("Claro que sí, dígame.");
    expect(await buyer.own.allInnerTexts()).toHaveLength(2);
    expect(await buyer.replies.count()).toBe(1);
  });
});
