import { expect, it } from "vitest";
import { initials } from "./Avatar";
import { beginning, harmless } from "./Words";

it("control characters become visible, line ends become one kind, markup stays what it is: text", () => {
  expect(harmless("a\u0007\u001b[31m\r\nb\tc\u007f")).toBe("a␇␛[31m\nb\tc␡");
  expect(harmless("<b>x</b>")).toBe("<b>x</b>");
});

it("long texts begin with whole lines and whole characters", () => {
  expect(beginning("short")).toBeNull();
  expect(beginning("line\n".repeat(10_000))!.split("\n")).toHaveLength(16);
  const emoji = beginning("a" + "😀".repeat(2000))!;
  expect(emoji.charCodeAt(emoji.length - 1) & 0xfc00).not.toBe(0xd800);
});

it("initials respect the script", () => {
  expect(initials("Katharina Vogel")).toBe("KV");
  expect(initials("佐藤 美咲")).toBe("佐");
  expect(initials("محمد الشامي")).toBe("م");
  expect(initials("<b>")).toBe("B");
  expect(initials("  ")).toBe("?");
});
