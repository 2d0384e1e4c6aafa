import fs from "node:fs";
import path from "node:path";

const SIZES = /** @type {const} */ ([[390, 844], [1024, 768], [1440, 900]]);

/**
 * For people to look at, when the environment variable PICTURES names a folder: in each size and colour where that is asked for.
 * @param {import("./console.js").Console} console @param {string} name @param {boolean} [all]
 */
export async function picture({ page }, name, all = false) {
  const folder = process.env.PICTURES;
  if (!folder) return;
  fs.mkdirSync(folder, { recursive: true });
  const file = (/** @type {string} */ look) => path.join(folder, `${name}${look}.png`);
  if (!all) return void (await page.screenshot({ path: file("") }));
  for (const colorScheme of /** @type {const} */ (["dark", "light"])) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: file(`-${width}-${colorScheme}`) });
    }
  }
}
