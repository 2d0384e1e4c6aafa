import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LUCIA, MEI } from "./lib/people.js";
import { scene } from "./lib/scene.js";
import { Vendors } from "./lib/vendors.js";

/** @type {Vendors} */
let vendors;
/** @type {Record<string, string>} */
const settings = { Translation__Providers__0__Kind: "deepl", Translation__Providers__0__ApiKey: "k" };
beforeAll(async () => {
  vendors = await Vendors.start();
  settings.Translation__Providers__0__BaseUrl = vendors.url;
});

/** With SCREENSHOTS=<folder>, pictures for people. @param {import("playwright-core").Page} page @param {string} name */
async function picture(page, name) {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `${name}.png`) });
}

describe("Every message understood, every reply in the buyer's words", () => {
  const world = scene({ settings });
  afterAll(() => vendors?.stop());
  beforeEach(() => vendors.order("ok"));

  test("A Chinese and a Spanish agent and a German buyer: each reads the whole conversation in their own language", async () => {
    const mei = await world.agent(MEI, { locale: "zh-CN" });
    const lucia = await world.agent(LUCIA, { locale: "es-ES" });
    const buyer = await world.buyer("de");
    const { conversation } = await buyer.say("Guten Tag, die Lampe aus Bestellung LUM-40888 flackert seit gestern. Können Sie mir bitte helfen?");

    await mei.goTo(conversation);
    await mei.message("LUM-40888").getByText("订单 LUM-40888 的台灯从昨天起一直闪烁").waitFor();
    if (await mei.page.getByTestId("take").isVisible()) await mei.page.getByTestId("take").click();
    await lucia.goTo(conversation);
    await lucia.message("LUM-40888").getByText("la lámpara del pedido LUM-40888 parpadea desde ayer").waitFor();

    await mei.reply("您好，非常抱歉。我们今天就给您寄一盏新台灯，追踪号是 DE20394857CN。");
    await buyer.gets("Wir schicken Ihnen noch heute eine neue Lampe, die Sendungsnummer ist DE20394857CN.");
    await lucia.message("DE20394857CN").getByText("Hoy mismo le enviamos una lámpara nueva").waitFor();
    await lucia.message("DE20394857CN").getByText("Wir schicken Ihnen noch heute eine neue Lampe").waitFor();

    await lucia.page.getByTestId("tab-note").click();
    await lucia.reply("El cliente ya escribió la semana pasada por lo mismo: mejor un reembolso si vuelve a fallar.");
    await mei.message("客户上周已经为同样的问题来信").waitFor();
    expect(await buyer.replies.count(), "a note is no reply").toBe(1);

    await buyer.say("Vielen Dank für die schnelle Antwort! Wann kommt das Paket in Hamburg an?");
    await mei.message("Vielen Dank").getByText("包裹什么时候能到汉堡").waitFor();
    await lucia.message("Vielen Dank").getByText("¿Cuándo llega el paquete a Hamburgo?").waitFor();

    await lucia.reply("Llega el jueves a Hamburgo. ¡Gracias por su paciencia!");
    await buyer.gets("Es kommt am Donnerstag in Hamburg an.");
    await mei.message("Llega el jueves").getByText("包裹周四送达汉堡").waitFor();
    await picture(mei.page, "two-agents-zh");
    await picture(lucia.page, "two-agents-es");
    await picture(buyer.page, "two-agents-buyer-de");
    await Promise.all([mei, lucia, buyer].map((somebody) => somebody.page.close()));
  });

  test("The agent sees what the buyer gets, checks it, rewrites it, and exactly that is sent; as written is one key away", async () => {
    const mei = await world.agent(MEI, { locale: "zh-CN" });
    const buyer = await world.buyer("de");
    const { conversation } = await buyer.say("Guten Tag, die Lampe aus Bestellung LUM-50999 flackert seit gestern. Können Sie mir bitte helfen?");
    await mei.goTo(conversation);
    await mei.messages.first().waitFor();
    await mei.page.getByTestId("tone").waitFor();

    await mei.text.fill("您好，非常抱歉。我们今天就给您寄一盏新台灯，追踪号是 DE20394858CN。");
    const preview = mei.page.getByTestId("preview");
    await preview.getByText("die Sendungsnummer ist DE20394858CN.").waitFor();
    await preview.getByTestId("back").click();
    await mei.page.getByTestId("back-text").getByText("追踪号是 DE20394858CN").waitFor();
    await picture(mei.page, "composer-preview-zh");
    await mei.page.getByTestId("preview-edit").click();
    await mei.page.getByTestId("preview-text").fill("Guten Tag! Eine neue Lampe geht heute an Sie, Sendungsnummer DE20394858CN.");
    await picture(mei.page, "composer-edited-zh");
    const asked = (await vendors.asked()).length;
    await mei.page.getByTestId("send").click();
    await buyer.gets("Guten Tag! Eine neue Lampe geht heute an Sie, Sendungsnummer DE20394858CN.");
    await mei.message("非常抱歉").getByText("Eine neue Lampe geht heute an Sie").waitFor();
    expect((await vendors.asked()).length, "nothing is translated again").toBe(asked);

    await mei.text.fill("LUM-50999: OK");
    await mei.text.press("Alt+Enter");
    await buyer.gets("LUM-50999: OK");
    await Promise.all([mei, buyer].map((somebody) => somebody.page.close()));
  });

  test("While a translation is on its way, and when it fails, the original is there, the state says so, and again is one click", async () => {
    for (const [language, agent, locale, first, firstTranslated, second, secondTranslated] of /** @type {const} */ ([
      ["ar", MEI, "zh-CN", "مرحبًا، وصل المصباح مكسورًا. أريد استرداد المبلغ من فضلكم.", "灯到货时已经碎了", "شكرًا جزيلًا على الرد السريع! متى يصل الطرد إلى هامبورغ؟", "包裹什么时候能到汉堡"],
      ["zh", LUCIA, "es-ES", "您好，灯到货时已经碎了。请给我退款。", "la lámpara llegó rota", "感谢您这么快回复！包裹什么时候能到汉堡？", "¿Cuándo llega el paquete a Hamburgo?"],
    ])) {
      await vendors.order("hold");
      const buyer = await world.buyer(language);
      const { conversation } = await buyer.say(first);
      const console = await world.agent(agent, { locale });
      await console.goTo(conversation);
      await console.message(first).locator(".translating").waitFor();
      await picture(console.page, `state-pending-${language}`);
      await vendors.order("ok");
      await console.message(first).getByText(firstTranslated).waitFor();

      await vendors.order("500");
      await buyer.say(second);
      await console.message(second).getByTestId("translation-failed").waitFor();
      expect(await console.message(second).locator(".side .words").first().textContent()).toBe(second);
      await picture(console.page, `state-failed-${language}`);
      await vendors.order("ok");
      await console.message(second).getByTestId("retry-translation").click();
      await console.message(second).getByText(secondTranslated).waitFor();
      await picture(console.page, `state-done-${language}`);
      await Promise.all([console, buyer].map((somebody) => somebody.page.close()));
    }
  }, 120_000);
});
