import { once } from "node:events";
import net from "node:net";

/** The network between a browser and the product, which can fail in the two ways in which networks fail. */
export class Proxy {
  /** @type {"open" | "cut" | "silent"} */
  #state = "open";
  /** @type {Set<net.Socket>} */
  #sockets = new Set();

  /** @param {number} target */
  constructor(target) {
    this.target = target;
    this.server = net.createServer({ noDelay: true }, (near) => this.#join(near));
  }

  /** @param {number} target */
  static async to(target) {
    const proxy = new Proxy(target);
    proxy.server.listen(0, "127.0.0.1");
    await once(proxy.server, "listening");
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${/** @type {net.AddressInfo} */ (this.server.address()).port}`;
  }

  /** Connections end, and new ones are refused. */
  cut() {
    this.#state = "cut";
    this.#sockets.forEach((socket) => socket.resetAndDestroy());
  }

  /** Nothing passes any more and nobody is told: the cable is out, the laptop left the room. */
  silence() {
    this.#state = "silent";
  }

  /** What was open stays lost, new connections pass. */
  restore() {
    this.#state = "open";
  }

  async close() {
    this.#sockets.forEach((socket) => socket.destroy());
    this.server.close();
    await once(this.server, "close");
  }

  /** @param {net.Socket} near */
  #join(near) {
    this.#keep(near);
    if (this.#state === "cut") return void near.resetAndDestroy();
    if (this.#state === "silent") return void near.resume();
    const far = net.connect({ port: this.target, host: "127.0.0.1", noDelay: true });
    this.#keep(far);
    this.#pass(near, far);
    this.#pass(far, near);
  }

  /** @param {net.Socket} from @param {net.Socket} to */
  #pass(from, to) {
    let lost = false;
    from.on("data", (chunk) => {
      // Once silent, this connection stays so: half a stream after a gap would be no TCP.
      lost ||= this.#state === "silent";
      if (!lost && !to.destroyed) to.write(chunk);
    });
    from.on("close", () => lost || this.#state === "silent" || to.destroy());
  }

  /** @param {net.Socket} socket */
  #keep(socket) {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
  }
}
