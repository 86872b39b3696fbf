/** The first film: from a stranger who signs up as a director to another person who watches, leaves and comes back. */
import type { Browser, BrowserContext, Page } from "@playwright/test";

import { account, expect, form, isAccessible, type Language, send, signIn, signUp, smallFilm, test, url } from "../support";

test.setTimeout(360_000);

test("a director's film is uploaded through an interruption, published, watched, resumed and discussed", async ({
  page,
  browser,
  language,
  unique,
}, info) => {
  const title = `Le fleuve ${unique}`;
  await test.step("sign up as a director and verify by mail", () => signUp(page, language, "director", unique));
  const film = await test.step("upload with an interruption", () => upload(page, language, title));
  await test.step("describe and submit", () => submit(page, film));
  const open = await opener(browser, info.project.use);
  await test.step("a moderator publishes", () => publish(open, language, title));

  const viewer = await open();
  await test.step("another person signs up", () => signUp(viewer, language, "viewer", unique));
  const place = await test.step("finds it by search", () => find(viewer, language, unique));
  const left = await test.step("watches in two qualities with subtitles", () => watch(viewer));
  await test.step("comes back to the same second", () => resume(viewer.context(), place, left));
  await test.step("rates, comments, keeps", () => takePart(viewer, place, unique));
});

/** Opens pages of other people, each with cookies of their own, as this project sees the site. */
async function opener(browser: Browser, use: object): Promise<() => Promise<Page>> {
  const { locale, viewport, hasTouch, baseURL } = use as { locale: string; viewport: never; hasTouch: boolean; baseURL: string };
  return async () => (await browser.newContext({ locale, viewport, hasTouch, baseURL })).newPage();
}

/** Makes the film and sends its file; the connection breaks in the middle. Gives the path of its studio page. */
async function upload(page: Page, language: Language, title: string): Promise<string> {
  await page.goto(url(language, "/studio/films/nouveau"));
  await page.fill('input[name="title"]', title);
  await isAccessible(page);
  await send(page, "/studio/films/nouveau");
  await expect(page).toHaveURL(/\/studio\/films\/[0-9a-f-]{36}/);
  const studio = new URL(page.url()).pathname;

  let pieces = 0;
  await page.route("**/api/v1/uploads/*", async (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    pieces += 1;
    return pieces === 2 ? route.abort("connectionreset") : route.continue();
  });
  const video = form(page, "/video").first();
  await video.locator('input[type="file"]').setInputFiles(await smallFilm());
  await expect(video.locator('input[name="asset"]')).toHaveValue(/[0-9a-f-]{36}/, { timeout: 60_000 });
  expect(pieces, "pieces sent, the broken one and what followed it").toBeGreaterThan(3);
  await page.unroute("**/api/v1/uploads/*");
  await send(page, "/video");
  await expect(page).toHaveURL(new RegExp(`${studio}`));
  return studio;
}

/** Fills in what a film needs and hands it to the moderators once it can be watched. */
async function submit(page: Page, studio: string): Promise<void> {
  await openEverything(page);
  const details = page.locator(`form[action$="${studio}"]`).first();
  await details.locator('textarea[name="synopsis_fr"]').fill("Un fleuve, deux rives, une fête.");
  await details.locator('textarea[name="synopsis_en"]').fill("A river, two banks, a feast.");
  await details.locator('input[name="year"]').fill("2026");
  for (const [name, value] of [["genres", "drama"], ["countries", "TG"], ["spoken_languages", "ee"]]) {
    await choose(page, `[name="${name}"]`, String(value));
  }
  await details.locator('button[type="submit"]').last().click();
  await expect(page.getByRole("status").or(page.locator("[data-toast], .toast")).first()).toBeVisible();

  await openEverything(page);
  const row = form(page, "/equipe").locator("[data-row]").first();
  await row.locator('input[name="name"]').fill("Ayélé Mensah");
  await row.locator('select[name="role"]').selectOption("director");
  await form(page, "/equipe").locator('button[type="submit"]').last().click();

  await addSubtitles(page);
  await expect(async () => {
    await page.goto(studio);
    await expect(form(page, "/soumettre").locator("button")).toBeEnabled({ timeout: 1000 });
    await expect(page.locator("#video [data-final], #video .banner-ok").first()).toBeAttached({ timeout: 1000 });
  }).toPass({ timeout: 240_000 });
  await isAccessible(page);
  await send(page, "/soumettre");
  await expect(form(page, "/reprendre").locator("button")).toBeVisible();
}

const SUBTITLES = "WEBVTT\n\n00:00.500 --> 00:29.000\nLe fleuve se souvient.\n";

async function addSubtitles(page: Page): Promise<void> {
  await openEverything(page);
  const subtitles = form(page, "/sous-titres").first();
  await subtitles.locator('select[name="language"]').selectOption("fr");
  const file = { name: "fr.vtt", mimeType: "text/vtt", buffer: Buffer.from(SUBTITLES) };
  await subtitles.locator('input[type="file"]').setInputFiles(file);
  await subtitles.locator('button[type="submit"]').click();
  await expect(page.locator('form[action*="/sous-titres/"]').first()).toBeAttached();
}

/** Unfolds what is folded, so that every field can be reached. */
async function openEverything(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
}

/** Chooses a value, whether the field is a list or boxes to tick. */
async function choose(page: Page, field: string, value: string): Promise<void> {
  const box = page.locator(`input${field}[value="${value}"]`);
  if ((await box.count()) > 0) await box.first().check();
  else await page.locator(`select${field}`).selectOption(value);
}

async function publish(open: () => Promise<Page>, language: Language, title: string): Promise<void> {
  const page = await open();
  await signIn(page, language, account("moderator"));
  await page.goto(url(language, "/moderation/films"));
  await isAccessible(page);
  const card = page.locator("article, li, section").filter({ hasText: title }).filter({ has: page.locator('form[action$="/publier"]') });
  await card.last().locator('form[action$="/publier"] button[type="submit"]').click();
  await expect(page.locator("article, li, section").filter({ hasText: title }).locator('form[action$="/publier"]')).toHaveCount(0);
  await page.context().close();
}

/** Searches by a word of the title and opens the film; gives its path. */
async function find(page: Page, language: Language, unique: string): Promise<string> {
  await page.goto(url(language, `/recherche?q=${encodeURIComponent(`fleuve ${unique}`)}`));
  await page.locator('main a[href*="/films/"]').first().click();
  await expect(page.locator("h1")).toContainText(unique);
  await isAccessible(page);
  return new URL(page.url()).pathname;
}

/** What the picture shows now. */
function picture(page: Page) {
  return page.locator("griot-player video").evaluate((it) => {
    const video = it as HTMLVideoElement;
    const shown = [...video.textTracks].filter((track) => track.mode !== "disabled");
    const cues = shown.flatMap((track) => [...(track.activeCues ?? [])].map((cue) => (cue as VTTCue).text));
    return { seconds: video.currentTime, lines: video.videoHeight, cues };
  });
}

/** Where a film was left: the second on the screen, and the last one the server was told of for certain. */
interface Left {
  shown: number;
  told: number;
}

/** Plays in the lowest and the highest quality with subtitles, and closes the page. */
async function watch(page: Page): Promise<Left> {
  let told = 0;
  page.on("requestfinished", (request) => {
    if (request.url().endsWith("/playback/heartbeat")) told = request.postDataJSON().position_ms / 1000;
  });
  await page.locator(".player-play").click();
  await expect.poll(async () => (await picture(page)).seconds, { timeout: 30_000 }).toBeGreaterThan(0.5);

  await page.keyboard.press("c");
  await expect.poll(async () => (await picture(page)).cues.join(" "), { timeout: 15_000 }).toContain("Le fleuve se souvient.");

  const root = page.locator("griot-player .gp");
  for (const lines of [240, 360]) {
    await root.hover();
    const settings = root.locator(".gp-buttons button[aria-expanded]");
    if ((await settings.getAttribute("aria-expanded")) !== "true") await settings.click();
    await root.locator('select[name="quality"]').selectOption(String(lines));
    await expect.poll(async () => (await picture(page)).lines, { timeout: 20_000 }).toBe(lines);
  }
  await isAccessible(page);
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await picture(page)).seconds, { timeout: 30_000 }).toBeGreaterThan(8);
  await expect.poll(() => told, { message: "a sign of life", timeout: 20_000 }).toBeGreaterThan(0);
  const { seconds } = await picture(page);
  await page.close({ runBeforeUnload: true });
  return { shown: seconds, told };
}

/**
 * Opens the film anew: it goes on where it was left. A browser gives a closed tab half a second to say good-bye and then
 * kills it: on a machine too busy for that, the last sign of life counts. Leaving by a link has no such limit.
 */
async function resume(context: BrowserContext, place: string, left: Left): Promise<void> {
  const page = await context.newPage();
  const offered = await offers(page, place, left);
  await page.locator(".player-play").click();
  await expect.poll(async () => (await picture(page)).seconds, { timeout: 30_000 }).toBeGreaterThan(offered + 1.5);

  const { seconds } = await picture(page);
  await page.locator("header a").first().click();
  await expect(page.locator("griot-player")).toHaveCount(0);
  await offers(page, place, { shown: seconds, told: seconds });
  await page.close();
}

/** Waits until the film's page offers to go on where it was left; gives the second it offers. */
async function offers(page: Page, place: string, left: Left): Promise<number> {
  let offered = 0;
  await expect(async () => {
    await page.goto(place);
    offered = Number(await page.locator("griot-player").getAttribute("resume-ms", { timeout: 1000 })) / 1000;
    const off = Math.min(Math.abs(offered - left.shown), Math.abs(offered - left.told));
    expect(off, `offered ${offered}, left at ${left.shown}, last told ${left.told}`).toBeLessThan(1.5);
  }).toPass({ timeout: 20_000 });
  return offered;
}

async function takePart(closed: Page, place: string, unique: string): Promise<void> {
  const page = await closed.context().newPage();
  await page.goto(place);
  await page.locator('#note input[name="stars"][value="4"]').check({ force: true });
  await expect(page.locator('#note input[name="stars"][value="4"]')).toBeChecked();

  const text = `Je pense encore à la fête. ${unique}`;
  await page.locator('#commentaires form[action$="/commentaires"] textarea[name="text"]').first().fill(text);
  await page.locator('#commentaires form[action$="/commentaires"] button[type="submit"]').first().click();
  await expect(page.locator("#commentaires")).toContainText(text);

  await page.locator("#garder summary").click();
  await page.locator('#garder form[action$="/listes"] input[name="title"]').fill(`À revoir ${unique}`);
  await page.locator('#garder form[action$="/listes"]').last().locator('button[type="submit"]').click();
  await expect(page.locator("#garder")).toContainText(`À revoir ${unique}`);

  await page.reload();
  await expect(page.locator("#commentaires")).toContainText(text);
  await expect(page.locator('#note input[name="stars"][value="4"]')).toBeChecked();
  await isAccessible(page);
  await page.context().close();
}
