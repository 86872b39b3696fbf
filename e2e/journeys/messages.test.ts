/** Two people write to each other live: what one sends is on the other's page without a reload, a telephone number in words is masked and its
 * sender told, and the count beside the bell follows. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { dataFolder, expect, isAccessible, send, signIn, signUp, test, url } from "../support";

test.setTimeout(180_000);

test("two people write to each other live, and a number in words is masked and told", async ({ page, browser, language, unique }, info) => {
  const { locale, viewport, hasTouch, baseURL } = info.project.use;
  const at = { locale, viewport, hasTouch, baseURL } as object;
  const [afi, salma] = [`afi-${unique}`, `salma-${unique}`];
  const other = await (await browser.newContext(at)).newPage();
  await signUp(page, language, "viewer", afi);
  await signUp(other, language, "viewer", salma);
  await page.goto(url(language, "/messages"));
  await isAccessible(page);
  const place = url(language, `/messages/${await open(afi, salma)}`);

  await page.goto(place);
  await isAccessible(page);
  await other.goto(url(language, "/messages"));
  await test.step("what is sent arrives without a reload", async () => {
    await write(page, "Bonjour, le colis est prêt.");
    await expect(other.locator("main")).toContainText(language === "fr" ? "1 non lu" : "1 unread");
    await expect(other.locator("[data-bell=messages] .bell-count")).toHaveText("1");
    await isAccessible(other);
    await other.locator('main a[href*="/messages/"]').first().click();
    await expect(other.locator("[data-thread]")).toContainText("le colis est prêt");
    await expect(page.locator("[data-thread]"), "who wrote sees that it was read").toContainText(language === "fr" ? "Lu" : "Read");
  });
  await test.step("a telephone number in words is masked, and its sender is told what left and what stayed", async () => {
    await write(other, "Merci ! Appelez-moi au quatre-vingt-dix douze trente-quatre cinquante-six, je suis là jeudi");
    const warning = other.locator("[data-masked]");
    await expect(warning).toContainText(language === "fr" ? "numéro de téléphone" : "telephone number");
    await expect(warning).toContainText("je suis là jeudi");
    await isAccessible(other);
    await expect(page.locator("[data-thread]")).toContainText("je suis là jeudi");
    await expect(page.locator("[data-thread]")).toContainText("•••");
    await expect(page.locator("main")).not.toContainText("cinquante-six");
    await isAccessible(page);
  });
  await test.step("it works by the keyboard", async () => {
    await page.locator("textarea").fill("À jeudi");
    await page.locator("textarea").press("Control+Enter");
    await expect(other.locator("[data-thread]")).toContainText("À jeudi");
    await expect(page.locator("textarea")).toBeFocused();
    await expect(page.locator("textarea")).toHaveValue("");
  });
  await test.step("a message is reported", async () => {
    await page.locator('a[href*="/signalement/"]').first().click();
    await isAccessible(page);
    await page.locator('input[name="reason"][value="spam"]').check();
    await page.locator('form[action*="/signalement/"] button[type="submit"]').first().click();
    await expect(page).toHaveURL(new RegExp(`${place}$`));
  });
  await test.step("who is blocked cannot write", async () => {
    await page.locator("summary").last().click();
    await send(page, "/blocage");
    await other.goto(place);
    await expect(other.locator("main textarea")).toHaveCount(0);
    await isAccessible(other);
  });
  await other.context().close();
});

test("without scripts a conversation is a form and a reload", async ({ browser, page, language, unique }, info) => {
  const { locale, viewport, hasTouch, baseURL } = info.project.use;
  const [one, two] = [`un-${unique}`, `deux-${unique}`];
  for (const name of [one, two]) {
    await signUp(page, language, "viewer", name);
    await page.context().clearCookies();
  }
  const id = await open(one, two);
  const context = await browser.newContext({ locale, viewport, hasTouch, baseURL, javaScriptEnabled: false } as object);
  const plain = await context.newPage();
  await signIn(plain, language, { email: `viewer-${one}@example.org`, password: "une longue phrase de passe" });
  await plain.goto(url(language, `/messages/${id}`));
  await plain.locator("textarea").fill("Écrivez-moi à afi arobase exemple point com, merci");
  await send(plain, `/messages/${id}`);
  await expect(plain.locator("[data-masked]")).toContainText(language === "fr" ? "adresse e-mail" : "mail address");
  await expect(plain.locator("[data-thread]")).toContainText("merci");
  await context.close();
});

/** Opens a conversation of two people in the demo's own database, as the program does once one asked to promote the other's products. */
async function open(one: string, other: string): Promise<string> {
  const folder = dataFolder();
  const id = `(SELECT id FROM identity.account WHERE email = 'viewer-`;
  const [a, b] = [`${id}${one}@example.org')`, `${id}${other}@example.org')`];
  const sql = `WITH opened AS (
      INSERT INTO messaging.conversation (id, subject_kind, subject_id, first_kind, first_id, second_kind, second_id, opened_at)
      SELECT gen_random_uuid(), 'partnership', gen_random_uuid(), 'account', least(${a}, ${b}), 'account', greatest(${a}, ${b}), now()
      RETURNING id, first_id, second_id),
    sides AS (
      INSERT INTO messaging.side (conversation_id, place, kind, side_id, active_at)
      SELECT id, 'first', 'account', first_id, now() FROM opened UNION ALL SELECT id, 'second', 'account', second_id, now() FROM opened)
    SELECT id FROM opened`;
  const database = ["-h", join(folder, "postgres/run"), "-U", "griot", "-d", "griot", "-v", "ON_ERROR_STOP=1", "-qAt"];
  const { stdout } = await promisify(execFile)("psql", [...database, "-c", sql]);
  return stdout.trim();
}

async function write(page: import("@playwright/test").Page, text: string): Promise<void> {
  await page.locator("textarea").fill(text);
  await page.locator("[data-composer] button[type=submit]").click();
  await expect(page.locator("textarea")).toHaveValue("");
}
