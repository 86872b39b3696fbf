/** Signing in without a password, and with a second factor: Chromium's own authenticator, and codes computed here. */
import { createHmac } from "node:crypto";

import type { Page } from "@playwright/test";

import { expect, form, isAccessible, send, signUp, test, url, type Language } from "../support";

// A passkey belongs to a name: the demo's public address is localhost, and an IP address cannot have one.
test.use({ baseURL: `http://localhost:${process.env.GRIOT_TEST_PORT}` });

const PASSWORD = "une longue phrase de passe";

/** A phone's authenticator inside the browser: it keeps passkeys, and its user is always recognised. */
async function addAuthenticator(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return async () => (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
}

async function signOut(page: Page, language: Language): Promise<void> {
  await page.goto(url(language, "/compte"));
  // The button stands in a menu that differs with the size of the screen; its form is the same.
  await form(page, "/deconnexion").first().evaluate((it: HTMLFormElement) => it.requestSubmit());
  await expect(page).toHaveURL(new RegExp(`${url(language, "/")}/?$`));
  await page.goto(url(language, "/compte"));
  await expect(page).toHaveURL(/\/connexion/);
}

/** The code of RFC 6238 for the 30-second step that is so many steps away from now. */
function code(secret: string, stepsAway = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000) + stepsAway));
  const mac = createHmac("sha1", key).update(counter).digest();
  const truncated = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fff_ffff;
  return String(truncated % 1_000_000).padStart(6, "0");
}

/** E-mail and password, as far as the page that asks for a code. */
async function upToTheCode(page: Page, language: Language, email: string): Promise<void> {
  await page.goto(url(language, "/connexion"));
  await page.fill('input[name="email"]', email);
  await page.fill('input[name="password"]', PASSWORD);
  await send(page, "/connexion");
  await expect(page).toHaveURL(/\/connexion\/double/);
}

test("a passkey is registered, named, signs in by itself, and opens nothing once removed", async ({ page, language, unique }) => {
  const held = await addAuthenticator(page);
  await signUp(page, language, "viewer", unique);
  await page.goto(url(language, "/compte/securite"));
  const register = page.locator('griot-passkey[data-action="register"]');
  await register.locator("input").fill("Téléphone");
  await register.locator("button").click();
  await expect(page.getByText("Téléphone", { exact: true })).toBeVisible();
  expect(await held()).toBe(1);
  await isAccessible(page);

  await page.locator("details summary").filter({ visible: true }).last().click();
  await page.locator('form[action$="/nom"] input[name="name"]').fill("Ma clé <b>");
  await send(page, "/nom");
  await expect(page.getByText("Ma clé <b>", { exact: true })).toBeVisible();

  await signOut(page, language);
  await page.locator('griot-passkey[data-action="sign-in"] button').click();
  await expect(page).toHaveURL(new RegExp(`${url(language, "/compte")}$`));
  await page.goto(url(language, "/compte/sessions"));
  await expect(page.locator("tbody tr")).toHaveCount(1);

  await page.goto(url(language, "/compte/securite"));
  await send(page, "/retrait");
  await expect(page.getByText("Ma clé <b>", { exact: true })).toHaveCount(0);

  // The authenticator still holds it; the server does not know it any more.
  await signOut(page, language);
  const island = page.locator('griot-passkey[data-action="sign-in"]');
  await island.locator("button").click();
  await expect(island.locator("[role=alert]")).toBeVisible();
  await expect(page).toHaveURL(/\/connexion/);
});

test("an application's code is asked for, used once, and replaced by a recovery code", async ({ page, language, unique }) => {
  const email = `viewer-${unique}@example.org`;
  await signUp(page, language, "viewer", unique);
  await page.goto(url(language, "/compte/securite"));
  await send(page, "/application/debut");
  await isAccessible(page);
  const secret = (await page.locator("main code").first().textContent()) ?? "";
  await page.fill('input[name="code"]', "000000");
  await send(page, "/compte/securite/application");
  await expect(page.locator("#error-code")).toBeVisible();
  await page.fill('input[name="code"]', code(secret));
  await send(page, "/compte/securite/application");
  const codes = await page.locator("#recovery-codes code").allTextContents();
  expect(codes).toHaveLength(10);
  await isAccessible(page);

  await signOut(page, language);
  await upToTheCode(page, language, email);
  await isAccessible(page);
  // The step of the enrolment is used up: the next one is accepted a little early.
  await page.fill('input[name="code"]', code(secret, 1));
  await send(page, "/connexion/double");
  await expect(page).toHaveURL(new RegExp(`${url(language, "/compte")}$`));

  await signOut(page, language);
  await upToTheCode(page, language, email);
  await page.fill('input[name="code"]', codes[0] ?? "");
  await send(page, "/connexion/double");
  await expect(page).toHaveURL(new RegExp(`${url(language, "/compte")}$`));

  await signOut(page, language);
  await upToTheCode(page, language, email);
  await page.fill('input[name="code"]', codes[0] ?? "");
  await send(page, "/connexion/double");
  await expect(page.locator("#error-code")).toBeVisible();
});
