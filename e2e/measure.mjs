// @ts-check
/** Visits pages with an empty cache and tells, as JSON, what each transferred and when the film page showed.
 * Usage: node e2e/measure.mjs URL FILM_PATH */
import { chromium } from "@playwright/test";

import { CHROMIUM, FLAGS } from "./chromium.mjs";

/** The slow link of the budget: 400 kbps, 400 ms there and back. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

const [url, film] = process.argv.slice(2);
if (url === undefined || film === undefined) throw new Error("usage: measure.mjs URL FILM_PATH");

const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** Visits one page in a fresh profile.
 * @param {string} path
 * @param {{ lite?: boolean, slow?: boolean }} how
 */
async function visit(path, { lite = false, slow = false } = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, serviceWorkers: "block" });
  if (lite) await context.addCookies([{ name: "lite", value: "1", url: String(url) }]);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  await session.send("Network.enable");
  if (slow) await session.send("Network.emulateNetworkConditions", SLOW);
  const response = await page.goto(url + path, { waitUntil: "networkidle", timeout: 90_000 });
  if (response?.ok() !== true) throw new Error(`${path} answered ${response?.status()}`);
  const lcp = await page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
      }),
  );
  await context.close();
  return { kb: bytes / 1024, lcp: Number(lcp) };
}

try {
  const figures = {
    home_kb: (await visit("/")).kb,
    catalogue_kb: (await visit("/films")).kb,
    film_kb: (await visit(film)).kb,
    film_lite_kb: (await visit(film, { lite: true })).kb,
    film_lcp_ms: (await visit(film, { slow: true })).lcp,
  };
  console.log(JSON.stringify(figures));
} finally {
  await browser.close();
}
