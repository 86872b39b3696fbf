/** What the journeys share: languages, forms, mails, accessibility, a small film. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test as base } from "@playwright/test";

import { type Account, binary, type Card } from "./demo.mjs";

export type Language = "fr" | "en";

/** The tests of one project: its language, and a unique name for what they make. */
export const test = base.extend<{ language: Language; unique: string }>({
  language: async ({}, use, info) => use(info.project.metadata["language"] as Language),
  unique: async ({}, use, info) => use(`${info.project.name}-${info.workerIndex}-${Date.now().toString(36)}`),
});

/** A path in the visitor's language: French has no prefix. */
export function url(language: Language, path: string): string {
  return language === "fr" ? path : `/en${path === "/" ? "" : path}`;
}

/** The demo account with this role, or this address. */
export function account(who: string): Account {
  const card = JSON.parse(process.env.GRIOT_TEST_CARD ?? "{}") as Card;
  const found = card.accounts.find((it) => it.role === who || it.email === who);
  if (found === undefined) throw new Error(`the demo has no ${who}`);
  return found;
}

/** The form that is sent to a path with this end. */
export function form(page: Page, end: string) {
  return page.locator(`form[action$="${end}"]`);
}

/** Presses the form's own button. */
export async function send(page: Page, end: string): Promise<void> {
  await form(page, end).first().locator('button[type="submit"]').first().click();
}

export async function signIn(page: Page, language: Language, who: { email: string; password: string }): Promise<void> {
  await page.goto(url(language, "/connexion"));
  await page.fill('input[name="email"]', who.email);
  await page.fill('input[name="password"]', who.password);
  await send(page, "/connexion");
  await expect(page).not.toHaveURL(/\/connexion/);
}

/** Creates an account by the pages, follows the link of the mail, and signs in. */
export async function signUp(page: Page, language: Language, kind: "viewer" | "director", name: string): Promise<void> {
  const who = { email: `${kind}-${name}@example.org`, password: "une longue phrase de passe" };
  await page.goto(url(language, "/inscription"));
  await page.locator(`input[name="kind"][value="${kind}"]`).check();
  await page.fill('input[name="display_name"]', `Personne ${name}`);
  await page.fill('input[name="email"]', who.email);
  await page.fill('input[name="password"]', who.password);
  await send(page, "/inscription");
  await page.goto(await linkInMail(page, who.email));
  await send(page, "/verification");
  await signIn(page, language, who);
}

/** The verification link of the newest mail to this address, from the demo's mailbox page. */
async function linkInMail(page: Page, to: string): Promise<string> {
  const link = page.locator('article a[href*="/verification?jeton="]').first();
  await expect(async () => {
    await page.goto(`/_mailbox?to=${encodeURIComponent(to)}`);
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const address = new URL((await link.getAttribute("href")) ?? "");
  return address.pathname + address.search;
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Nothing that axe can see is wrong with the page as it stands, and nothing is wider than the screen. `except` names
 * what somebody else wrote. */
export async function isAccessible(page: Page, except?: string): Promise<void> {
  const axe = new AxeBuilder({ page }).withTags(RULES);
  const { violations } = await (except === undefined ? axe : axe.exclude(except)).analyze();
  const found = violations.map((it) => `${it.id}: ${it.help}\n${it.nodes.map((node) => `  ${node.html}\n  ${node.failureSummary}`).join("\n")}`);
  expect(found, `axe on ${page.url()}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `${page.url()} is wider than the screen by`).toBeLessThanOrEqual(0);
}

/** Thirty seconds of moving pictures and sound, heavy enough that an upload takes several requests. */
export async function smallFilm(): Promise<string> {
  const path = join(process.env.GRIOT_TEST_FILMS ?? (await mkdtemp(join(tmpdir(), "griot-film-"))), "film.mp4");
  if (existsSync(path)) return path;
  const video = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=24:duration=30"];
  const sound = ["-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000:duration=30"];
  const coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-x264-params", "nal-hrd=cbr:force-cfr=1"];
  const rate = ["-b:v", "3M", "-minrate", "3M", "-maxrate", "3M", "-bufsize", "1M", "-c:a", "aac", "-ac", "2", "-shortest"];
  await promisify(execFile)("ffmpeg", ["-v", "error", "-y", ...video, ...sound, ...coded, ...rate, path]);
  return path;
}

/** The data folder of the demo that all journeys share. */
export function dataFolder(): string {
  const folder = process.env.GRIOT_TEST_DATA;
  if (folder === undefined) throw new Error("GRIOT_TEST_DATA names the data folder of the demo");
  return folder;
}

/** What the operator's program says of the demo while it runs; a failure is told with its words. */
export async function griot(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(binary(), ["--data", dataFolder(), ...words]);
  return stdout;
}

/** Lets the time of a campaign be over. No clock can be set from outside: the deadline itself is moved, in the demo's own database, as
 * nobody who uses the product can. */
export async function endCampaign(place: string): Promise<void> {
  const folder = dataFolder();
  const slug = (place.split("/").pop() ?? "").replaceAll("'", "''");
  const sql = `BEGIN; SET LOCAL session_replication_role = replica;
    UPDATE crowdfunding.projects SET deadline_at = now() WHERE slug = '${slug}' AND state = 'online';
    UPDATE platform.jobs SET run_at = now() WHERE name = 'crowdfunding.close-project'
      AND unique_key = (SELECT id::text FROM crowdfunding.projects WHERE slug = '${slug}');
    COMMIT`;
  const database = ["-h", join(folder, "postgres/run"), "-U", "griot", "-d", "griot"];
  await promisify(execFile)("psql", [...database, "-v", "ON_ERROR_STOP=1", "-qc", sql]);
}

export { expect };
