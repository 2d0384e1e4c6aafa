import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` talks to a running server; `npm run dev:fake` needs none.
export default defineConfig(async ({ mode }) => ({
  base: "/",
  plugins: [react(), ...(mode === "fake" ? [(await import("./dev/plugin.ts")).fakeServer()] : [])],
  build: {
    target: "es2022",
    assetsDir: "assets",
    sourcemap: false,
    chunkSizeWarningLimit: 600,
    // Libraries change rarely: kept apart, a new console costs its users only its own part.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "vendor", test: /node_modules/ }] } } },
  },
  server: {
    port: 5173,
    proxy:
      mode === "fake"
        ? undefined
        : {
            "/api": { target: process.env["CONSOLE_SERVER"] ?? "http://localhost:5000" },
            "/hub": { target: process.env["CONSOLE_SERVER"] ?? "http://localhost:5000", ws: true },
          },
  },
}));
