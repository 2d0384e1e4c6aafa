import http from "node:http";

/** @typedef {{ status: number, type: string, body: any }} Refusal */

/**
 * Sends the very bytes, and hears an answer that comes before all of them are out.
 * @param {string} url @param {Record<string, string>} headers @param {Buffer | string} body @param {string} [method]
 * @returns {Promise<Refusal>}
 */
export function sendRaw(url, headers, body, method = "POST") {
  return new Promise((resolve, reject) => {
    let answered = false;
    const request = http.request(url, { method, agent: false, headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), ...headers } }, async (response) => {
      answered = true;
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const type = response.headers["content-type"] ?? "";
      resolve({ status: response.statusCode ?? 0, type, body: type.includes("json") ? JSON.parse(text) : text });
    });
    // The server may close what it does not want to read; what counts is that it has said so.
    request.on("error", (error) => answered || reject(error));
    request.end(body);
  });
}

/** JSON that is none, or not what is asked for. @type {Record<string, string | Buffer>} */
export const MALFORMED = {
  "nothing": "",
  "half an object": '{"type":"message.received","data":{',
  "a list": "[1,2,3]",
  "null": "null",
  "a number": "42",
  "bytes that are no UTF-8": Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  "three hundred brackets": "[".repeat(300) + "]".repeat(300),
  "wrong kinds of values": '{"type":7,"data":"x","id":{},"identity":[],"text":9}',
  "missing members": "{}",
};

/** What must be shown as it is and never acted on. */
export const NASTY = {
  "a script": "<script>window.harmed = 1; alert(1)</script>",
  "an image that fails": "<img src=x onerror=\"window.harmed = 1; alert(2)\">",
  "an address that runs": "javascript:alert(3) <a href='javascript:alert(4)'>tap</a> <svg/onload=alert(5)>",
  "right-to-left overrides": "Pago \u202E\u2066moc.live\u2069\u202C y más \u200F\u061C fin",
  "control characters": "uno\u0001dos\u0007tres\u001b[31mrojo\u0008\u007f fin",
  "a zero character": "antes\u0000después",
  "marks in a heap": `Z${"\u0310\u0330".repeat(300)}algo`,
  "one long word": "x".repeat(20_000),
  "templates": "{{7*7}} ${7*7} %s %n __proto__ constructor",
  "SQL": "'; DROP TABLE conversation; --",
};
