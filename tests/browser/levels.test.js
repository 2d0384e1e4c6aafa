import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { ADMIN, LUCIA } from "./lib/people.js";
import { scene } from "./lib/scene.js";
import { configureStore } from "./lib/webhook.js";

/** Pictures for people to look at, when a folder is named. @param {import("playwright-core").Page} page @param {string} name */
async function picture(page, name) {
  if (process.env.PICTURES) await page.screenshot({ path: path.join(process.env.PICTURES, `${name}.png`) });
}

describe("Service levels", () => {
  const world = scene();
  /** @type {Api} */ let admin;
  /** @type {import("./lib/webhook.js").Hook} */ let hook;
  /** @type {string} */ let late;
  /** @type {import("./lib/console.js").Console} */ let console;

  beforeAll(async () => {
    if (process.env.PICTURES) fs.mkdirSync(process.env.PICTURES, { recursive: true });
    admin = await Api.signIn(world.product.url, ADMIN);
    hook = await configureStore(admin, { marketplace: "amazon" });
    late = (await hook.accepted("first", { identity: "ana", name: "Ana Torres", text: "Hola, ¿cuándo llega mi lámpara?" })).conversation;
    console = await world.agent(ADMIN, { timezoneId: "UTC" });
  });

  /** @param {import("playwright-core").Page} page @param {string} clock */
  const due = async (page, clock) => new Date((await page.locator(`[data-testid=preview-due] [data-clock=${clock}] time`).getAttribute("datetime")) ?? 0).toISOString();

  test("a preview says by when a message would be due, before anything is saved", async () => {
    const { page } = console;
    await page.getByTestId("user-menu").click();
    await page.getByTestId("service-levels").click();
    await page.getByTestId("preview-due").waitFor();
    await page.getByTestId("preview-at").fill("2027-06-04T12:00");
    await expect.poll(() => due(page, "FirstResponse")).toBe("2027-06-04T16:00:00.000Z");
    await picture(page, "levels-policies");

    // Closed from Friday noon to Monday morning: four hours of Monday.
    await page.getByTestId("tab-calendars").click();
    const store = page.getByTestId("calendar").first();
    await store.getByTestId("zone").fill("Etc/UTC");
    for (const day of [1, 2, 3, 4]) await store.getByTestId(`day-${day}`).fill("9-14 16-20");
    await store.getByTestId("day-5").fill("9-12");
    for (const day of [6, 7]) await store.getByTestId(`day-${day}`).fill("");
    await expect.poll(() => due(page, "FirstResponse")).toBe("2027-06-07T13:00:00.000Z");
    await store.getByTestId("own-holidays").fill("2027-06-07");
    await expect.poll(() => due(page, "FirstResponse")).toBe("2027-06-08T13:00:00.000Z");
    await picture(page, "levels-calendars");
    expect((await admin.get("/stores/lumen/sla")).calendar.windows).toHaveLength(7);
  });

  test("what is not understood is marked and not taken", async () => {
    const day = console.page.getByTestId("day-1").first();
    await day.fill("morning");
    expect(await day.getAttribute("aria-invalid")).toBe("true");
    await day.fill("9-14 16-20");
    expect(await day.getAttribute("aria-invalid")).toBeNull();
  });

  test("a saved promise moves the clocks of open conversations, on every console, and their log says so", async () => {
    const { page } = console;
    await page.getByTestId("tab-policies").click();
    await page.getByTestId("target-Normal-firstResponse").last().fill("2h");
    await page.getByTestId("save-sla").click();
    await expect.poll(async () => (await admin.get("/stores/lumen/sla")).policy.normal.firstResponse).toBe("02:00:00");
    await expect.poll(async () => (await admin.events(late)).some((/** @type {any} */ e) => e.event.kind === "terms"), { timeout: 20_000 }).toBe(true);
    await page.getByTestId("tab-escalations").click();
    await page.getByTestId("escalation").first().waitFor();
    await picture(page, "levels-escalations");
  });

  test("account health counts answers on a marketplace, and names what is about to count", async () => {
    const { page } = console;
    await page.keyboard.press("Escape");
    await page.getByTestId("user-menu").click();
    await page.getByTestId("service-levels").click();
    await page.getByTestId("tab-health").click();
    const account = page.getByTestId("account");
    await account.getByRole("link").first().waitFor();
    expect(await account.textContent()).toContain("amazon");
    await picture(page, "levels-health");
  });

  test("Chinese and Spanish consoles, dark and narrow, say the same", async () => {
    for (const [locale, look, word] of /** @type {const} */ ([["zh-CN", { colorScheme: "dark" }, "服务时限"], ["es-ES", { viewport: { width: 390, height: 844 } }, "Niveles de servicio"]])) {
      const other = await world.agent(ADMIN, { locale, ...look });
      await other.page.evaluate(() => (location.hash = "#/service-levels"));
      await other.page.getByTestId("preview-due").waitFor();
      expect(await other.page.getByTestId("sla-page").locator("h2").textContent()).toBe(word);
      expect(await other.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing runs out of the page").toBe(true);
      await picture(other.page, `levels-${locale}`);
      await other.page.context().close();
    }
  });

  test("an agent snoozes a conversation with the keyboard, and it says until when", async () => {
    const lucia = await world.agent(LUCIA);
    await lucia.goTo(late);
    await lucia.messages.first().waitFor();
    await lucia.page.getByTestId("conversation").press("s");
    await lucia.page.getByTestId("picker-input").press("Enter");
    await lucia.page.locator("[data-testid=system-line][data-kind=snoozed]").waitFor();
    await expect.poll(async () => (await admin.get(`/conversations/${late}`)).row.snoozedUntil).toBeTruthy();
    await picture(lucia.page, "snoozed");

    // A message brings it back at once.
    await hook.accepted("second", { identity: "ana", name: "Ana Torres", text: "¿Hola?" });
    await expect.poll(async () => (await admin.get(`/conversations/${late}`)).row.snoozedUntil).toBeNull();
    await lucia.message("¿Hola?").waitFor();
  });
});
