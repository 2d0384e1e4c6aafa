import { describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { ADMIN, AGENT_PASSWORD } from "./lib/people.js";
import { picture } from "./lib/picture.js";
import { scene } from "./lib/scene.js";

const SOFIA = "sofia@lumen.example";

describe("A supervisor who plans shifts", () => {
  const world = scene();

  test("Sees what a plan comes to before it is saved, which hours nobody works after, and gives skills", async () => {
    const admin = await Api.signIn(world.product.url, ADMIN);
    await admin.put(`/agents/${SOFIA}`, {
      name: "Sofía Ruiz", role: "Supervisor", capacity: 0, languages: [{ code: "en", proficiency: "Native" }], teams: [], stores: ["lumen"], email: SOFIA, password: AGENT_PASSWORD,
    });
    const sofia = await world.agent(SOFIA, { timezoneId: "Asia/Shanghai", reducedMotion: "reduce" });
    const { page } = sofia;
    await page.getByTestId("user-menu").click();
    await page.getByTestId("open-shifts").click();
    await page.getByTestId("cover").filter({ hasText: "Nobody of the team has a shift planned." }).waitFor();

    await page.getByTestId("shifts-agent").filter({ hasText: "Lucía" }).click();
    await page.getByTestId("shift-planned").check();
    await page.getByTestId("shift-zone").fill("Europe/Madrid");
    for (const day of [1, 2, 3, 4, 5]) await page.getByTestId(`shift-${day}`).fill("");
    for (const day of [1, 2, 3, 4, 5, 6, 7]) await page.getByTestId(`shift-${day}`).fill("09:00-17:00");
    await page.getByTestId("skills").fill("returns 4, dispute 2");
    // Nine in Madrid in winter is four in the afternoon in Shanghai.
    const hours = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Madrid", timeZoneName: "longOffset" }).format(new Date()).includes("+01:00") ? "16:00–00:00" : "15:00–23:00";
    await page.getByTestId("shift-preview").filter({ hasText: hours }).waitFor();
    await picture(sofia, "shift-editor", true);
    await page.getByTestId("save-schedule").click();
    await page.getByTestId("schedule").getByText("Saved.").waitFor();

    await page.getByTestId("shifts-cover").click();
    const spanish = page.locator("[data-testid=cover-language][data-language=es]");
    await spanish.filter({ hasText: "112 hours without anybody" }).waitFor();
    expect(await spanish.locator("td[data-empty=false]").count()).toBe(7 * 8);
    await picture(sofia, "cover", true);

    const { data } = await admin.get("/agents");
    const { profile } = data.find((/** @type {any} */ a) => a.profile.name.includes("Lucía"));
    expect(profile.skills).toEqual([{ skill: "returns", level: 4 }, { skill: "dispute", level: 2 }]);
    expect(profile.shift.zone).toBe("Europe/Madrid");
    await page.evaluate(() => (location.hash = "#/board"));
    await page.getByTestId("board-seat").filter({ hasText: "Lucía" }).filter({ hasText: "returns 4" }).waitFor();
    await page.close();
  });
});
