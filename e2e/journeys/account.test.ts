/** Pages that need an account: each answers and is accessible. */
import { account, expect, isAccessible, signIn, test, url } from "../support";

const OWN = ["/compte", "/compte/profil", "/compte/securite", "/compte/sessions", "/compte/cles", "/compte/organisations", "/compte/suppression", "/ma-liste", "/historique"];
const STAFF: [string, string[]][] = [
  ["director", ["/studio", "/studio/films/nouveau"]],
  ["moderator", ["/moderation/films", "/moderation/signalements"]],
  ["admin", ["/admin/comptes", "/admin/audit", "/admin/taches"]],
];

test("a viewer's own pages are accessible", async ({ page, language }) => {
  await signIn(page, language, account("viewer"));
  for (const path of OWN) {
    expect((await page.goto(url(language, path)))?.status(), path).toBe(200);
    await isAccessible(page);
  }
});

for (const [role, paths] of STAFF) {
  test(`the pages of a ${role} are accessible`, async ({ page, language }) => {
    await signIn(page, language, account(role));
    for (const path of paths) {
      expect((await page.goto(url(language, path)))?.status(), path).toBe(200);
      await isAccessible(page);
    }
  });
}

test("a page of staff is not for others", async ({ page, language }) => {
  await signIn(page, language, account("viewer"));
  expect((await page.goto(url(language, "/admin/comptes")))?.status()).toBe(403);
  await isAccessible(page);
});
