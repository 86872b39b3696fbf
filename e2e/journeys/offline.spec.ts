/** Without network: what was visited can be read again, the rest says so, and the site can be installed. */
import type { Page } from "@playwright/test";

import { expect, test, url } from "../support";

const FILM = "/films/la-pirogue-d-ayele";

/** Waits until the worker serves this page, and has kept it. */
async function isKept(page: Page, path: string): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect
    .poll(() => page.evaluate(async (kept) => (await (await caches.open("pages-v1")).match(kept)) !== undefined, path))
    .toBe(true);
}

test("a film page that was visited once opens without network, styled, and Play says what is missing", async ({ page, language, context }) => {
  const place = url(language, FILM);
  await page.goto(place);
  await isKept(page, place);
  await page.goto(url(language, "/"));
  await isKept(page, url(language, "/"));
  await page.goto(place);

  await context.setOffline(true);
  await page.goto(url(language, "/"));
  await expect(page.locator("h1").first()).toBeVisible();
  await page.goto(place);
  await expect(page.locator("h1")).toHaveText("La Pirogue d’Ayélé");
  await expect(page.locator(".player"), "the style sheet is there").toHaveCSS("aspect-ratio", "16 / 9");
  await expect(page.locator(".offline-bar")).toBeVisible();
  await page.locator(".player-play").click();
  await expect(page.locator("griot-player").getByText(/Pas de connexion|No connection/).first()).toBeVisible({ timeout: 20_000 });
});

test("a page that was never visited tells which ones can be read", async ({ page, language, context }) => {
  const place = url(language, FILM);
  await page.goto(place);
  await isKept(page, place);
  await context.setOffline(true);
  await page.goto(url(language, "/films/jamais-vu"));
  await expect(page.locator("html")).toHaveAttribute("lang", language);
  await page.getByRole("link", { name: /La Pirogue d’Ayélé/ }).click();
  await expect(page.locator("h1")).toHaveText("La Pirogue d’Ayélé");
});

test("signing out takes the kept pages along", async ({ page, language }) => {
  const place = url(language, FILM);
  await page.goto(place);
  await isKept(page, place);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.postMessage("forget-pages"));
  await expect.poll(() => page.evaluate(() => caches.has("pages-v1"))).toBe(false);
});

test("the site can be installed", async ({ page, language, context }) => {
  await page.goto(url(language, "/"));
  const session = await context.newCDPSession(page);
  const { data, errors } = (await session.send("Page.getAppManifest")) as { data?: string; errors: { message: string }[] };
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "{}") as { display: string; start_url: string; lang: string; icons: { src: string; sizes: string; purpose?: string }[] };
  expect(manifest.display).toBe("standalone");
  const sizes = manifest.icons.map((icon) => `${icon.sizes} ${icon.purpose ?? "any"}`);
  expect(sizes).toEqual(expect.arrayContaining(["192x192 any", "512x512 any", "512x512 maskable"]));
  for (const icon of manifest.icons) expect((await page.request.get(icon.src)).status(), icon.src).toBe(200);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // Playwright's contexts are private windows, which never install; nothing else may stand in the way.
  expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});
