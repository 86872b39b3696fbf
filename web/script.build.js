// How the script of shops is built: alone, without modules, for the browsers of ten years, under an address that never changes.
import { join } from "node:path";

const root = import.meta.dirname;

/** @type {import("vite").InlineConfig} */
export const script = {
  root,
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  build: {
    outDir: join(root, "dist"),
    emptyOutDir: false,
    target: "es2017",
    reportCompressedSize: false,
    lib: { entry: join(root, "src/script.ts"), formats: ["iife"], name: "griotScript", fileName: () => "t.js" },
  },
};
