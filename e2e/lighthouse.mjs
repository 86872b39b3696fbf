// @ts-check
/** The public pages in Lighthouse: accessibility, best practices and SEO are 100, LCP, CLS and bytes in budget. The
 * performance score moves with the load of the machine: it is printed, not required. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

import { CHROMIUM, FLAGS } from "./chromium.mjs";
import { Demo } from "./demo.mjs";

const REQUIRED = ["accessibility", "best-practices", "seo"];
const BUDGET = { lcpMs: 2500, cls: 0.1, bytes: 120 * 1024 };

/** Home, catalogue, the first film and the sign-up page: what is meant to be found. @param {Demo} demo */
async function pages(demo) {
  const response = await fetch(`${demo.url}/films`);
  const film = /href="(\/films\/[^"/?#]+)"/.exec(await response.text())?.[1];
  if (film === undefined) throw new Error("the catalogue shows no film");
  return ["/", "/films", film, "/inscription"];
}

/** What is wrong with one page. @param {import("lighthouse").Result} result */
function problems(result) {
  const found = [];
  for (const name of REQUIRED) {
    const score = result.categories[name]?.score ?? 0;
    if (score === 1) continue;
    const audits = result.categories[name]?.auditRefs.map((reference) => result.audits[reference.id]) ?? [];
    const bad = audits.filter((audit) => audit?.score !== null && audit?.score !== undefined && audit.score < 1);
    found.push(`${name} ${Math.round(score * 100)}: ${bad.map((audit) => audit?.id).join(", ")}`);
  }
  const { lcp, cls, bytes } = figures(result);
  if (lcp > BUDGET.lcpMs) found.push(`LCP ${Math.round(lcp)} ms > ${BUDGET.lcpMs}`);
  if (cls > BUDGET.cls) found.push(`CLS ${cls.toFixed(3)} > ${BUDGET.cls}`);
  if (bytes > BUDGET.bytes) found.push(`${Math.round(bytes / 1024)} KB > ${BUDGET.bytes / 1024}`);
  return found;
}

/** @param {import("lighthouse").Result} result */
function figures(result) {
  const value = (/** @type {string} */ id) => result.audits[id]?.numericValue ?? Number.POSITIVE_INFINITY;
  const items = /** @type {{ items?: { transferSize?: number }[] }} */ (result.audits["network-requests"]?.details ?? {}).items ?? [];
  return {
    lcp: value("largest-contentful-paint"),
    cls: value("cumulative-layout-shift"),
    bytes: items.reduce((sum, item) => sum + (item.transferSize ?? 0), 0),
  };
}

/** Measures one page. Other work on the machine, the demo's own encoder first, only ever adds to a time: a page that was too
 * slow, or drawn too late for Lighthouse to measure, is measured again, and the third result stands.
 * @param {string} url @param {number} port */
async function measure(url, port) {
  for (let attempt = 1; ; attempt += 1) {
    const run = await lighthouse(url, { port, logLevel: "error", onlyCategories: ["performance", ...REQUIRED] });
    if (run === undefined) throw new Error(`Lighthouse said nothing of ${url}`);
    const unmeasured = run.lhr.runtimeError ?? run.lhr.audits["largest-contentful-paint"]?.errorMessage;
    const { lcp } = figures(run.lhr);
    if (attempt === 3 || (unmeasured === undefined && lcp <= BUDGET.lcpMs)) return run.lhr;
    const why = unmeasured === undefined ? `LCP ${Math.round(lcp)} ms` : typeof unmeasured === "string" ? unmeasured : unmeasured.code;
    console.log(`${url}: ${why}, once more`);
  }
}

const demo = await Demo.shared({ films: 1 });
const profile = await mkdtemp(join(tmpdir(), "griot-lighthouse-"));
const chrome = await launch({ chromePath: CHROMIUM, chromeFlags: ["--headless", ...FLAGS], userDataDir: profile });
let failed = 0;
let passed = 0;
try {
  for (const path of await pages(demo)) {
    const result = await measure(`${demo.url}${path}`, chrome.port);
    const found = problems(result);
    const { lcp, cls, bytes } = figures(result);
    const score = Math.round((result.categories.performance?.score ?? 0) * 100);
    console.log(`${path}: performance ${score}, LCP ${Math.round(lcp)} ms, CLS ${cls.toFixed(3)}, ${Math.round(bytes / 1024)} KB`);
    for (const problem of found) console.log(`  ${problem}`);
    if (found.length === 0) passed += 1;
    else failed += 1;
  }
} finally {
  chrome.kill();
  await demo.stop();
  await rm(profile, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed;
