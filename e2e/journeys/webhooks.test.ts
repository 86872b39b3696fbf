/** A webhook from its making to its log: a program on this machine receives a signed message, answers, and the answer is read on the page;
 * an address of our own network is refused unless the machine is one's own. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, form, isAccessible, signUp, test, url } from "../support";

interface Got {
  headers: IncomingHttpHeaders;
  body: string;
}

test("an endpoint is made, told, and its log has the body and the answer", async ({ page, language, unique }) => {
  const got: Got[] = [];
  const receiver = await listen(got);
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
  await signUp(page, language, "viewer", `hook-${unique}`);
  await page.goto(url(language, "/compte/webhooks"));
  await isAccessible(page);
  const making = form(page, "/compte/webhooks");
  await making.locator('input[name="name"]').fill("Caisse");
  await making.locator('input[name="url"]').fill("pas une adresse");
  await making.evaluate((it: HTMLFormElement) => (it.noValidate = true));
  await making.locator("button[type=submit]").click();
  await expect(page.locator("#error-url")).toBeVisible();
  await expect(page.locator("#f-name"), "what was typed stays").toHaveValue("Caisse");
  await isAccessible(page);
  await page.locator("#f-url").fill(address);
  await page.locator('input[name="events"][value="commission.earned"]').check();
  await form(page, "/compte/webhooks").locator("button[type=submit]").click();
  const secret = await page.locator("[data-secret]").innerText();
  expect(secret).toMatch(/^whsec_/);
  await isAccessible(page);

  await page.locator("main a.btn-primary").click();
  await isAccessible(page);
  await page.locator('select[name="event"]').selectOption("commission.earned");
  await form(page, "/essai").locator("button[type=submit]").click();
  await expect.poll(() => got.length, { timeout: 30_000 }).toBe(1);
  expect(isSigned(got[0] as Got, secret), "signed with the key that was shown").toBe(true);
  expect(JSON.parse(got[0]?.body ?? "{}")).toMatchObject({ type: "commission.earned", test: true });
  await expect(async () => {
    await page.reload();
    await expect(page.locator("main")).toContainText("bien reçu", { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(page.locator("main")).toContainText("HTTP 202");
  await expect(page.locator("main")).toContainText('"type":"commission.earned"');
  await isAccessible(page);

  await form(page, "/renvoi").locator("button[type=submit]").click();
  await expect.poll(() => got.length, { timeout: 30_000 }).toBe(2);
  expect(got[1]?.headers["webhook-id"], "sent again it is the same message").toBe(got[0]?.headers["webhook-id"]);
  receiver.close();
});

/** The program of somebody: keeps what it is told, and answers that it has it. */
async function listen(got: Got[]): Promise<Server> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (body += part));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.writeHead(202, { "content-type": "text/plain; charset=utf-8" }).end("bien reçu");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** As docs/webhooks.md says. */
function isSigned({ headers, body }: Got, secret: string): boolean {
  const key = new Uint8Array(Buffer.from(secret.slice("whsec_".length), "base64"));
  const right = createHmac("sha256", key).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
  return String(headers["webhook-signature"]).split(" ").includes(`v1,${right}`);
}
