/** The first project funded: written, read by the staff, pledged to by three means, with news for its backers, and paid out; and one that
 * misses its goal and gives everything back. Providers are the simulated ones of the demo. */
import type { Browser, Page } from "@playwright/test";

import { certificateAndStatement, receiptAndProof } from "./papers";
import { account, endCampaign, expect, form, isAccessible, type Language, send, signIn, signUp, test, url } from "../support";

test.setTimeout(360_000);

test("a project is written, reviewed, funded by three means, and paid out", async ({ page, browser, language, unique }, info) => {
  const title = `La rive ${unique}`;
  await test.step("sign up as a director", () => signUp(page, language, "director", unique));
  const studio = await test.step("write and submit", () => write(page, language, title, "6 000"));
  const open = opener(browser, info.project.use);
  const place = await test.step("the staff sends it back, then publishes", () => review(open, page, language, title, studio));

  await test.step("Mixx, after a refusal on the phone", () => byPhone(open, language, place, "mixx"));
  const backer = await test.step("Flooz", () => byPhone(open, language, place, "flooz"));
  const receipt = backer.url();
  await test.step("card, on the provider's page", () => byCard(open, language, place));

  const visitor = await open();
  await visitor.goto(url(language, place));
  await expect(visitor.locator("main")).toContainText(money(language, "6"));
  await isAccessible(visitor);
  await test.step("a receipt to keep, and its proof", () => receiptAndProof(backer, language, receipt, place));
  await test.step("news for backers alone", () => news(page, backer, visitor, language, { studio, place }));
  await test.step("the deadline passes", () => endCampaign(place));
  await test.step("it is paid out", () => payOut(page, language, studio));
  await test.step("certificate and statement", () => certificateAndStatement(backer, page, language, receipt, title));
});

test("a project that misses its goal gives everything back", async ({ page, browser, language, unique }, info) => {
  const title = `Sans suite ${unique}`;
  await signUp(page, language, "director", unique);
  const studio = await write(page, language, title, "900 000");
  const open = opener(browser, info.project.use);
  const place = await review(open, page, language, title, studio);
  const backer = await byPhone(open, language, place, "flooz");
  await endCampaign(place);
  await expect(async () => {
    await backer.reload();
    await expect(backer.locator("h1")).toContainText(language === "fr" ? "remboursé" : "refunded", { timeout: 1000 });
  }).toPass({ timeout: 180_000 });
  await isAccessible(backer);
  await backer.goto(url(language, place));
  await expect(backer.locator("main")).toBeVisible();
  await isAccessible(backer);
});

type Opener = () => Promise<Page>;

/** Opens pages of other people, each with cookies of their own. */
function opener(browser: Browser, use: object): Opener {
  const { locale, viewport, hasTouch, baseURL } = use as { locale: string; viewport: never; hasTouch: boolean; baseURL: string };
  return async () => (await browser.newContext({ locale, viewport, hasTouch, baseURL })).newPage();
}

/** `6 000 FCFA` or `FCFA 6,000`, with the spaces of each language. */
function money(language: Language, thousands: string): string {
  return language === "fr" ? `${thousands}\u202f000\u00a0FCFA` : `FCFA\u00a0${thousands},000`;
}

/** Writes a project whose budget is one line of so much; gives the path of its studio page. */
async function write(page: Page, language: Language, title: string, goal: string): Promise<string> {
  await page.goto(url(language, "/studio/projets/nouveau"));
  await isAccessible(page);
  await page.fill('input[name="title"]', title);
  for (const [name, value] of [["country", "TG"], ["currency", "XOF"]] as const) {
    const field = page.locator(`select[name="${name}"]`);
    if ((await field.count()) > 0) await field.selectOption(value);
  }
  await send(page, "/studio/projets/nouveau");
  await expect(page).toHaveURL(/\/studio\/projets\/[0-9a-f-]{36}/);
  const studio = new URL(page.url()).pathname;
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
  const details = form(page, studio).first();
  await details.locator('textarea[name="pitch"]').fill("Un fleuve, deux rives, une pirogue.");
  await details.locator('textarea[name="story"]').fill(`${"Il était une fois un fleuve qui ne voulait pas finir. ".repeat(6)}`);
  await details.locator('textarea[name="risks"]').fill("La crue peut nous retarder.");
  await details.locator('input[name="days"]').fill("20");
  await details.locator('input[name="line_title"]').first().fill("Image");
  await details.locator('input[name="line_minimum"]').first().fill(goal);
  await details.locator('input[name="line_optimum"]').first().fill(goal);
  await details.locator('input[name="tier_title"]').first().fill("Merci");
  await details.locator('input[name="tier_amount"]').first().fill("1 000");
  await details.locator('button[type="submit"]:not([name="do"])').last().click();
  await expect(form(page, "/soumettre").locator("button")).toBeEnabled();
  await isAccessible(page);
  await send(page, "/soumettre");
  await expect(form(page, "/soumettre")).toHaveCount(0);
  return studio;
}

/** Sends it back with a note, which its creator reads; then publishes it. Gives the path of its page. */
async function review(open: Opener, creator: Page, language: Language, title: string, studio: string): Promise<string> {
  const page = await open();
  await signIn(page, language, account("moderator"));
  const read = async () => {
    await page.goto(url(language, "/moderation/projets"));
    await isAccessible(page);
    await page.locator("main a", { hasText: title }).click();
    await expect(page.locator("h1")).toContainText(title);
  };
  await read();
  await isAccessible(page);
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
  await form(page, "/renvoyer").locator('textarea[name="note"]').fill("Dites qui tient la caméra.");
  await send(page, "/renvoyer");
  await expect(page).toHaveURL(/\/moderation\/projets$/);

  await creator.goto(studio);
  await expect(creator.locator("main")).toContainText("Dites qui tient la caméra.");
  await send(creator, "/soumettre");
  await expect(form(creator, "/soumettre")).toHaveCount(0);
  await read();
  await send(page, "/publier");
  await expect(page).toHaveURL(/\/moderation\/projets$/);
  await page.context().close();

  await creator.goto(url(language, "/projets"));
  await creator.locator('main a[href*="/projets/"]', { hasText: title }).first().click();
  await expect(creator.locator("h1")).toContainText(title);
  await isAccessible(creator);
  return new URL(creator.url()).pathname.replace(/^\/en/, "");
}

/** Chooses 2 000 francs and leads to the choice of means. */
async function choose(open: Opener, language: Language, place: string): Promise<Page> {
  const page = await open();
  await page.goto(url(language, place));
  await page.locator(`a[href*="/contribuer"]`).first().click();
  await isAccessible(page);
  await page.fill('input[name="amount"]', "2 000");
  await page.fill('input[name="name"]', "Nadège");
  await send(page, "/contribuer");
  await expect(page).toHaveURL(/\/paiement\/[0-9a-f-]{36}\?cle=/);
  await isAccessible(page);
  return page;
}

async function pay(page: Page, rail: string): Promise<void> {
  await page.locator(`input[name="rail"][value="${rail}"]`).check();
  if (rail !== "card") await page.fill('input[name="phone"]', rail === "mixx" ? "90 11 22 33" : "97 11 22 33");
  await page.locator("form:has(input[name=rail]) button[type=submit]").click();
  await expect(page.locator("griot-live-fragment")).toBeAttached();
}

/** Presses a button of the simulated phone, which opens from the waiting page. */
async function press(page: Page, button: RegExp): Promise<void> {
  const opened = page.context().waitForEvent("page");
  await page.locator('main a[target="_blank"]').click();
  const phone = await opened;
  await phone.getByRole("button", { name: button }).click();
  // The answer is there: a page that is closed while it is still going somewhere may never close.
  await expect(phone.locator("body")).toContainText(/State:\s*(succeeded|failed)/);
  await phone.close();
}

/** Pledges by a wallet; with Mixx the owner of the phone refuses first. Gives the page with the receipt, which came by itself. */
async function byPhone(open: Opener, language: Language, place: string, rail: "mixx" | "flooz"): Promise<Page> {
  const page = await choose(open, language, place);
  await pay(page, rail);
  await isAccessible(page);
  if (rail === "mixx") {
    await press(page, /refuser|refuse/i);
    await expect(page.locator('input[name="rail"]').first()).toBeVisible({ timeout: 90_000 });
    await pay(page, rail);
  }
  await press(page, /accepter|accept/i);
  await thanked(page, language);
  return page;
}

async function byCard(open: Opener, language: Language, place: string): Promise<void> {
  const page = await choose(open, language, place);
  await pay(page, "card");
  await page.locator('main a[href*="/stripe/"]').click();
  await page.getByRole("button", { name: /payer|pay/i }).click();
  await thanked(page, language);
}

async function thanked(page: Page, language: Language): Promise<void> {
  await expect(page.locator("h1")).toContainText(language === "fr" ? "Merci" : "Thank you", { timeout: 60_000 });
  await isAccessible(page);
}

/** The creator tells backers something: a backer reads it by the link of the receipt, a visitor its title alone. */
async function news(creator: Page, backer: Page, visitor: Page, language: Language, at: { studio: string; place: string }): Promise<void> {
  await creator.goto(`${at.studio}/nouvelles`);
  await isAccessible(creator);
  const update = form(creator, "/nouvelles");
  await update.locator('input[name="title"]').fill("Premier jour");
  await update.locator('textarea[name="text"]').fill("La pirogue est **prête**.");
  await update.locator('input[name="audience"][value="backers"]').check();
  await update.locator('button[type="submit"]:not([name="do"])').click();
  await expect(creator.locator("[data-update]")).toContainText("Premier jour");
  await backer.locator('main a[href*="/nouvelles?contribution="]').click();
  await expect(backer.locator("[data-update] strong")).toHaveText("prête");
  await isAccessible(backer);
  await visitor.goto(url(language, `${at.place}/nouvelles`));
  await expect(visitor.locator("[data-locked]")).toBeVisible();
  await expect(visitor.locator("main")).not.toContainText("prête");
  await isAccessible(visitor);
}

async function payOut(page: Page, language: Language, studio: string): Promise<void> {
  const board = `${studio}/tableau`;
  await expect(async () => {
    await page.goto(board);
    await expect(form(page, "/versement").locator('input[name="phone"]')).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  await isAccessible(page);
  await form(page, "/versement").locator('input[name="phone"]').fill("90 01 02 03");
  await send(page, "/versement");
  await expect(async () => {
    await page.goto(board);
    await expect(page.locator("#versement .banner-ok")).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 180_000 });
  await isAccessible(page);
  await page.goto(url(language, "/compte/notifications"));
  await expect(page.locator("main li").first()).toContainText(/versés|paid to you/);
  await isAccessible(page);
}
