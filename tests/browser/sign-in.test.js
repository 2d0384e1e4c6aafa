import { describe, expect, test } from "vitest";
import { Console } from "./lib/console.js";
import { AGENT_PASSWORD, KENJI, LUCIA, MEI } from "./lib/people.js";
import { scene } from "./lib/scene.js";

describe("Signing in", () => {
  const world = scene();

  /** @param {import("playwright-core").BrowserContextOptions} [options] */
  async function door(options) {
    const console = new Console(await world.page(options));
    await console.open(world.product.url);
    await console.page.getByTestId("sign-in").waitFor();
    return console;
  }

  /** @param {Console} console @param {string} email @param {string} password */
  async function attempt(console, email, password) {
    await console.page.getByTestId("email").fill(email);
    await console.page.getByTestId("password").fill(password);
    const answer = console.page.waitForResponse((response) => response.url().endsWith("/session") && response.request().method() === "POST");
    await console.page.getByTestId("sign-in").click();
    return (await answer).status();
  }

  test("A wrong password is said to be wrong, and whether the address exists is not told", async () => {
    const console = await door();
    expect(await attempt(console, MEI, "not the password")).toBe(401);
    const known = await console.page.getByTestId("sign-in-error").innerText();
    expect(await attempt(console, "nobody@lumen.example", "not the password")).toBe(401);
    expect(await console.page.getByTestId("sign-in-error").innerText()).toBe(known);
    expect(known).toMatch(/wrong|incorrect|match/i);
    await console.page.close();
  });

  test("Five failures lock the account for a while, and the page says until when", async () => {
    const console = await door();
    for (let i = 1; i <= 5; i++) expect(await attempt(console, KENJI, `wrong password ${i}`)).toBe(i < 5 ? 401 : 429);
    expect(await attempt(console, KENJI, AGENT_PASSWORD), "not even the right one").toBe(429);
    expect(await console.page.getByTestId("sign-in-error").innerText()).toMatch(/[0-5]:\d\d|\d+ min/);
    expect(await attempt(console, LUCIA, AGENT_PASSWORD), "others are not concerned").toBe(200);
    await console.page.close();
  });

  test("The keyboard alone is enough to sign in, answer and sign out", async () => {
    const buyer = await world.buyer("zh");
    const console = await door();
    const { keyboard } = console.page;
    await console.page.locator("[data-testid=email]:focus").waitFor();
    await keyboard.type(MEI);
    await keyboard.press("Tab");
    await keyboard.type(AGENT_PASSWORD);
    await keyboard.press("Enter");
    await console.inPhase("live");

    await buyer.say("你好，请问订单 LUM-88888 什么时候发货？");
    await console.row("LUM-88888").waitFor();
    // The agent may have been given others before: down the list until it is the one.
    for (let row = 0; row < (await console.rows.count()); row++) {
      await keyboard.press("j");
      await keyboard.press("Enter");
      await console.conversation.waitFor();
      if ((await console.row("LUM-88888").getAttribute("data-row")) === console.openId) break;
      await keyboard.press("Escape");
    }
    await console.message("LUM-88888").waitFor();
    await keyboard.press("r");
    await console.page.locator("[data-testid=composer-text]:focus").waitFor();
    await keyboard.type("您好，今天就发货。");
    await keyboard.press("Enter");
    await buyer.gets("您好，今天就发货。");

    await console.page.getByTestId("user-menu").focus();
    await keyboard.press("Enter");
    await console.page.getByTestId("sign-out").waitFor();
    await keyboard.press("End");
    await console.page.locator("[data-testid=sign-out][data-highlighted]").waitFor();
    await keyboard.press("Enter");
    await console.page.getByTestId("email").waitFor();
    await buyer.page.close();

    await console.page.reload();
    await console.page.getByTestId("email").waitFor();
    expect(await console.page.locator("body").innerText(), "nothing of the conversation is left on screen").not.toContain("LUM-88888");
    expect(await console.page.evaluate(() => JSON.stringify({ ...localStorage })), "nor kept").not.toContain("LUM-88888");
    await console.page.close();
  });

  test("The console speaks Chinese and Spanish when asked, and remembers it", async () => {
    const console = await door();
    await console.page.locator(".sign-in-languages [lang=es]").click();
    await console.page.getByRole("button", { name: "Iniciar sesión" }).or(console.page.getByRole("button", { name: /Entrar|Acceder/ })).waitFor();
    await console.signIn(MEI);

    await console.page.getByTestId("user-menu").click();
    await console.page.getByTestId("language-zh-CN").click();
    await console.page.locator("html[lang=zh-CN]").waitFor({ state: "attached" });
    await console.page.keyboard.press("Escape");
    await console.page.getByTestId("view-Mine").filter({ hasText: /[\u4e00-\u9fff]/ }).waitFor();
    await console.page.reload();
    await console.inPhase("live");
    expect(await console.page.locator("html").getAttribute("lang")).toBe("zh-CN");
    expect(await console.page.getByTestId("view-Done").innerText()).toMatch(/[\u4e00-\u9fff]/);
    await console.page.close();
  });

  test("A chosen theme stays after a reload, whatever the machine prefers", async () => {
    const console = await world.agent(LUCIA, { colorScheme: "light" });
    const theme = () => console.page.locator("html").getAttribute("data-theme");
    const background = () => console.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await theme()).toBe("light");
    const light = await background();
    await console.page.getByTestId("user-menu").click();
    await console.page.getByTestId("theme-dark").click();
    await console.page.locator("html[data-theme=dark]").waitFor({ state: "attached" });
    await console.page.reload();
    await console.inPhase("live");
    expect(await theme()).toBe("dark");
    expect(await background()).not.toBe(light);
  });
});
