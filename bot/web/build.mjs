// `node build.mjs` builds every page into dist/; `--check` builds in memory and fails when dist/ differs.
//
// dist/.source-hash is sha256 over  path + "\0" + bytes + "\0"  of each source file, sorted by path
// (see SOURCE_FILES and SOURCE_FOLDERS), so that the Python side can tell whether dist/ is stale without Node.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");
const SOURCE_FILES = ["package.json", "package-lock.json", "tsconfig.json", "build.mjs"];
const SOURCE_FOLDERS = ["locales", "shared", "widget", "console", "shop", "messenger"];
/** Bytes after gzip -9: what every visitor loads, and what is loaded besides once a person is called. */
const BUDGETS = { "widget.js": 20_000, "widget_handoff.js": 8_000 };

/** Script and stylesheet entries: source → name in dist/. An entry that is not there yet is left out. */
const BUNDLES = [
  { from: "widget/main.ts", to: "widget.js" },
  { from: "widget/handoff/index.ts", to: "widget_handoff.js", isPart: true },
  { from: "shop/shop.ts", to: "shop.js" },
  { from: "shop/shop.css", to: "shop.css" },
  { from: "messenger/link.ts", to: "messenger_link.js" },
  { from: "console/main.tsx", to: "console.js" },
  { from: "console/console.css", to: "console.css" },
];
const PAGES = [
  { from: "shop/index.html", to: "shop.html" },
  { from: "messenger/index.html", to: "messenger_link.html" },
  { from: "console/index.html", to: "console.html" },
];

const NOTICE = "/*! Baton. Includes Preact (MIT), (c) 2015-present Jason Miller */";

/** A stylesheet imported by a script arrives there as minified text, for adoptedStyleSheets. */
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await esbuild.transform(source, { loader: "css", minify: true, target: "es2022" });
      // esbuild keeps the blanks in `--name: value`.
      return { contents: code.trim().replaceAll(/(--[\w-]+): /g, "$1:"), loader: "text" };
    });
  },
};

/** A part of the widget uses the Preact that is already on the page (see widget/handoff_loader.ts). */
const sharedPreact = {
  name: "shared-preact",
  setup(build) {
    build.onResolve({ filter: /^preact(\/jsx-runtime)?$/ }, ({ path }) => ({ path, namespace: "shared-preact" }));
    build.onLoad({ filter: /.*/, namespace: "shared-preact" }, () => ({
      contents: 'export const { Component, createRef, Fragment, jsx, jsxs } = globalThis[Symbol.for("baton.preact")];',
    }));
  },
};

async function bundle({ from, to, isPart }) {
  const isStyle = to.endsWith(".css");
  const result = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: [from],
    outfile: join(DIST, to),
    write: false,
    bundle: true,
    minify: true,
    target: "es2022",
    format: isStyle ? undefined : isPart ? "esm" : "iife",
    // ASCII only in scripts: the widget must survive host pages that are not UTF-8.
    charset: isStyle ? "utf8" : "ascii",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    banner: isStyle || isPart || !from.match(/^(widget|console)/) ? {} : { js: NOTICE },
    legalComments: "none",
    plugins: isStyle ? [] : isPart ? [cssAsText, sharedPreact] : [cssAsText],
    logLevel: "warning",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

async function sourceHash() {
  const paths = SOURCE_FILES.filter((path) => existsSync(join(HERE, path)));
  for (const folder of SOURCE_FOLDERS) {
    if (!existsSync(join(HERE, folder))) continue;
    for (const entry of await readdir(join(HERE, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) {
        paths.push(join(entry.parentPath, entry.name).slice(HERE.length + 1).replaceAll("\\", "/"));
      }
    }
  }
  const hash = createHash("sha256");
  for (const path of paths.sort()) {
    hash.update(path + "\0").update(await readFile(join(HERE, path))).update("\0");
  }
  return hash.digest("hex");
}

async function buildAll() {
  const built = new Map();
  for (const entry of BUNDLES) {
    if (existsSync(join(HERE, entry.from))) built.set(entry.to, await bundle(entry));
  }
  for (const { from, to } of PAGES) {
    if (existsSync(join(HERE, from))) built.set(to, await readFile(join(HERE, from)));
  }
  built.set(".source-hash", Buffer.from((await sourceHash()) + "\n"));
  return built;
}

async function differences(built) {
  const there = existsSync(DIST) ? await readdir(DIST) : [];
  const stale = there.filter((name) => !built.has(name));
  for (const [name, bytes] of built) {
    if (!there.includes(name) || !bytes.equals(await readFile(join(DIST, name)))) stale.push(name);
  }
  return stale;
}

async function write(built) {
  await mkdir(DIST, { recursive: true });
  for (const name of await readdir(DIST)) {
    if (!built.has(name)) await rm(join(DIST, name), { recursive: true });
  }
  for (const [name, bytes] of built) await writeFile(join(DIST, name), bytes);
}

const built = await buildAll();
for (const [name, bytes] of built) {
  if (name.startsWith(".")) continue;
  console.log(`${name.padEnd(14)} ${String(bytes.length).padStart(7)} B ${String(gzipSync(bytes, { level: 9 }).length).padStart(7)} B gzip`);
}
for (const [name, budget] of Object.entries(BUDGETS)) {
  const size = gzipSync(built.get(name) ?? Buffer.alloc(0), { level: 9 }).length;
  if (size > budget) {
    console.error(`${name} is ${size} bytes after gzip; the budget is ${budget}`);
    process.exitCode = 1;
  }
}
if (process.argv.includes("--check")) {
  const stale = await differences(built);
  if (stale.length > 0) {
    console.error(`dist/ is older than its sources: ${stale.join(", ")}; run \`node build.mjs\``);
    process.exitCode = 1;
  }
} else {
  await write(built);
}
