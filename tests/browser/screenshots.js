// npm run screenshots -- <folder>: pictures of the product with its demo running, for people to look at. Not part of the tests.
import fs from "node:fs";
import path from "node:path";
import { launchBrowser } from "./lib/browser.js";
import { Console } from "./lib/console.js";
import { ADMIN, AMIRA, LUCIA, MEI } from "./lib/people.js";
import { Product } from "./lib/product.js";
import { Proxy } from "./lib/proxy.js";
import { Widget } from "./lib/widget.js";

const folder = process.argv[2];
if (!folder) throw new Error("Name the folder for the pictures: npm run screenshots -- <folder>");
fs.mkdirSync(folder, { recursive: true });

const WIDE = { width: 1440, height: 900 };
const MIDDLE = { width: 1024, height: 768 };
const NARROW = { width: 390, height: 844 };

const [product, browser] = await Promise.all([Product.start({ words: ["--demo"], settings: { Demo__PauseSeconds: "0.3" } }), launchBrowser()]);
const proxy = await Proxy.to(product.port);

/** @param {{ viewport?: { width: number, height: number }, locale?: string, colorScheme?: "light" | "dark" }} look */
async function page({ viewport = WIDE, locale = "en-GB", colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport, locale, colorScheme, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  return context.newPage();
}

/** @param {import("playwright-core").Page} page @param {string} name */
async function picture(page, name) {
  await page.evaluate(() => document.fonts.ready.then(() => null));
  await page.screenshot({ path: path.join(/** @type {string} */ (folder), `${name}.png`) });
  console.log(name);
}

/** @param {string} email @param {Parameters<typeof page>[0] & { url?: string }} [look] */
async function agent(email, { url = product.url, ...look } = {}) {
  const console = new Console(await page(look));
  await console.open(url);
  await console.signIn(email);
  return console;
}

/** @param {string} language @param {Parameters<typeof page>[0]} [look] */
async function buyer(language, look) {
  const widget = new Widget(await page({ locale: language, ...look }));
  await widget.open(product.url, "lumen", language);
  return widget;
}

/** An agent with a conversation open, in some look. @param {string} email @param {string} id @param {string} name @param {Parameters<typeof page>[0]} look */
async function opened(email, id, name, look) {
  const console = await agent(email, look);
  await console.goTo(id, "mine");
  await console.messages.first().waitFor();
  await picture(console.page, name);
  return console;
}

try {
  // Sign-in, in each language.
  for (const [locale, viewport, colorScheme] of /** @type {const} */ ([["en-GB", WIDE, "light"], ["zh-CN", WIDE, "dark"], ["es-ES", NARROW, "light"]])) {
    const p = await page({ locale, viewport, colorScheme });
    await p.goto(product.url);
    await p.getByTestId("sign-in").waitFor();
    await picture(p, `sign-in-${locale}-${viewport.width}-${colorScheme}`);
    await p.context().close();
  }

  // Real buyers beside the demo's.
  const zh = await buyer("zh");
  const es = await buyer("es");
  const ar = await buyer("ar");
  const mei = await agent(MEI, { locale: "zh-CN" });
  const lucia = await agent(LUCIA, { locale: "es-ES" });
  const amira = await agent(AMIRA);

  const asked = [
    (await zh.say("你好，我的“极光”台灯（订单 LUM-10231）已经三天没有物流更新了，能帮我查一下吗？")).conversation,
    (await es.say("Hola, la lámpara de mi pedido LUM-20417 llegó con la base rota. ¿Me pueden enviar otra?")).conversation,
    (await ar.say("مرحبًا، طلبت مصباح «أورورا» قبل أسبوعين (رقم الطلب LUM-55120) ولم يصل حتى الآن. متى يصل؟")).conversation,
  ];
  const answers = [
    "您好！包裹昨天已到马德里分拨中心，预计明天送达，追踪号 ES20394857CN。",
    "¡Hola! Lo siento mucho. Te enviamos otra lámpara hoy mismo, sin coste; no hace falta devolver la rota.",
    "مرحبًا بك! الطرد الآن في الجمارك في دبي، ومن المتوقع أن يصل يوم الخميس. رقم التتبع AE-20394857.",
  ];
  for (const [i, who] of [mei, lucia, amira].entries()) {
    await who.goTo(asked[i] ?? "", "mine");
    await who.messages.first().waitFor();
    await who.reply(answers[i] ?? "");
    await who.delivered(answers[i] ?? "");
  }
  await zh.gets("ES20394857CN");
  await es.gets("sin coste");
  await ar.gets("AE-20394857");
  await zh.say("太好了，谢谢！那发票可以一起开吗？");
  await es.say("¡Muchas gracias! ¿Cuándo llegaría más o menos?");
  await ar.say("شكرًا جزيلًا!");

  // One that nobody's language fits, with a translation; and one without.
  const fr = await buyer("fr");
  const french = (await fr.say("Bonjour, la facture de ma commande LUM-30555 n'indique pas la TVA. Pouvez-vous m'en envoyer une nouvelle ?")).conversation;

  for (const [i, who, locale] of /** @type {const} */ ([[0, mei, "zh"], [1, lucia, "es"], [2, amira, "en"]])) {
    const id = asked[i] ?? "";
    await who.messages.nth(2).waitFor();
    await picture(who.page, `console-${locale}-1440-light`);
    const email = [MEI, LUCIA, AMIRA][i] ?? "";
    await (await opened(email, id, `console-${locale}-1440-dark`, { locale: ["zh-CN", "es-ES", "en-GB"][i], colorScheme: "dark" })).page.context().close();
    await (await opened(email, id, `console-${locale}-1024-light`, { locale: ["zh-CN", "es-ES", "en-GB"][i], viewport: MIDDLE })).page.context().close();
    const narrow = await opened(email, id, `console-${locale}-390-${i === 1 ? "dark" : "light"}`, { locale: ["zh-CN", "es-ES", "en-GB"][i], viewport: NARROW, colorScheme: i === 1 ? "dark" : "light" });
    if (i === 2) {
      await narrow.page.getByTestId("details").click();
      await narrow.page.getByTestId("customer-panel").waitFor();
      await picture(narrow.page, "console-customer-390-light");
    }
    await narrow.page.context().close();
  }

  // Translation, by an agent who needs it.
  const helper = await agent(LUCIA);
  await helper.goTo(french, "open");
  await helper.messages.first().waitFor();
  if (await helper.page.getByTestId("take").isVisible()) await helper.page.getByTestId("take").click();
  await helper.message("LUM-30555").locator(".provider").waitFor();
  await helper.text.fill("Le envío la factura con el IVA ahora mismo.");
  await helper.page.getByTestId("preview").getByText("facture").waitFor();
  await picture(helper.page, "console-translation-1440-light");
  await helper.page.context().close();

  // Lists.
  const admin = await agent(ADMIN);
  await admin.view("Unassigned");
  await picture(admin.page, "console-unassigned-1440-light");
  await admin.view("Open");
  await admin.rows.first().waitFor();
  await picture(admin.page, "console-open-1440-light");
  await admin.page.getByTestId("user-menu").click();
  await admin.page.getByTestId("sign-out").waitFor();
  await picture(admin.page, "console-menu-1440-light");
  await admin.page.context().close();
  const small = await agent(ADMIN, { viewport: NARROW, colorScheme: "dark" });
  await small.view("Mine");
  await picture(small.page, "console-empty-390-dark");
  await small.view("Open");
  await small.rows.first().waitFor();
  await picture(small.page, "console-open-390-dark");
  await small.page.context().close();

  // A lost connection.
  const lost = await agent(LUCIA, { url: proxy.url });
  await lost.goTo(asked[1] ?? "", "mine");
  await lost.messages.first().waitFor();
  proxy.cut();
  await lost.inPhase("reconnecting");
  await lost.reply("Llega en dos o tres días.");
  await lost.page.getByTestId("pending-message").waitFor();
  await picture(lost.page, "console-reconnecting-1440-light");
  await lost.page.context().setOffline(true);
  await lost.inPhase("offline");
  await lost.page.setViewportSize(NARROW);
  await picture(lost.page, "console-offline-390-light");
  await lost.page.context().close();

  // The widget.
  for (const [widget, language] of /** @type {const} */ ([[zh, "zh"], [ar, "ar"], [es, "es"]])) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await widget.page.emulateMedia({ colorScheme });
      for (const viewport of [WIDE, NARROW]) {
        await widget.page.setViewportSize(viewport);
        await picture(widget.page, `widget-${language}-${viewport.width}-${colorScheme}`);
      }
    }
    await widget.page.keyboard.press("Escape");
    await picture(widget.page, `shop-${language}-390-dark`);
  }
} finally {
  await browser.close();
  await proxy.close();
  await product.dispose();
}
