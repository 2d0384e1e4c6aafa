import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*.test.js"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    // A product, its PostgreSQL and a browser per file: more of them at once only make each other slow.
    fileParallelism: false,
  },
});
