import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function executable() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = [process.env.CHROMIUM, ...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)))].find((file) => file && fs.existsSync(file));
  if (!found) throw new Error("There is no browser: install Debian's `chromium` (apt-get install chromium) or name one in the environment variable CHROMIUM.");
  return found;
}

export function launchBrowser() {
  return chromium.launch({ executablePath: executable(), args: FLAGS });
}
