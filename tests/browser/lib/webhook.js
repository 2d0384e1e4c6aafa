import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { answerOf } from "./api.js";

export const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;

/** Standard Webhooks. @param {string} secret @param {string} id @param {string | number} timestamp @param {string | Buffer} body */
export function sign(secret, id, timestamp, body) {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64")}`;
}

/** @param {string} secret @param {import("node:http").IncomingHttpHeaders} headers @param {Buffer} body */
export function isSigned(secret, headers, body) {
  const given = Buffer.from(String(headers["webhook-signature"]));
  const expected = Buffer.from(sign(secret, String(headers["webhook-id"]), String(headers["webhook-timestamp"]), body));
  return given.length === expected.length && timingSafeEqual(given, expected) && Math.abs(Date.now() / 1000 - Number(headers["webhook-timestamp"])) < 300;
}

export const now = () => Math.floor(Date.now() / 1000);

/** Another system that hands in what buyers write. */
export class Hook {
  /** @param {string} url @param {string} secret @param {string} [path] */
  constructor(url, secret, path = "/hooks/lumen/erp") {
    this.address = url + path;
    this.secret = secret;
  }

  /** @param {string} id @param {string | Buffer} body @param {{ at?: number, signature?: string }} [forged] */
  async raw(id, body, { at = now(), signature = sign(this.secret, id, at, body) } = {}) {
    return answerOf(await fetch(this.address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": signature },
      body: Buffer.from(body),
    }));
  }

  /** @param {string} id @param {{ identity: string, text: string, name?: string, language?: string, country?: string }} message */
  send(id, message) {
    return this.raw(id, JSON.stringify({ type: "message.received", data: message }));
  }

  /** Sends what must be taken. @param {string} id @param {{ identity: string, text: string, name?: string, language?: string, country?: string }} message */
  async accepted(id, message) {
    const answer = await this.send(id, message);
    if (answer.status !== 202) throw new Error(`${id}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return /** @type {{ conversation: string, message: string, sequence: number }} */ (answer.body);
  }
}

/**
 * The demo store with a known secret on its signed channel.
 * @param {import("./api.js").Api} admin @param {{ outboundUrl?: string, policy?: unknown, secret?: string, marketplace?: string }} [settings]
 */
export async function configureStore(admin, { outboundUrl, policy, secret = newSecret(), marketplace } = {}) {
  const store = await admin.get("/stores/lumen");
  const channels = [
    { id: "web", kind: "Widget", weight: 3 },
    { id: "erp", kind: "Signed", weight: 1, secret, outboundUrl, marketplace },
  ];
  await admin.put("/stores/lumen", { name: store.name, language: store.language, team: store.team, country: store.country, channels, policy });
  return new Hook(admin.url, secret);
}
