import { describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { ADMIN, MEI } from "./lib/people.js";
import { scene } from "./lib/scene.js";

describe("Suggested replies", () => {
  const world = scene();

  test("One key inserts a reply filled from the order, and the buyer reads it in their own language", async () => {
    const shop = Api.withKey(world.product.url, world.product.apiKey);
    const order = {
      status: "Shipped", placedAt: "2026-05-01T08:00:00Z", items: [{ sku: "A-1", name: "Aurora", quantity: 1 }], total: 59.9, currency: "EUR",
      carrier: "Correos", tracking: "PQ4F2T0720051170133008Z", link: "https://track.example/PQ4F2T", expectedAt: "2026-05-15",
    };
    expect((await shop.call("PUT", "/stores/lumen/orders/LUM-50101", order)).status).toBe(200);

    const mei = await world.agent(MEI, { locale: "zh-CN" });
    const buyer = await world.buyer("es");
    const { conversation } = await buyer.say("Hola, ¿dónde está mi pedido LUM-50101?");
    await mei.view("Unassigned");
    await mei.openRow("LUM-50101");
    await mei.page.getByTestId("take").click();
    expect((await shop.call("GET", `/conversations/${conversation}`)).body).toMatchObject({ scenario: "where-is-my-order" });

    await mei.page.getByTestId("suggestion").first().waitFor();
    await mei.page.getByTestId("orders").filter({ hasText: "LUM-50101" }).waitFor();
    await mei.text.focus();
    await mei.page.keyboard.press("Alt+1");
    expect(await mei.text.inputValue()).toMatch(/LUM-50101（Aurora）.*Correos.*5月15日/);
    expect(await mei.page.getByTestId("preview-text").inputValue(), "what the buyer will read").toContain("Llegará el 15 de mayo");
    await mei.page.getByTestId("send").click();
    await buyer.gets("su pedido LUM-50101 (Aurora) va con Correos, número de seguimiento PQ4F2T0720051170133008Z. Llegará el 15 de mayo: https://track.example/PQ4F2T");

    const { body } = await shop.call("GET", `/conversations/${conversation}/events`);
    expect(JSON.stringify(body), "the choice is kept to learn from").toContain('"kind":"taught"');
    await Promise.all([mei.page.close(), buyer.page.close()]);
  });

  test("An admin makes, changes and deletes a template and trains the model again", async () => {
    const admin = await world.agent(ADMIN);
    const by = (/** @type {string} */ id) => admin.page.getByTestId(id);
    await by("user-menu").click();
    await by("open-templates").click();
    await by("template-new").click();
    await by("template-id").fill("thanks-a-lot");
    await by("template-scenario").selectOption("praise");
    await by("template-text-en").fill("Thank you, {customer}!");
    await by("template-save").click();
    const line = by("template").filter({ hasText: "thanks-a-lot" });
    await line.getByTestId("template-edit").click();
    await by("template-text-en").fill("Many thanks, {customer}!");
    await by("template-save").click();
    await line.filter({ hasText: "Many thanks" }).waitFor();
    await line.getByTestId("template-remove").click();
    await line.waitFor({ state: "detached" });

    await by("scenario-model").filter({ hasText: "Version 0" }).waitFor();
    await by("retrain").click();
    await by("scenario-model").filter({ hasText: "Version 1" }).waitFor();
    await admin.page.close();
  });
});
