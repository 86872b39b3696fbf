/** Cash at an agency: a payer's voucher, photographed by an agent without network, kept through a closed page, sent when the network is
 * back; and the payer is thanked. */
import type { Page } from "@playwright/test";

import { account, expect, isAccessible, type Language, send, signIn, test, url } from "../support";

test.setTimeout(240_000);

test("an agent takes cash without network, and it is booked when the network is back", async ({ page, browser, language }, info) => {
  const { locale, viewport, hasTouch, baseURL } = info.project.use;
  const at = { locale, viewport, hasTouch, baseURL } as object;
  await test.step("the payer chooses cash", () => choose(page, language));
  const photo = await page.locator("[data-voucher-picture]").screenshot();

  const agency = await browser.newContext(at);
  let agent = await agency.newPage();
  await signIn(agent, language, account("agent"));
  await test.step("the agent's page is there without network", async () => {
    await open(agent, language);
    await isAccessible(agent);
    await agency.setOffline(true);
    await agent.reload();
    await expect(agent.locator("griot-vouchers[data-ready]")).toBeVisible();
  });
  await test.step("cash is taken without network", async () => {
    await photograph(agent, photo);
    await expect(agent.locator("[data-shown]")).toContainText(/2[\u202f,]000/);
    await expect(agent.locator("[data-shown]")).toContainText(language === "fr" ? "Signature vérifiée" : "Signature checked");
    await isAccessible(agent);
    await agent.locator("[data-received]").click();
    await expect(agent.locator('[data-entries] [data-state="waiting"]')).toHaveCount(1);
    await photograph(agent, photo);
    await expect(agent.locator("[data-shown]"), "once").toContainText(language === "fr" ? "déjà dans votre liste" : "in your list already");
  });
  await test.step("closing the page loses nothing", async () => {
    await agent.close();
    agent = await agency.newPage();
    await agent.goto(url(language, "/agence"));
    await expect(agent.locator('[data-entries] [data-state="waiting"]')).toHaveCount(1);
    await isAccessible(agent);
  });
  await test.step("it is sent when the network is back", async () => {
    await agency.setOffline(false);
    await expect(agent.locator('[data-entries] [data-state="sent"]')).toHaveCount(1, { timeout: 30_000 });
    await isAccessible(agent);
  });
  await expect(page.locator("h1")).toContainText(language === "fr" ? "Merci" : "Thank you", { timeout: 60_000 });
  await isAccessible(page);
  await agency.close();
});

test("an agent takes cash by the short code; the staff books the deposit", async ({ page, browser, language, unique }, info) => {
  const { locale, viewport, hasTouch, baseURL } = info.project.use;
  const at = { locale, viewport, hasTouch, baseURL } as object;
  await choose(page, language);
  const code = await page.locator("[data-voucher-code]").innerText();

  const agent = await (await browser.newContext(at)).newPage();
  await signIn(agent, language, account("agent"));
  await agent.goto(url(language, "/agence"));
  await agent.fill('input[name="bon"]', code.toLowerCase());
  await send(agent, "/agence/bon");
  await expect(agent.locator("main")).toContainText(/2[\u202f,]000/);
  await isAccessible(agent);
  await send(agent, "/agence/encaisser");
  await expect(agent).toHaveURL(/\/agence$/);
  await expect(page.locator("h1")).toContainText(language === "fr" ? "Merci" : "Thank you", { timeout: 60_000 });

  const staff = await (await browser.newContext(at)).newPage();
  await signIn(staff, language, account("admin"));
  await staff.goto(url(language, "/admin/agences"));
  await isAccessible(staff);
  await staff.getByRole("link", { name: account("agent").name }).first().click();
  await isAccessible(staff);
  await staff.fill('input[name="amount"]', "2 000");
  await staff.fill('input[name="reference"]', `BOA ${unique}`);
  await staff.fill('input[name="reason"]', "Dépôt du soir");
  await send(staff, "/depot");
  await expect(staff.locator("main")).toContainText(`BOA ${unique}`);
  for (const opened of [agent, staff]) await opened.context().close();
});

/** Chooses 2 000 francs for a project that is online, and cash: the page shows the voucher. */
async function choose(page: Page, language: Language): Promise<void> {
  const project = page.locator('main a[href*="/projets/"]').first();
  await expect(async () => {
    await page.goto(url(language, "/projets"));
    await expect(project).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 120_000 });
  await project.click();
  await page.locator('a[href*="/contribuer"]').first().click();
  await page.fill('input[name="amount"]', language === "fr" ? "2 000" : "2,000");
  await page.fill('input[name="name"]', "Nadège");
  await send(page, "/contribuer");
  await page.locator('input[name="rail"][value="cash"]').check();
  await page.locator("form:has(input[name=rail]) button[type=submit]").click();
  await expect(page.locator("[data-voucher-picture] svg")).toBeVisible();
  await isAccessible(page);
}

/** Opens the page of agents and waits until the worker has kept it, with what it runs. */
async function open(agent: Page, language: Language): Promise<void> {
  const place = url(language, "/agence");
  await agent.goto(place);
  await expect(agent.locator("griot-vouchers[data-ready]")).toBeVisible();
  const kept = async (path: string): Promise<boolean> => {
    const keys = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    const paths = keys.flat().map((request) => new URL(request.url).pathname);
    return paths.includes(path) && paths.some((known) => known.includes("/vouchers-")) && paths.some((known) => known.includes("/decode-"));
  };
  await expect.poll(() => agent.evaluate(kept, place), { timeout: 30_000 }).toBe(true);
}

async function photograph(agent: Page, photo: Buffer): Promise<void> {
  await agent.locator("[data-photo]").setInputFiles({ name: "bon.png", mimeType: "image/png", buffer: photo });
}
