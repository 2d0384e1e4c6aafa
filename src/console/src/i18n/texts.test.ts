import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import es from "./es.json";
import zh from "./zh-CN.json";

type Texts = { [key: string]: string | Texts };
function flat(texts: Texts, prefix = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") all.set(prefix + key, value);
    else for (const [k, v] of flat(value, `${prefix}${key}.`)) all.set(k, v);
  }
  return all;
}
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
const english = flat(en);

function sources(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? sources(path) : /\.tsx?$/.test(path) && !path.includes(".test.") ? readFileSync(path, "utf8") : ""))
    .join("\n");
}

describe.each([
  ["es", es],
  ["zh-CN", zh],
])("texts in %s", (_, texts) => {
  const other = flat(texts);
  it("say everything that English says, and nothing else", () => {
    expect([...other.keys()].sort()).toEqual([...english.keys()].sort());
  });
  it("have the same holes to fill", () => {
    for (const [key, text] of english) expect([key, holes(other.get(key)!)]).toEqual([key, holes(text)]);
  });
});

it("every text that the console names exists", () => {
  const used = [...sources(join(import.meta.dirname, "..")).matchAll(/\bt\("([\w.]+)"/g)].map((m) => m[1]!);
  expect(used.length).toBeGreaterThan(80);
  expect(used.filter((key) => !english.has(key) && !english.has(`${key}_other`))).toEqual([]);
});
