/** What a backer keeps of a pledge, and what its creator reads of the money: receipt, proof, certificate, statement. */
import { readFile } from "node:fs/promises";

import type { Page } from "@playwright/test";

import { expect, form, isAccessible, type Language, url } from "../support";

/** The bytes behind a link that downloads. */
async function download(page: Page, link: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator(link).first().click()]);
  return readFile(await file.path());
}

/** The receipt as PDF, and its proof: computed in this browser, and checked by the server. `receipt` is the page of the payment. */
export async function receiptAndProof(page: Page, language: Language, receipt: string, place: string): Promise<void> {
  await expect(async () => {
    await page.goto(receipt);
    await expect(page.locator("[data-proof]")).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  await isAccessible(page);
  expect((await download(page, 'a[href*="/recu.pdf"]')).subarray(0, 5).toString()).toBe("%PDF-");
  const proof = (await download(page, 'a[href*="/preuve.json"]')).toString();
  await page.goto(url(language, `${place}/preuve`));
  await isAccessible(page);
  const area = page.locator('textarea[name="proof"]');
  await area.fill(proof.replace(/"amount_minor": \d+/, '"amount_minor": 1'));
  const here = page.locator('griot-proof p[role="status"]');
  await expect(here).toContainText(language === "fr" ? "changé" : "changed");
  await area.fill(proof);
  await expect(here).toContainText(language === "fr" ? "sans nous" : "without us");
  await form(page, "/preuve").locator('button[type="submit"]').click();
  await expect(page.locator("[data-checked]")).toContainText(language === "fr" ? "Vérifié" : "Checked");
  await isAccessible(page);
  await page.goto(receipt);
}

/** Once the project succeeded: the backer's certificate, and each line of the creator's statement. */
export async function certificateAndStatement(backer: Page, creator: Page, language: Language, receipt: string, title: string): Promise<void> {
  await backer.goto(receipt);
  expect((await download(backer, 'a[href*="/certificat.pdf"]')).subarray(0, 5).toString()).toBe("%PDF-");
  await creator.goto(url(language, "/compte/releve"));
  await expect(creator.locator("[data-account]")).toHaveCount(2);
  await isAccessible(creator);
  await creator.locator("[data-account] a", { hasText: title }).click();
  await expect(creator.locator("[data-line]")).not.toHaveCount(0);
  await expect(creator.locator("[data-line]").last()).toContainText(title);
  await isAccessible(creator);
}
