import { passwordOf } from "./people.js";

/** An agent's console in a browser. */
export class Console {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    this.connection = page.getByTestId("connection-state");
    this.conversation = page.getByTestId("conversation");
    this.messages = page.getByTestId("message");
    this.rows = page.getByTestId("inbox-row");
    this.text = page.getByTestId("composer-text");
  }

  /** @param {string} url */
  async open(url) {
    await this.page.goto(url);
  }

  /** @param {string} email @param {string} [password] */
  async signIn(email, password = passwordOf(email)) {
    await this.page.getByTestId("email").fill(email);
    await this.page.getByTestId("password").fill(password);
    await this.page.getByTestId("sign-in").click();
    await this.inPhase("live");
  }

  /** @param {"live" | "reconnecting" | "offline"} phase @param {number} [timeout] */
  async inPhase(phase, timeout = 15_000) {
    await this.page.locator(`[data-testid=connection-state][data-phase=${phase}]`).waitFor({ state: "attached", timeout });
  }

  /** The row of whoever wrote this, in the list that is open. @param {string} text */
  row(text) {
    return this.rows.filter({ hasText: text });
  }

  /** @param {string} text */
  async openRow(text) {
    await this.row(text).click();
    await this.conversation.waitFor();
  }

  /** @param {"Mine" | "Unassigned" | "Open" | "Done"} view */
  async view(view) {
    await this.page.getByTestId(`view-${view}`).click();
  }

  /** The address of a conversation. @param {string} conversation @param {string} [view] */
  async goTo(conversation, view = "open") {
    await this.page.evaluate((hash) => (location.hash = hash), `#/${view}/${conversation}`);
  }

  /** The open conversation's id. */
  get openId() {
    return /cnv_[0-9a-f]{32}/.exec(this.page.url())?.[0] ?? "";
  }

  /** @param {string} text */
  message(text) {
    return this.messages.filter({ hasText: text });
  }

  /** @param {string} text */
  async reply(text) {
    await this.text.fill(text);
    await this.page.getByTestId("send").click();
  }

  /** A message that is sent, and what the console says of its delivery. @param {string} text @param {string} state */
  async delivered(text, state = "Delivered") {
    await this.message(text).locator(`[data-testid=delivery][data-state=${state}]`).waitFor();
  }

  /** What the customer wrote, oldest first, as it stands on screen. @returns {Promise<string[]>} */
  inbound() {
    return this.page.locator("[data-testid=message][data-kind=inbound] .side:first-child .words").allTextContents();
  }

  /** Whether this is still the page that was marked, and not a reload of it. */
  async mark() {
    await this.page.evaluate(() => (/** @type {any} */ (window).marked = true));
  }

  /** @returns {Promise<boolean>} */
  isMarked() {
    return this.page.evaluate(() => /** @type {any} */ (window).marked === true);
  }
}
