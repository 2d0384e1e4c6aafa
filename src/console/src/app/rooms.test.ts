import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const files = (folder: string): string[] =>
  readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? files(path) : /\.tsx?$/.test(path) ? [path] : []));
const imports = (path: string) => [...readFileSync(path, "utf8").matchAll(/(?:from|import) "(\.[^"]+)"/g)].map((m) => relative(root, join(path, "..", m[1]!)));
const all = files(root).map((path) => ({ path: relative(root, path), imports: imports(path), lines: readFileSync(path, "utf8").split("\n").length }));

it("features never import each other", () => {
  const feature = (path: string) => /^features\/([^/]+)\//.exec(path)?.[1];
  const guilty = all.flatMap((f) => f.imports.filter((i) => feature(f.path) && (feature(i) ? feature(i) !== feature(f.path) : i.startsWith("app/"))).map((i) => `${f.path} → ${i}`));
  expect(guilty).toEqual([]);
});

it("what is live knows nothing of what is shown", () => {
  expect(all.filter((f) => f.path.startsWith("live/")).flatMap((f) => f.imports.filter((i) => !/^(live\/|protocol)/.test(i)))).toEqual([]);
});

it("files stay short", () => {
  expect(all.filter((f) => f.lines > 300 && f.path !== "protocol.ts").map((f) => `${f.path} ${f.lines}`)).toEqual([]);
});
