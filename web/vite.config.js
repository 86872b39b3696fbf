// Builds the islands, the style sheets, the service worker and the icon sprite into dist/, with a manifest of hashed names
// and compressed copies, ready to be embedded in the binary.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import { build, defineConfig } from "vite";
import { script } from "./script.build.js";

const root = import.meta.dirname;
const dist = join(root, "dist");

/** Every file of src/islands is an entry point of its own. */
function entries() {
  const islands = readdirSync(join(root, "src/islands")).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  const sources = ["base.ts", "base.css", "fonts.css", "sw.ts", ...islands.map((name) => `islands/${name}`)];
  return sources.map((name) => join(root, "src", name));
}

/** One SVG of all icons the pages use. */
function sprite() {
  const names = JSON.parse(readFileSync(join(root, "src/icons.json"), "utf8"));
  const symbols = names.map((name) => {
    const svg = readFileSync(join(root, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
    const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>[\s\S]*$/, "").replace(/\s+/g, " ").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 8);
  return name.replace(/\.(\w+)$/, `-${hash}.$1`);
}

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** Adds what Vite does not know of: the script of shops, sprite, precache list, API documentation page, compressed copies. */
function finish() {
  return {
    name: "griot-finish",
    apply: "build",
    async closeBundle() {
      await build(script);
      const manifestFile = join(dist, "manifest.json");
      const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
      const own = { "icons.svg": sprite(), "icon.svg": readFileSync(join(root, "src/icon.svg"), "utf8") };
      for (const [name, content] of Object.entries(own)) {
        const file = hashed(name, content);
        writeFileSync(join(dist, file), content);
        manifest[name] = { file };
      }
      writeFileSync(manifestFile, JSON.stringify(manifest));
      precache(manifest);
      swagger();
      compress();
    },
  };
}

/** The shell: what every page needs, known to the service worker by its hashed names. */
function precache(manifest) {
  const shell = ["src/base.ts", "src/base.css", "icons.svg"].map((name) => `/assets/${manifest[name].file}`);
  const worker = join(dist, "sw.js");
  const version = createHash("sha256").update(shell.join()).digest("hex").slice(0, 12);
  const text = readFileSync(worker, "utf8").replace(/["'`]__SHELL__["'`]/, JSON.stringify({ version, shell }));
  writeFileSync(worker, text);
}

function swagger() {
  mkdirSync(join(dist, "swagger"), { recursive: true });
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js"]) {
    copyFileSync(join(root, "node_modules/swagger-ui-dist", name), join(dist, "swagger", name));
  }
}

function compress() {
  for (const path of filesBelow(dist).filter((path) => /\.(js|css|svg)$/.test(path))) {
    const plain = readFileSync(path);
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: plain.length > 500_000 ? 9 : 11 } };
    writeFileSync(`${path}.br`, brotliCompressSync(plain, quality));
    writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
  }
}

export default defineConfig({
  root,
  base: "/assets/",
  plugins: [tailwindcss(), finish()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    target: "es2022",
    cssTarget: "chrome111",
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: entries(),
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "js/[name]-[hash].js"),
        chunkFileNames: "js/[name]-[hash].js",
        assetFileNames: "[ext]/[name]-[hash].[ext]",
      },
    },
  },
});
