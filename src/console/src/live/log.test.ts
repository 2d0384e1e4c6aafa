import { describe, expect, it } from "vitest";
import type { ConversationEvent, LoggedEvent } from "../protocol";
import { append, emptyLog, hasGap } from "./log";
import { replyAfter } from "./timeline";

const at = "2026-11-23T10:00:00Z";
export const logged = (sequence: number, event: ConversationEvent): LoggedEvent => ({ sequence, at, event });
const received = (n: number) => logged(n, { kind: "received", message: `msg_${n}`, channel: "chat", externalId: "x", identity: "i", text: `text ${n}`, language: "de", confidence: 1, sentAt: null });
const texts = (log: ReturnType<typeof append>) => log.timeline.items.map((i) => (i.type === "inbound" ? i.message.text : i.type));

describe("a conversation's log", () => {
  it("takes consecutive events", () => {
    const log = append(emptyLog, [received(1), received(2)]);
    expect(log.last).toBe(2);
    expect(texts(log)).toEqual(["text 1", "text 2"]);
    expect(hasGap(log)).toBe(false);
  });

  it("drops what it has, and is then the very same object", () => {
    const log = append(emptyLog, [received(1), received(2)]);
    expect(append(log, [received(2), received(1)])).toBe(log);
  });

  it("drops doubles inside one push", () => {
    expect(texts(append(emptyLog, [received(1), received(1), received(2)]))).toEqual(["text 1", "text 2"]);
  });

  it("puts events in order that come out of order", () => {
    expect(texts(append(emptyLog, [received(3), received(1), received(2)]))).toEqual(["text 1", "text 2", "text 3"]);
  });

  it("keeps a hole open and shows nothing after it until it is filled", () => {
    const holed = append(append(emptyLog, [received(1)]), [received(3), received(5)]);
    expect(holed.last).toBe(1);
    expect(hasGap(holed)).toBe(true);
    expect(texts(holed)).toEqual(["text 1"]);
    const half = append(holed, [received(2)]);
    expect(half.last).toBe(3);
    expect(hasGap(half)).toBe(true);
    const whole = append(half, [received(4)]);
    expect(texts(whole)).toEqual(["text 1", "text 2", "text 3", "text 4", "text 5"]);
    expect(hasGap(whole)).toBe(false);
  });

  it("joins a catch-up with pushes that overtook it", () => {
    const held = append(emptyLog, [received(1), received(2)]);
    const pushed = append(held, [received(5)]);
    const caughtUp = append(pushed, [received(3), received(4), received(5)]);
    expect(caughtUp.last).toBe(5);
    expect(texts(caughtUp)).toHaveLength(5);
  });

  it("is the same whatever the order of arrival", () => {
    const all = Array.from({ length: 40 }, (_, i) => received(i + 1));
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 30; round++) {
      const mixed = [...all, ...all.slice(0, 10)].sort(() => random() - 0.5);
      let log = emptyLog;
      for (let i = 0; i < mixed.length; i += 3) log = append(log, mixed.slice(i, i + 3));
      expect(log.last).toBe(40);
      expect(texts(log)).toEqual(all.map((e) => (e.event.kind === "received" ? e.event.text : "")));
    }
  });

  it("counts events that it does not know without showing them", () => {
    const log = append(emptyLog, [received(1), logged(2, { kind: "from-the-future" } as unknown as ConversationEvent), received(3)]);
    expect(log.last).toBe(3);
    expect(texts(log)).toEqual(["text 1", "text 3"]);
  });
});

describe("a timeline", () => {
  const reply = logged(2, { kind: "reply", message: "msg_r", agent: "agt_1", agentName: "A", text: "hello", language: "en", target: "de", channel: "chat", identity: "i" });

  it("puts translation, dispatch and delivery on the reply they belong to", () => {
    const log = append(emptyLog, [
      received(1),
      reply,
      logged(3, { kind: "translation", message: "msg_r", target: "de", state: "Pending", text: null, provider: null, reason: null }),
      logged(4, { kind: "translation", message: "msg_r", target: "de", state: "Done", text: "hallo", provider: "P", reason: null }),
      logged(5, { kind: "dispatched", message: "msg_r", text: "hallo", language: "de", agentName: "A" }),
      logged(6, { kind: "delivery", message: "msg_r", state: "Retrying", attempt: 2, reason: "timeout" }),
    ]);
    expect(log.timeline.items).toHaveLength(2);
    const item = log.timeline.items[1]!;
    if (item.type !== "reply") throw new Error();
    expect(item.translations).toHaveLength(1);
    expect(item.translations[0]!.state).toBe("Done");
    expect(item.sent?.text).toBe("hallo");
    expect(item.delivery?.attempt).toBe(2);
  });

  it("keeps translations into different languages apart", () => {
    const to = (n: number, target: string) => logged(n, { kind: "translation", message: "msg_1", target, state: "Done", text: target, provider: null, reason: null });
    const item = append(emptyLog, [received(1), to(2, "en"), to(3, "zh")]).timeline.items[0]!;
    expect(item.type === "inbound" && item.translations.map((t) => t.target)).toEqual(["en", "zh"]);
  });

  it("does not change what was folded before", () => {
    const before = append(emptyLog, [received(1)]);
    const item = before.timeline.items[0];
    append(before, [logged(2, { kind: "translation", message: "msg_1", target: "en", state: "Done", text: "t", provider: null, reason: null })]);
    expect(before.timeline.items[0]).toBe(item);
    expect(before.timeline.items).toHaveLength(1);
  });

  it("finds the colleague's reply that refused mine", () => {
    const { timeline } = append(emptyLog, [received(1), reply]);
    expect(replyAfter(timeline, 1, "agt_2")?.message.text).toBe("hello");
    expect(replyAfter(timeline, 2, "agt_2")).toBeNull();
    expect(replyAfter(timeline, 1, "agt_1")).toBeNull();
  });
});
