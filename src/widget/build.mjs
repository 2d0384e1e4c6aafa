import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const outfile = "dist/widget.js";
const most = 12 * 1024;

await build({
  entryPoints: ["src/index.ts"],
  outfile,
  bundle: true,
  format: "iife",
  target: ["es2022"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
});

// Every page of every shop loads it: what it weighs is part of what it does.
const size = gzipSync(readFileSync(outfile)).length;
if (size > most) throw new Error(`widget.js is ${size} bytes compressed, ${most} are allowed`);
console.log(`widget.js: ${size} bytes compressed`);
