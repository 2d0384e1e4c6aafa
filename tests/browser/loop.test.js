import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { LUCIA, MEI } from "./lib/people.js";
import { scene } from "./lib/scene.js";

const apertium = spawnSync("apertium", ["-l"], { encoding: "utf8" }).stdout ?? "";
const pair = (/** @type {string} */ from, /** @type {string} */ to) => apertium.includes(`${from}-${to}`);

describe("The loop from buyer to agent and back", () => {
  const world = scene();

  test("Each agent gets the buyer of their language live, answers in it, and the buyer reads the answer live", async () => {
    const mei = await world.agent(MEI, { locale: "zh-CN" });
    const lucia = await world.agent(LUCIA, { locale: "es-ES" });
    const chinese = await world.buyer("zh");
    const spanish = await world.buyer("es");

    const inChinese = "你好，我的台灯订单 LUM-10231 还没有到，请帮我查一下物流。";
    const inSpanish = "Hola, la lámpara de mi pedido LUM-20417 llegó rota. ¿Qué puedo hacer?";
    await Promise.all([chinese.say(inChinese), spanish.say(inSpanish)]);

    await mei.openRow("LUM-10231");
    await lucia.openRow("LUM-20417");
    await mei.message(inChinese).waitFor();
    await lucia.message(inSpanish).waitFor();
    expect(await mei.row("LUM-20417").count(), "the Spanish buyer is not in the Chinese agent's list").toBe(0);
    expect(await lucia.row("LUM-10231").count(), "the Chinese buyer is not in the Spanish agent's list").toBe(0);

    await mei.reply("您好！包裹昨天已到马德里，预计明天送达。");
    await lucia.reply("¡Hola! Lo siento mucho. Te enviamos otra lámpara hoy mismo.");
    await chinese.gets("包裹昨天已到马德里");
    await spanish.gets("Te enviamos otra lámpara hoy mismo.");
    await mei.delivered("包裹昨天已到马德里");
    await lucia.delivered("Te enviamos otra lámpara hoy mismo.");

    await chinese.say("太好了，谢谢！");
    await mei.message("太好了，谢谢！").waitFor();
    expect(await chinese.own.count()).toBe(2);
    expect(await chinese.replies.count()).toBe(1);
    await Promise.all([mei, lucia, chinese, spanish].map((somebody) => somebody.page.close()));
  });

  test("A buyer who comes back finds the whole conversation", async () => {
    const buyer = await world.buyer("es");
    await buyer.say("¿Tenéis la lámpara Aurora en negro?");
    await buyer.page.reload();
    await buyer.page.locator("button.launch").click();
    await buyer.own.filter({ hasText: "¿Tenéis la lámpara Aurora en negro?" }).waitFor();
    expect(await buyer.own.count()).toBe(1);
  });

  test("On a phone nothing covers what the buyer has to touch, also from right to left", async () => {
    const buyer = await world.buyer("ar", { viewport: { width: 390, height: 844 }, hasTouch: true });
    expect(await buyer.text.evaluate((field) => getComputedStyle(field).direction), "the hint reads from the right").toBe("rtl");
    await buyer.say("مرحبًا، أين طلبي؟");
    await buyer.page.locator(".panel header button").tap();
    await buyer.page.locator("button.launch").tap();
    await buyer.own.filter({ hasText: "أين طلبي" }).waitFor();
    await buyer.page.close();
  });

  test.skipIf(!pair("fr", "es"))("A French buyer and a Spanish agent read each other through translation, the original at once", async () => {
    const lucia = await world.agent(LUCIA);
    const buyer = await world.buyer("fr");
    const question = "Bonjour, je voudrais savoir quand ma commande LUM-30555 arrivera à Lyon.";
    const { conversation } = await buyer.say(question);

    await lucia.view("Unassigned");
    await lucia.openRow("LUM-30555");
    await lucia.message(question).waitFor();
    await lucia.page.getByTestId("take").click();
    await lucia.message(question).locator(".side", { hasText: "apertium" }).waitFor();

    await lucia.reply("El paquete sale hoy de nuestro almacén.");
    await buyer.replies.filter({ hasText: "entrepôt" }).waitFor();
    await lucia.delivered("El paquete sale hoy de nuestro almacén.");

    const api = Api.withKey(world.product.url, world.product.apiKey);
    const [asked, answered] = await api.messages(conversation);
    expect(asked.text, "the original stays unchanged").toBe(question);
    expect(asked.translations).toMatchObject([{ language: "es", state: "Done", provider: "apertium" }]);
    expect(asked.translations[0].text, "an order number survives").toContain("LUM-30555");
    expect(answered).toMatchObject({ text: "El paquete sale hoy de nuestro almacén.", sent: { language: "fr" } });
    await lucia.page.close();
  });

  test("Where no provider has the pair, both sides are told so and the conversation goes on", async () => {
    const lucia = await world.agent(LUCIA);
    const buyer = await world.buyer("de");
    const question = "Guten Tag, meine Schreibtischlampe aus der Bestellung LUM-40777 flackert ständig.";
    await buyer.say(question);

    await lucia.view("Unassigned");
    await lucia.openRow("LUM-40777");
    await lucia.page.getByTestId("take").click();
    await lucia.message(question).locator(".aside").waitFor();

    const answer = "Buenos días, le enviamos una lámpara nueva.";
    await lucia.reply(answer);
    await buyer.gets(answer);
    await lucia.message(answer).locator(".aside").waitFor();
    await lucia.delivered(answer);
    await buyer.say("Vielen Dank für die schnelle Hilfe!");
    await lucia.message("Vielen Dank für die schnelle Hilfe!").waitFor();
    await lucia.page.close();
  });
});
