import { once } from "node:events";
import http from "node:http";

/** @typedef {{ headers: http.IncomingHttpHeaders, body: Buffer, json: any }} Delivery */

/** The shop's own address for replies. */
export class Endpoint {
  /** @type {Delivery[]} */
  deliveries = [];
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {number} port */
  constructor(port) {
    this.port = port;
    this.server = http.createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      this.deliveries.push({ headers: request.headers, body, json: JSON.parse(body.toString()) });
      response.writeHead(204).end();
      this.#waiting.splice(0).forEach((go) => go());
    });
  }

  async listen() {
    this.server.listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
  }

  /** @param {(delivery: Delivery) => boolean} wanted @returns {Promise<Delivery>} */
  async next(wanted) {
    for (;;) {
      const found = this.deliveries.find(wanted);
      if (found) return found;
      await /** @type {Promise<void>} */ (new Promise((resolve) => this.#waiting.push(resolve)));
    }
  }

  async close() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
