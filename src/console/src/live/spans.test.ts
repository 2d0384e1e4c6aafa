import { describe, expect, it } from "vitest";
import { minutesOf, shortSpan, spanOf, typedSpan, typedWindows, windowsText } from "./spans";

describe("spans", () => {
  it("survive the wire", () => {
    for (const minutes of [1, 45, 60, 240, 1439, 1440, 2400, 52_000]) expect(minutesOf(spanOf(minutes))).toBe(minutes);
    expect(spanOf(2400)).toBe("1.16:00:00");
    expect(minutesOf("04:00:00")).toBe(240);
  });
  it("are shown in hours and minutes", () => expect([45, 240, 90, 2400].map(shortSpan)).toEqual(["45m", "4h", "1h 30m", "40h"]));
  it("are read as people type them", () => {
    expect(["4h", "1h 30m", "90m", "2d", "1:30", "4", "0.5", " 1H "].map(typedSpan)).toEqual([240, 90, 90, 2880, 90, 240, 30, 60]);
    expect(["", "soon", "h", "4x", "1:99"].map(typedSpan)).toEqual([null, null, null, null, null]);
  });
});

describe("openings", () => {
  it("survive a round", () => {
    const windows = typedWindows("14-18:30, 09:00-13:00", 2)!;
    expect(windowsText(windows, 2)).toBe("09:00-13:00 14:00-18:30");
    expect(typedWindows("", 2)).toEqual([]);
    expect(windowsText(typedWindows("0-24", 7)!, 7)).toBe("00:00-24:00");
  });
  it("may touch and must not overlap, turn round or leave the day", () => {
    expect(typedWindows("9-12 12-15", 1)).toHaveLength(2);
    for (const wrong of ["9-12 11-15", "18-9", "9-9", "9-25", "morning"]) expect(typedWindows(wrong, 1)).toBeNull();
  });
});
