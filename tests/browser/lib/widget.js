/** A buyer's chat in a shop's page. */
export class Widget {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
    this.text = page.locator(".panel textarea");
    this.own = page.locator(".panel .msg.me");
    this.replies = page.locator(".panel .msg:not(.me)");
  }

  /** @param {string} url @param {string} store @param {string} language */
  async open(url, store, language) {
    await this.page.goto(`${url}/try/${store}?lang=${language}`);
    await this.page.locator("button.launch").click();
    await this.text.waitFor();
  }

  /** Writes, and waits until the server has it: the time beside it then replaces "sending". @param {string} text */
  async say(text) {
    const taken = this.page.waitForResponse((response) => response.url().endsWith("/messages") && response.request().method() === "POST");
    await this.text.fill(text);
    await this.page.locator(".panel form button").click();
    const response = await taken;
    if (response.status() !== 202) throw new Error(`The widget's message got ${response.status()}: ${await response.text()}`);
    await this.own.filter({ hasText: text }).locator(".meta").waitFor();
    return /** @type {{ conversation: string, message: string, sequence: number }} */ (await response.json());
  }

  /** A reply of the shop. @param {string} text */
  async gets(text) {
    await this.replies.filter({ hasText: text }).waitFor();
  }
}
