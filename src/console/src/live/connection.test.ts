import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoff, Connection, NotConnected, type ConnectionState, type Hub } from "./connection";

class FakeHub implements Hub {
  handlers = new Map<string, (argument: never) => void>();
  closed: () => void = () => undefined;
  stopped = false;
  constructor(readonly works: boolean, readonly hangs = false) {}
  start = () => (this.hangs ? new Promise<void>(() => undefined) : this.works ? Promise.resolve() : Promise.reject(new Error("refused")));
  stop = () => ((this.stopped = true), Promise.resolve());
  invoke = <T>(method: string) => Promise.resolve(method as T);
  on = (method: string, handler: (argument: never) => void) => void this.handlers.set(method, handler);
  onclose = (handler: () => void) => void (this.closed = handler);
  push = (method: string, argument: unknown) => this.handlers.get(method)?.(argument as never);
}

function set(options: { works?: () => boolean; signedIn?: () => boolean; online?: () => boolean; hangs?: () => boolean } = {}) {
  const hubs: FakeHub[] = [];
  const states: ConnectionState[] = [];
  const pushes: unknown[] = [];
  const resync = vi.fn(async () => undefined);
  const connection = new Connection({
    makeHub: () => (hubs.push(new FakeHub(options.works?.() ?? true, options.hangs?.())), hubs.at(-1)!),
    methods: ["Row"],
    onPush: (_, argument) => pushes.push(argument),
    onState: (s) => states.push(s),
    resync,
    signedIn: async () => options.signedIn?.() ?? true,
    online: () => options.online?.() ?? true,
    random: () => 0.5,
    now: Date.now,
  });
  return { connection, hubs, states, pushes, resync, last: () => states.at(-1)! };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

describe("the connection", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is live only after it has caught up", async () => {
    const { connection, last, resync } = set();
    connection.start();
    expect(last().phase).toBe("connecting");
    await settle();
    expect(resync).toHaveBeenCalledOnce();
    expect(last().phase).toBe("live");
    await expect(connection.invoke("Hello")).resolves.toBe("Hello");
  });

  it("tries again for ever, ever more slowly, and catches up again", async () => {
    let works = true;
    const { connection, hubs, last, resync } = set({ works: () => works });
    connection.start();
    await settle();
    works = false;
    hubs[0]!.closed();
    expect(last().phase).toBe("reconnecting");
    await expect(connection.invoke("Hello")).rejects.toBeInstanceOf(NotConnected);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(last().attempt).toBeGreaterThan(15);
    expect(hubs.length).toBeLessThan(40);
    works = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(last()).toEqual({ phase: "live", attempt: 0, retryAt: null });
    expect(resync).toHaveBeenCalledTimes(2);
  });

  it("treats a catch-up that failed like a connection that failed", async () => {
    const { connection, resync, last, hubs } = set();
    resync.mockRejectedValueOnce(new Error("timeout"));
    connection.start();
    await settle();
    expect(last().phase).toBe("connecting");
    expect(hubs[0]!.stopped).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(last().phase).toBe("live");
  });

  it("gives up an attempt that hangs and makes another", async () => {
    let hangs = false;
    const { connection, hubs, last } = set({ hangs: () => hangs });
    connection.start();
    await settle();
    hangs = true;
    hubs[0]!.closed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(hubs).toHaveLength(2);
    hangs = false;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(hubs[1]!.stopped).toBe(true);
    expect(last()).toEqual({ phase: "live", attempt: 0, retryAt: null });
  });

  it("leaves a stopping node at once", async () => {
    const { connection, hubs, last } = set();
    connection.start();
    await settle();
    connection.leaving();
    expect(hubs[0]!.stopped).toBe(true);
    expect(last().phase).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(1000);
    expect(last().phase).toBe("live");
    expect(hubs).toHaveLength(2);
  });

  it("reads again over the same hub when pushes may have been lost, once for several hints", async () => {
    const { connection, hubs, last, resync } = set();
    connection.start();
    await settle();
    connection.behind();
    connection.behind();
    await vi.advanceTimersByTimeAsync(2000);
    expect(resync).toHaveBeenCalledTimes(2);
    expect(hubs).toHaveLength(1);
    expect(last().phase).toBe("live");
  });

  it("does not hear what an older hub still says", async () => {
    const { connection, hubs, pushes } = set();
    connection.start();
    await settle();
    hubs[0]!.push("Row", 1);
    connection.leaving();
    hubs[0]!.push("Row", 2);
    hubs[0]!.closed();
    await vi.advanceTimersByTimeAsync(1000);
    hubs[1]!.push("Row", 3);
    expect(pushes).toEqual([1, 3]);
    expect(hubs).toHaveLength(2);
  });

  it("waits while the machine is offline and comes back with the network", async () => {
    let online = true;
    const { connection, hubs, last } = set({ online: () => online });
    connection.start();
    await settle();
    online = false;
    connection.wentOffline();
    expect(last().phase).toBe("offline");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hubs).toHaveLength(1);
    online = true;
    connection.retryNow();
    await settle();
    expect(last().phase).toBe("live");
  });

  it("stops when nobody is signed in any more", async () => {
    const { connection, hubs, last } = set({ works: () => false, signedIn: () => false });
    connection.start();
    await settle();
    expect(last().phase).toBe("signed-out");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hubs).toHaveLength(1);
  });
});

it("backoff doubles up to half a minute, half of it random", () => {
  expect(backoff(0, 0)).toBe(250);
  expect(backoff(0, 1)).toBe(500);
  expect(backoff(3, 1)).toBe(4000);
  expect(backoff(50, 1)).toBe(30_000);
  expect(backoff(50, 0)).toBe(15_000);
});
