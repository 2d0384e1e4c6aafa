import fs from "node:fs";
import path from "node:path";

const ONE = /** @type {const} */ ([[1440, 900]]);
const SIZES = /** @type {const} */ ([[390, 844], [1024, 768], ...ONE]);

/**
 * For people to look at, when the environment variable PICTURES names a folder: in each size and colour where that is asked for.
 * @param {import("./console.js").Console} console @param {string} name @param {boolean} [all]
 */
export async function picture({ page }, name, all = false) {
  const folder = process.env.PICTURES;
  if (!folder) return;
  fs.mkdirSync(folder, { recursive: true });
  for (const colorScheme of /** @type {const} */ (["dark", "light"])) {
    if (!all && colorScheme === "dark") continue;
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of all ? SIZES : ONE) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: path.join(folder, `${name}${all ? `-${width}-${colorScheme}` : ""}.png`) });
    }
  }
}
