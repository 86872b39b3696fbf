/** What a creator shows beside the words of a project: a trailer that plays, and documents, one for everybody and one for the staff. */
import type { Page } from "@playwright/test";

import { expect, form, isAccessible, type Language, send, signUp, smallFilm, test, url } from "../support";

test.setTimeout(240_000);

test("a project gets a trailer that plays, and documents", async ({ page, language, unique }) => {
  await signUp(page, language, "director", unique);
  await page.goto(url(language, "/studio/projets/nouveau"));
  await page.fill('input[name="title"]', `Deux rives ${unique}`);
  await send(page, "/studio/projets/nouveau");
  await expect(page).toHaveURL(/\/studio\/projets\/[0-9a-f-]{36}/);
  const studio = new URL(page.url()).pathname;
  await test.step("the trailer", () => trailer(page, studio));
  await test.step("documents", () => documents(page, language, studio));
});

async function trailer(page: Page, studio: string): Promise<void> {
  await page.goto(`${studio}/bande-annonce`);
  await isAccessible(page);
  const set = form(page, "/bande-annonce").first();
  await set.locator('input[type="file"]').setInputFiles(await smallFilm());
  await expect(set.locator('input[name="asset"]')).toHaveValue(/[0-9a-f-]{36}/, { timeout: 60_000 });
  await isAccessible(page);
  await set.locator('button[type="submit"]').last().click();
  await expect(async () => {
    await page.goto(`${studio}/bande-annonce`);
    await expect(page.locator("griot-player .player-play")).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 150_000 });
  await isAccessible(page);
  await page.locator("griot-player .player-play").click();
  await expect(async () => {
    const at = await page.locator("griot-player video").evaluate((video: HTMLVideoElement) => video.currentTime);
    expect(at).toBeGreaterThan(1);
  }).toPass({ timeout: 30_000 });
}

async function documents(page: Page, language: Language, studio: string): Promise<void> {
  for (const [title, audience] of [["Devis image", "public"], ["Contrat", "review"]] as const) {
    await page.goto(`${studio}/documents`);
    const add = form(page, "/documents").last();
    const file = { name: "devis.pdf", mimeType: "application/pdf", buffer: pdf() };
    await add.locator('input[type="file"]').setInputFiles(file);
    await expect(add.locator('input[name="asset"]')).toHaveValue(/[0-9a-f-]{36}/, { timeout: 60_000 });
    await add.locator('input[name="title"]').fill(title);
    await add.locator(`input[name="audience"][value="${audience}"]`).check();
    await isAccessible(page);
    await add.locator('button[type="submit"]').last().click();
    await expect(page.locator("[data-document]", { hasText: title })).toBeVisible();
  }
  const checking = language === "fr" ? "En cours de vérification" : "Being checked";
  await expect(async () => {
    await page.goto(`${studio}/documents`);
    await expect(page.locator("main")).not.toContainText(checking, { timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await isAccessible(page);
  const saved = page.waitForEvent("download");
  await page.locator("[data-document] a", { hasText: "Devis image" }).click();
  expect((await saved).suggestedFilename()).toMatch(/^Devis.*\.pdf$/);
}

/** One empty page. */
function pdf(): Buffer {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  const start = text.length;
  text += `xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}
