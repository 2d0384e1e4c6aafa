import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Api } from "./lib/api.js";
import { ADMIN, AGENT_PASSWORD, JONAS, LUCIA } from "./lib/people.js";
import { picture } from "./lib/picture.js";
import { scene } from "./lib/scene.js";

/** @typedef {import("./lib/console.js").Console} Console */
/** @typedef {{ en: string, zh: string, es: string }} Said one thing in the console's three languages */

const SOFIA = "sofia@lumen.example";
const NEVER = "1.00:00:00";

/** How the team works in these tests: natives first, and others only when a test says so. */
const rules = {
  steps: {
    steps: [
      { after: "00:00:00", leastProficiency: "Native", skillSlack: 0 },
      { after: NEVER, leastProficiency: "Assisted", skillSlack: 4 },
    ],
    translationForAll: true,
  },
  offerFor: /** @type {string | null} */ (null),
  unitTime: "00:00:00",
  atRisk: "00:00:00",
  offline: "Reassign",
  awayAfter: null,
  fairWithin: null,
};
const everybodyAtOnce = { steps: [{ after: "00:00:00", leastProficiency: "Assisted", skillSlack: 4 }], translationForAll: true };

/** The word for Spanish, as the browser says it. */
const SPANISH = { en: "Spanish", zh: "西班牙语", es: "español" };

/** A shift on every day until some minutes from now, in a zone where it is about noon: no midnight comes in between. @param {number} minutes */
function shiftFor(minutes) {
  const now = new Date();
  const ahead = 12 - now.getUTCHours();
  const zone = ahead === 0 ? "Etc/UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
  const toMinute = 12 * 60 + now.getUTCMinutes() + minutes;
  return { zone, windows: [1, 2, 3, 4, 5, 6, 7].map((isoDay) => ({ isoDay, fromMinute: 0, toMinute })), holidays: [] };
}

/** Lucía speaks Spanish and has her console in it; Jonas is an expert, does not, and has his in Chinese; Sofía supervises in English. */
describe("Two agents and a supervisor", () => {
  const world = scene();
  /** @type {Api} */ let admin;
  /** @type {Api} */ let shop;
  /** @type {Console} */ let lucia;
  /** @type {Console} */ let jonas;
  /** @type {Console} */ let sofia;
  /** @type {{ lucia: any, jonas: any }} */ const who = { lucia: null, jonas: null };
  let buyers = 0;
  /** @type {string[]} */ let open = [];

  beforeAll(async () => {
    admin = await Api.signIn(world.product.url, ADMIN);
    shop = Api.withKey(world.product.url, world.product.apiKey);
    await admin.put(`/agents/${SOFIA}`, {
      name: "Sofía Ruiz", role: "Supervisor", capacity: 0, languages: [{ code: "en", proficiency: "Native" }], teams: [], stores: ["lumen"], email: SOFIA, password: AGENT_PASSWORD,
    });
    lucia = await world.agent(LUCIA, { locale: "es-ES", reducedMotion: "reduce" });
    jonas = await world.agent(JONAS, { locale: "zh-CN", reducedMotion: "reduce" });
    sofia = await world.agent(SOFIA, { locale: "en-GB", reducedMotion: "reduce" });
    const { data } = await admin.get("/agents");
    who.lucia = data.find((/** @type {any} */ a) => a.profile.name.includes("Lucía"));
    who.jonas = data.find((/** @type {any} */ a) => a.profile.name.includes("Jonas"));
  });
  afterAll(async () => {
    for (const console of [lucia, jonas, sofia]) await console?.page.close();
  });
  beforeEach(async () => {
    for (const conversation of open.splice(0)) await admin.post(`/conversations/${conversation}/status`, { status: "Closed" });
    await configure(who.lucia, {});
    await configure(who.jonas, {});
    await team({});
    await presence(who.lucia, "Online");
    await presence(who.jonas, "Online");
  });

  /** @param {any} agent @param {Record<string, unknown>} change */
  const configure = (agent, change) => admin.put(`/agents/${agent.id}`, { ...agent.profile, ...change });
  /** @param {any} agent @param {string} presence */
  const presence = (agent, presence) => admin.put(`/agents/${agent.id}/presence`, { presence });
  /** @param {Partial<Omit<typeof rules, "steps"> & { steps: any }>} change */
  async function team(change) {
    const { data } = await admin.get("/agents");
    const members = data.filter((/** @type {any} */ a) => a.profile.teams.includes("care")).map((/** @type {any} */ a) => a.id);
    await admin.put("/teams/care", { name: "Care", members, rules: { ...rules, ...change } });
  }

  /** Somebody new writes in Spanish. @param {string} name */
  async function buyer(name) {
    const identity = `buyer-${++buyers}`;
    let messages = 0;
    const write = (/** @type {string} */ text) => shop.post("/stores/lumen/channels/erp/messages", { id: `${identity}-${++messages}`, identity, name, text, country: "ES" });
    const { conversation } = await write("Hola, la lámpara que compré la semana pasada no se enciende y quiero cambiarla.");
    open.push(conversation);
    return { conversation, write };
  }

  /** The same thing stands in each console, each in its language. @param {string} conversation @param {string} place a locator @param {Said} said */
  async function says(conversation, place, said) {
    for (const [console, text] of /** @type {const} */ ([[lucia, said.es], [jonas, said.zh], [sofia, said.en]])) {
      if (console.openId !== conversation) await console.goTo(conversation);
      await console.page.locator(place).filter({ hasText: text }).first().waitFor();
    }
  }
  const WHY = "[data-testid=why]";
  const WAITING = "[data-testid=why-waiting]";
  /** @param {string} kind */
  const line = (kind) => `[data-testid=system-line][data-kind=${kind}]`;

  /** @param {Console} console */
  async function board(console) {
    await console.page.evaluate(() => (location.hash = "#/board"));
    await console.page.getByTestId("board").waitFor();
    return {
      line: (/** @type {string} */ name) => console.page.getByTestId("board-line").filter({ hasText: name }),
      seat: (/** @type {string} */ name) => console.page.getByTestId("board-seat").filter({ hasText: name }),
    };
  }

  test("An offer says why to whoever gets it, and the board to whom it is offered", async () => {
    await team({ offerFor: "00:01:00", steps: everybodyAtOnce });
    const { conversation } = await buyer("Ana Oferta");
    await lucia.page.getByTestId("offer").waitFor();
    expect(await lucia.page.getByTestId("offer-why").textContent()).toContain("Usted, porque: español nativo, mejor puntuación");
    const { seat } = await board(sofia);
    await seat("Lucía").getByTestId("board-offer").filter({ hasText: "Offered: Ana Oferta" }).waitFor();
    await picture(sofia, "board-offer");
    await lucia.page.getByTestId("offer-decline").click();

    await jonas.page.getByTestId("offer-why").filter({ hasText: "选择您，因为：通过翻译使用西班牙语" }).waitFor();
    await jonas.page.getByTestId("offer-accept").click();
    await says(conversation, line("passed"), { en: "Lucía Gómez declined the offer", zh: "Lucía Gómez 拒绝了分派", es: "Usted rechazó la oferta" });
    await says(conversation, WHY, { en: `${SPANISH.en} through translation`, zh: "通过翻译使用西班牙语", es: "español mediante traducción" });
  });

  test("While it waits the step says why, and when it is relaxed the next in line has it", async () => {
    await presence(who.lucia, "Busy");
    const { conversation } = await buyer("Bea Paso");
    await says(conversation, WAITING, { en: "Step 1 of 2: native Spanish is asked for.", zh: "第 1 步，共 2 步： 要求西班牙语为母语。", es: "Paso 1 de 2: se pide español nativo." });
    await says(conversation, WAITING, { en: "Spanish through translation, native asked for now", zh: "通过翻译使用西班牙语，目前要求母语", es: "español mediante traducción; por ahora se pide nivel nativo" });
    await says(conversation, WAITING, { en: "Lucía Gómez Busy", zh: "Lucía Gómez 忙碌", es: "Lucía Gómez Ocupado" });
    await picture(lucia, "why-waiting-es");
    await picture(jonas, "why-waiting-zh");
    await picture(sofia, "why-waiting-en");
    const { line: waiting } = await board(sofia);
    await waiting("Bea Paso").locator("button.line-main").click();
    await waiting("Bea Paso").filter({ hasText: "Then translation is enough." }).waitFor();
    await picture(sofia, "board-relaxation", true);

    // It has waited for longer than the new second step asks.
    await team({ steps: { ...rules.steps, steps: [rules.steps.steps[0], { after: "00:00:00.001", leastProficiency: "Assisted", skillSlack: 4 }] } });
    await jonas.message("no se enciende").waitFor();
    await says(conversation, WHY, { en: "Jonas Weber Spanish through translation, best score", zh: "Jonas Weber 通过翻译使用西班牙语", es: "Jonas Weber español mediante traducción, mejor puntuación" });
    await jonas.page.locator(WHY).getByRole("button").click();
    await says(conversation, line("assigned"), { en: "Assigned to Jonas Weber because: Spanish through translation", zh: "已分配给您，原因：通过翻译使用西班牙语", es: "Asignada a Jonas Weber porque: español mediante traducción" });
    await picture(jonas, "why-relaxed-zh");
  });

  test("Near the end of a shift nothing new comes, and at its end what is open goes on with a summary", async () => {
    await presence(who.jonas, "Busy");
    const held = await buyer("Carla Turno");
    await lucia.view("Mine");
    await lucia.row("Carla Turno").waitFor();
    await configure(who.lucia, { shift: shiftFor(4) });
    await team({ unitTime: "00:10:00" });
    const next = await buyer("Diana Tarde");
    await says(next.conversation, WAITING, {
      en: "Lucía Gómez the shift ends before it could be answered", zh: "Lucía Gómez 班次结束前来不及回复", es: "Lucía Gómez el turno termina antes de poder responder",
    });
    await says(next.conversation, WAITING, {
      en: "The shift of those who could take it ends too soon.", zh: "能接手的客服班次即将结束。", es: "El turno de quienes podrían tomarla termina demasiado pronto.",
    });
    const { seat } = await board(sofia);
    await seat("Lucía").filter({ hasText: "on shift until" }).waitFor();
    await picture(sofia, "board-shift");

    await configure(who.lucia, { shift: shiftFor(0) });
    await says(held.conversation, line("handed-over"), {
      en: "Hand-over from Lucía Gómez, whose shift ended:", zh: "Lucía Gómez的班次结束，交接：", es: "Relevo de Lucía Gómez, cuyo turno terminó:",
    });
    await says(held.conversation, line("handed-over"), { en: "1 unanswered since", zh: "1 条未回复", es: "1 sin responder desde" });
    await says(held.conversation, line("queued"), { en: "the agent’s shift ended", zh: "客服的班次已结束", es: "terminó el turno del agente" });
    await says(held.conversation, WAITING, { en: "Those who could take it are not there.", zh: "能接手的客服都不在。", es: "Quienes podrían tomarla no están." });
    await picture(sofia, "shift-end");
    await lucia.page.locator("[data-testid=presence][data-reason=shift_ended]").waitFor();
  });

  test("Who goes offline hands over as the team has it, and the place is kept", async () => {
    await team({ offline: "ReassignOnNextMessage", steps: everybodyAtOnce });
    const { conversation, write } = await buyer("Elena Fuera");
    await lucia.view("Mine");
    await lucia.row("Elena Fuera").waitFor();
    const { row: before } = await admin.get(`/conversations/${conversation}`);
    await lucia.page.getByTestId("presence").click();
    await lucia.page.getByTestId("presence-Offline").click();
    await says(conversation, line("left"), {
      en: "Lucía Gómez went offline: a colleague takes over when the customer writes again",
      zh: "Lucía Gómez已离线：客户再次来信时由同事接手",
      es: "Lucía Gómez se desconectó: un compañero la tomará cuando el cliente vuelva a escribir",
    });

    await write("¿Hay alguien ahí? Sigo esperando.");
    await says(conversation, line("queued"), { en: "the agent went offline", zh: "客服已离线", es: "el agente se desconectó" });
    await says(conversation, WHY, { en: "Jonas Weber Spanish through translation", zh: "Jonas Weber 通过翻译使用西班牙语", es: "Jonas Weber español mediante traducción" });
    const { row: after } = await admin.get(`/conversations/${conversation}`);
    expect(after.waitingSince).toBe(before.waitingSince);
    await sofia.page.locator(WHY).getByRole("button").click();
    await sofia.page.locator(WHY).filter({ hasText: "Lucía Gómez Offline" }).waitFor();
    await picture(sofia, "offline-hand-over");
  });

  test("Who takes a waiting conversation has it, and everybody reads so", async () => {
    await presence(who.lucia, "Busy");
    await presence(who.jonas, "Busy");
    const { conversation } = await buyer("Fátima Toma");
    await says(conversation, WAITING, { en: "Those who could take it are not there.", zh: "能接手的客服都不在。", es: "Quienes podrían tomarla no están." });
    await lucia.page.getByTestId("take").click();
    await says(conversation, WHY, { en: "Lucía Gómez took it by hand.", zh: "Lucía Gómez手动接手。", es: "Lucía Gómez la tomó a mano." });
    await says(conversation, line("assigned"), { en: "Lucía Gómez took the conversation", zh: "Lucía Gómez接手了会话", es: "Usted tomó la conversación" });
  });

  test("A supervisor drags a conversation to an agent, beyond capacity only after a warning, and it is written down", async () => {
    await configure(who.jonas, { capacity: 1 });
    await presence(who.lucia, "Busy");
    const held = await buyer("Gloria Primera");
    await shop.post(`/conversations/${held.conversation}/assignment`, { agent: who.jonas.id, by: who.jonas.id });
    const { conversation } = await buyer("Gema Arrastre");
    await says(conversation, WAITING, { en: "Jonas Weber Spanish through translation, native asked for now, would be at 2 of 1 units", zh: "将达到 2/1 单位", es: "llegaría a 2 de 1 unidades" });
    const { line: waiting, seat } = await board(sofia);
    await waiting("Gema Arrastre").dragTo(seat("Jonas"));
    await sofia.page.getByTestId("send-over").filter({ hasText: "Jonas Weber would be at 2 of 1 units." }).waitFor();
    await picture(sofia, "board-override", true);
    await sofia.page.getByTestId("send-submit").click();
    await says(conversation, WHY, {
      en: "Assigned by hand by Sofía Ruiz. Beyond capacity: 2 of 1 units.", zh: "由Sofía Ruiz手动分配。 超出容量：2/1 单位。", es: "Asignada a mano por Sofía Ruiz. Por encima de su capacidad: 2 de 1 unidades.",
    });
    await says(conversation, line("assigned"), {
      en: "by you, beyond capacity (2 of 1 units)", zh: "超出容量（2/1 单位）", es: "por encima de su capacidad (2 de 1 unidades)",
    });
  });

  test("A transfer by keyboard brings the note along", async () => {
    await presence(who.lucia, "Busy");
    const { conversation } = await buyer("Hilda Traspaso");
    const { line: waiting } = await board(sofia);
    await waiting("Hilda Traspaso").locator("button.line-main").focus();
    await sofia.page.keyboard.press("a");
    await sofia.page.getByTestId("send-to").selectOption({ value: who.jonas.id });
    await sofia.page.getByTestId("send-note").fill("She has written twice today.");
    await sofia.page.getByTestId("send-submit").focus();
    await sofia.page.keyboard.press("Enter");
    await jonas.goTo(conversation);
    await jonas.page.locator("[data-testid=message][data-kind=note]").filter({ hasText: "She has written twice today." }).waitFor();
    await says(conversation, WHY, { en: "Assigned by hand by Sofía Ruiz.", zh: "由Sofía Ruiz手动分配。", es: "Asignada a mano por Sofía Ruiz." });
    await picture(jonas, "transfer-zh");
  });

  test("What is escalated waits for an expert and says so to everybody", async () => {
    const { conversation } = await buyer("Inés Experta");
    await lucia.goTo(conversation, "mine");
    await lucia.message("no se enciende").waitFor();
    await presence(who.jonas, "Busy");
    await lucia.page.keyboard.press("a");
    await lucia.page.getByTestId("picker-input").fill("experto");
    await lucia.page.keyboard.press("Enter");
    await says(conversation, line("queued"), { en: "Escalated to the experts of care by Lucía Gómez", zh: "已升级给 care 的专家", es: "Escalada a los expertos de care" });
    await says(conversation, WAITING, { en: "Lucía Gómez escalated: an expert is needed", zh: "Lucía Gómez 已升级：需要专家", es: "Lucía Gómez escalada: hace falta un experto" });
    await picture(lucia, "escalated-es");
    await presence(who.jonas, "Online");
    await says(conversation, WHY, { en: "Jonas Weber Spanish through translation, best score", zh: "Jonas Weber 通过翻译使用西班牙语、评分最高", es: "Jonas Weber español mediante traducción, mejor puntuación" });
  });

  test("The board shows who is away and why, and a drained agent gets nothing", async () => {
    await lucia.page.getByTestId("presence").click();
    await lucia.page.getByTestId("presence-lunch").click();
    await sofia.page.setViewportSize({ width: 390, height: 844 });
    await sofia.page.evaluate(() => (location.hash = "#/unassigned"));
    await sofia.page.getByTestId("view-board").waitFor();
    await picture(sofia, "inbox-narrow");
    await sofia.page.getByTestId("view-board").click();
    await sofia.page.setViewportSize({ width: 1440, height: 900 });
    const { seat } = await board(sofia);
    await seat("Lucía").getByTestId("board-presence").filter({ hasText: "Away · Lunch" }).waitFor();
    await lucia.page.getByTestId("presence").click();
    await lucia.page.getByTestId("presence-Online").click();
    await seat("Lucía").getByTestId("board-drain").click();
    await seat("Lucía").getByTestId("board-drain").filter({ hasText: "Draining" }).waitFor();
    const { conversation } = await buyer("Julia Espera");
    await says(conversation, WAITING, { en: "Lucía Gómez takes nothing new", zh: "Lucía Gómez 不再接新会话", es: "Lucía Gómez no recibe nada nuevo" });
    const again = await board(sofia);
    await again.seat("Lucía").getByTestId("board-drain").click();
    await says(conversation, WHY, { en: "Lucía Gómez native Spanish", zh: "Lucía Gómez 西班牙语为母语", es: "Lucía Gómez español nativo" });
  });
});
