import { describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { ADMIN, JONAS, LUCIA } from "./lib/people.js";
import { scene } from "./lib/scene.js";

const rules = {
  steps: {
    steps: [
      { after: "00:00:00", leastProficiency: "Native", skillSlack: 0 },
      { after: "00:00:01", leastProficiency: "Assisted", skillSlack: 4 },
    ],
    translationForAll: true,
  },
  offerFor: "00:00:30",
  unitTime: "00:02:00",
  atRisk: "00:01:00",
  offline: "Reassign",
  awayAfter: null,
  fairWithin: null,
};

describe("A team that asks its agents before it assigns", () => {
  const world = scene();

  test("The offer says why, counts down, goes on when it is declined, and is the agent's when it is accepted", async () => {
    const admin = await Api.signIn(world.product.url, ADMIN);
    const { data } = await admin.get("/agents");
    const lucia = await world.agent(LUCIA, { locale: "es-ES" });
    const jonas = await world.agent(JONAS, { locale: "en-GB" });
    await admin.put("/teams/care", { name: "Care", members: data.map((/** @type {any} */ a) => a.id), rules });
    const buyer = await world.buyer("es");
    await buyer.say("Hola, mi lámpara LUM-30311 no se enciende.");

    await lucia.page.getByTestId("offer").waitFor();
    expect(await lucia.page.getByTestId("offer-why").textContent()).toContain("Usted, porque:");
    expect(await lucia.page.getByTestId("offer-left").textContent()).toMatch(/quedan \d+ s/);
    await lucia.page.keyboard.press("x");

    // Nobody else is native in it: the next step lets Jonas in.
    await jonas.page.getByTestId("offer").waitFor();
    expect(await jonas.page.getByTestId("offer-why").textContent()).toContain("You, because: Spanish through translation");
    expect(await lucia.page.getByTestId("offer").count()).toBe(0);
    await jonas.page.getByTestId("offer-accept").click();

    await jonas.message("no se enciende").waitFor();
    await jonas.page.locator("[data-testid=system-line][data-kind=passed]").filter({ hasText: "Lucía" }).waitFor();
    await jonas.page.locator("[data-testid=system-line][data-kind=assigned]").filter({ hasText: "Assigned to you because" }).waitFor();
    await buyer.page.close();
    await lucia.page.close();
    await jonas.page.close();
  });
});
