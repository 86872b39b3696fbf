/** Markup and SQL in every text field of every form: kept as text, shown as text, never an error of the server. */
import type { Page } from "@playwright/test";

import { account, expect, signIn, signUp, test, url } from "../support";

/** Closes an attribute, a tag and a SQL string. It is no address and no script of ours: what it makes would be seen. */
const HOSTILE = `"'><img src="x-hostile" onerror="window.hostile=1"><script>window.hostile=1</script>'; DROP TABLE catalog.film;--`;
const TEXTS = 'input[type="text"]:not([readonly]), input[type="search"], input:not([type]), textarea';

const PAGES: Record<string, string[]> = {
  nobody: ["/", "/recherche", "/films", "/inscription", "/connexion", "/mot-de-passe/oubli"],
  viewer: ["/compte/profil", "/compte/cles", "/compte/securite", "/compte/organisations", "/ma-liste", "/historique"],
  director: ["/studio", "/studio/films/nouveau"],
  moderator: ["/moderation/films", "/moderation/signalements"],
  admin: ["/admin/comptes", "/admin/audit", "/admin/taches"],
};

/** Answers of the server with an error of its own, from now on. */
function serverErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 500) errors.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  return errors;
}

/** Nothing of the hostile text became an element. Looked at again when the page changed meanwhile. */
async function isText(page: Page): Promise<void> {
  await expect(async () => {
    await page.waitForLoadState("networkidle");
    const found = await page.evaluate(() => [
      ...[...document.querySelectorAll('img[src*="x-hostile"], [onerror]')].map((it) => it.outerHTML),
      ...[...document.scripts].filter((it) => it.type !== "application/ld+json").map((it) => it.text).filter((it) => it.includes("hostile")),
      ...("hostile" in window ? ["a script ran"] : []),
    ]);
    expect(found, page.url()).toEqual([]);
  }).toPass({ timeout: 20_000 });
}

/** Fills the text fields of each form of the page, one form after the other, and sends it. Gives how many it sent. */
async function attack(page: Page, place: string): Promise<number> {
  await page.goto(place);
  const withTexts = page.locator("form").filter({ has: page.locator(TEXTS) });
  // By their actions: what one of them adds to the page may move the others.
  const actions = new Set(await withTexts.evaluateAll((all) => all.map((it) => it.getAttribute("action") ?? "")));
  for (const action of actions) {
    await page.goto(place);
    const answered = page.waitForResponse((it) => ["document", "xhr", "fetch"].includes(it.request().resourceType()));
    await withTexts.and(page.locator(`form[action="${action}"]`)).first().evaluate(
      (it, [texts, hostile]) => {
        const element = it as HTMLFormElement;
        for (const field of element.querySelectorAll<HTMLInputElement>(String(texts))) field.value = String(hostile);
        for (const field of element.querySelectorAll<HTMLInputElement>('input[type="email"]')) field.value = `a+${Date.now()}@example.org`;
        for (const field of element.querySelectorAll<HTMLInputElement>('input[type="password"]')) field.value = String(hostile);
        element.noValidate = true;
        element.requestSubmit(element.querySelector<HTMLElement>('button[type="submit"], button:not([type])') ?? undefined);
      },
      [TEXTS, HOSTILE],
    );
    await answered;
    await isText(page);
  }
  await page.goto(place);
  await isText(page);
  return actions.size;
}

for (const [role, places] of Object.entries(PAGES)) {
  test(`the forms of ${role} take markup and SQL as text`, async ({ page, language }) => {
    const errors = serverErrors(page);
    if (role !== "nobody") await signIn(page, language, account(role));
    let sent = 0;
    for (const place of places) sent += await attack(page, url(language, place));
    expect(sent, "forms with a text").toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });
}

test("a film, a list and a comment with markup in every text show it as text", async ({ page, language, unique }) => {
  const errors = serverErrors(page);
  await signUp(page, language, "director", unique);
  await page.goto(url(language, "/studio/films/nouveau"));
  await page.fill('input[name="title"]', `${HOSTILE} ${unique}`);
  await page.locator('form[action$="/studio/films/nouveau"] button[type="submit"]').first().click();
  await expect(page).toHaveURL(/\/studio\/films\/[0-9a-f-]{36}/);
  expect(await attack(page, new URL(page.url()).pathname)).toBeGreaterThan(0);

  await page.goto(url(language, "/films"));
  const film = await page.locator('main a[href*="/films/"]').first().getAttribute("href");
  expect(await attack(page, String(film))).toBeGreaterThan(0);
  await page.goto(String(film));
  await expect(page.locator("#commentaires")).toContainText('<img src="x-hostile"');
  for (const place of ["/ma-liste", "/studio", "/compte"]) {
    await page.goto(url(language, place));
    await isText(page);
  }
  expect(errors).toEqual([]);
});
