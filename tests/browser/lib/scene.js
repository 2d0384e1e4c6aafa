import { afterAll, beforeAll, afterEach, expect } from "vitest";
import { launchBrowser } from "./browser.js";
import { Console } from "./console.js";
import { Product } from "./product.js";
import { Widget } from "./widget.js";

/** @typedef {import("playwright-core").BrowserContextOptions} ContextOptions */

/** One product and one browser, shared by the tests of a file. */
export class Scene {
  /** @type {Product} */ product = /** @type {any} */ (null);
  /** @type {import("playwright-core").Browser} */ browser = /** @type {any} */ (null);

  /** What pages complained about: scripts that failed, dialogs that nobody asked for. @type {string[]} */
  troubles = [];

  /** A browser of somebody's own: nothing is shared with another's. @param {ContextOptions} [options] */
  async page(options = {}) {
    const context = await this.browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on("pageerror", (error) => this.troubles.push(`${page.url()}: ${error.message}`));
    page.on("dialog", (dialog) => {
      this.troubles.push(`${page.url()}: a dialog said ${dialog.message()}`);
      void dialog.dismiss();
    });
    return page;
  }

  /** An agent at their console. @param {string} email @param {{ url?: string } & ContextOptions} [options] */
  async agent(email, { url = this.product.url, ...options } = {}) {
    const console = new Console(await this.page(options));
    await console.open(url);
    await console.signIn(email);
    return console;
  }

  /** A buyer in the shop. @param {string} language @param {{ url?: string, store?: string } & ContextOptions} [options] */
  async buyer(language, { url = this.product.url, store = "lumen", ...options } = {}) {
    const widget = new Widget(await this.page({ locale: language, ...options }));
    await widget.open(url, store, language);
    return widget;
  }
}

/** @param {Parameters<typeof Product.start>[0]} [options] */
export function scene(options) {
  const scene = new Scene();
  beforeAll(async () => {
    scene.browser = await launchBrowser();
    scene.product = await Product.start(options);
  });
  afterEach(({ task }) => {
    if (task.result?.state === "fail") console.error(`The product's last lines:\n${scene.product?.output.slice(-3000)}`);
    expect(scene.troubles.splice(0), "no page may fail or open a dialog").toEqual([]);
  });
  afterAll(async () => {
    await scene.browser?.close();
    await scene.product?.dispose();
  });
  return scene;
}
