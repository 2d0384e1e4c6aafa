import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.js";
import { ADMIN_PASSWORD, AGENT_PASSWORD } from "./people.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const READY = "OrleansSupport is running";
const PATIENCE = 90_000;

/** @type {Set<Product>} */
const running = new Set();
process.on("exit", () => running.forEach((product) => product.abandon()));

/** The built executable; the newer configuration wins only when there is no Release. */
function program() {
  for (const configuration of ["Release", "Debug"]) {
    const file = path.join(root, "src/OrleansSupport.Host/bin", configuration, "net10.0/OrleansSupport.Host.dll");
    if (fs.existsSync(file)) return file;
  }
  throw new Error("The product is not built: run `dotnet build src/OrleansSupport.Host -c Release` first.");
}

/** The product as its users run it: one process, its own PostgreSQL on a folder that is gone afterwards. */
export class Product {
  /** @type {import("node:child_process").ChildProcess | null} */
  #process = null;
  #output = "";

  /** @param {number} port @param {string} data @param {Record<string, string>} settings @param {string[]} words */
  constructor(port, data, settings, words) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.data = data;
    this.settings = settings;
    this.words = words;
    /** The demo store's API key, shown at the first start. */
    this.apiKey = "";
  }

  /** @param {{ settings?: Record<string, string>, words?: string[] }} [options] */
  static async start({ settings = {}, words = [] } = {}) {
    // PostgreSQL does not run as root but as nobody, who must be able to pass.
    const data = fs.mkdtempSync(path.join(os.tmpdir(), "orleans-support-"));
    fs.chmodSync(data, 0o711);
    const product = new Product(await freePort(), data, settings, words);
    await product.run();
    product.apiKey = /API key\s+(\S+)/.exec(product.output)?.[1] ?? "";
    return product;
  }

  /** All that it has printed since it was started last. */
  get output() {
    return this.#output;
  }

  /** Starts it, or starts it again: on the same data and the same port. */
  async run() {
    const child = spawn("dotnet", [program(), "--urls", this.url, ...this.words], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        DOTNET_CLI_TELEMETRY_OPTOUT: "1",
        Postgres__DataDirectory: this.data,
        Admin__Password: ADMIN_PASSWORD,
        Demo__Password: AGENT_PASSWORD,
        ...this.settings,
      },
    });
    this.#process = child;
    this.#output = "";
    running.add(this);
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The product was not ready in ${PATIENCE / 1000} s.\n${this.output}`)), PATIENCE);
      /** @param {Buffer} chunk */
      const hear = (chunk) => {
        this.#output += chunk;
        // The blank line after the welcome says that all of it is out.
        if (/^ {2}Sign in .*\n( +\S.*\n)*\n/m.test(this.#output)) resolve(clearTimeout(late));
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("error", reject);
      child.once("exit", (code, signal) => reject(new Error(`The product ended before it was ready (${code ?? signal}).\n${this.output}`)));
    });
    const health = await fetch(`${this.url}/health/ready`);
    if (!health.ok) throw new Error(`${READY}, it says, but its health is ${health.status}.`);
  }

  /** As a machine's failure would: nothing can be written any more. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** As an operator stops it. */
  async stop() {
    const code = await this.#end("SIGTERM");
    if (code !== 0) throw new Error(`The product stopped with ${code}.\n${this.output.slice(-4000)}`);
  }

  /** Stops it and removes its data. */
  async dispose() {
    try {
      if (this.#process) await this.stop();
    } finally {
      this.abandon();
      fs.rmSync(this.data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  }

  /** Whatever happens, nothing of it stays behind. */
  abandon() {
    running.delete(this);
    this.#process?.kill("SIGKILL");
    this.#process = null;
    try {
      // PostgreSQL outlives a killed product: that is what the next start builds on.
      const [pid] = fs.readFileSync(path.join(this.data, "data/postmaster.pid"), "utf8").split("\n");
      process.kill(Number(pid), "SIGQUIT");
    } catch {
      // It is down.
    }
  }

  /** @param {"SIGTERM" | "SIGKILL"} signal */
  async #end(signal) {
    const child = this.#process;
    if (!child) throw new Error("The product does not run.");
    this.#process = null;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The product ended by itself (${child.exitCode ?? child.signalCode}).\n${this.output.slice(-4000)}`);
    const ended = once(child, "exit");
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), 40_000);
    const [code, by] = await ended;
    clearTimeout(late);
    return code ?? by;
  }
}
