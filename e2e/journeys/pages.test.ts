/** Every page that anybody may see, and the gallery in every brand and mode: axe finds nothing. */
import { expect, isAccessible, test, url } from "../support";

const PUBLIC = ["/", "/films", "/recherche?q=lome", "/connexion", "/inscription", "/mot-de-passe/oubli", "/hors-ligne"];
const BRANDS = ["karangou", "mona", "sales"];
const MODES = ["light", "dark"] as const;

for (const path of PUBLIC) {
  test(`${path} is accessible in light and dark`, async ({ page, language }) => {
    for (const colorScheme of MODES) {
      await page.emulateMedia({ colorScheme });
      const response = await page.goto(url(language, path));
      expect(response?.status()).toBe(200);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await isAccessible(page);
    }
  });
}

test("a film page is accessible, also in data-saver mode", async ({ page, language, context, baseURL }) => {
  await page.goto(url(language, "/films"));
  await page.locator('main a[href*="/films/"]').first().click();
  await expect(page.locator("h1")).toBeVisible();
  await isAccessible(page);
  await context.addCookies([{ name: "lite", value: "1", url: String(baseURL) }]);
  await page.reload();
  await isAccessible(page);
});

test("the API page shows the operations; what is around Swagger UI is accessible", async ({ page }) => {
  await page.goto("/api/docs");
  await expect(page.locator(".swagger-ui .opblock").first()).toBeVisible();
  await isAccessible(page, ".swagger-ui");
});

test("an unknown page says so", async ({ page, language }) => {
  const response = await page.goto(url(language, "/films/il-n-y-a-pas"));
  expect(response?.status()).toBe(404);
  await isAccessible(page);
});

for (const brand of BRANDS) {
  test(`the gallery is accessible in ${brand}`, async ({ page, language }) => {
    for (const mode of MODES) {
      await page.goto(url(language, `/_ui?brand=${brand}&mode=${mode}`));
      await isAccessible(page);
    }
  });
}
