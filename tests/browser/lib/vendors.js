import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The fake translation vendors, as a process of their own; it ends with its stdin. */
export class Vendors {
  /** @param {import("node:child_process").ChildProcess} process @param {string} url */
  constructor(process, url) {
    this.process = process;
    this.url = url;
  }

  static async start() {
    const file = ["Release", "Debug"].map((c) => path.join(root, "OrleansSupport.FakeVendors/bin", c, "net10.0/OrleansSupport.FakeVendors.dll")).find((f) => fs.existsSync(f));
    if (!file) throw new Error("The fake vendors are not built.");
    const child = spawn("dotnet", [file, "--until-stdin-closes"], { stdio: ["pipe", "pipe", "inherit"] });
    const [url] = await once(createInterface(/** @type {import("node:stream").Readable} */ (child.stdout)), "line");
    return new Vendors(child, url);
  }

  /** How requests are treated from now on. @param {string} mode */
  async order(mode) {
    const answer = await fetch(`${this.url}/control`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ mode }) });
    if (!answer.ok) throw new Error(`The fake vendors answered ${answer.status}.`);
  }

  /** @returns {Promise<string[]>} */
  async asked() {
    return (await (await fetch(`${this.url}/control`)).json()).requests;
  }

  async stop() {
    this.process.stdin?.end();
    await once(this.process, "exit");
  }
}
