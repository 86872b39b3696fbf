/** The player in a real browser: what it offers, what it saves, and what it does when something breaks. */
import type { Locator, Page } from "@playwright/test";

import { account, expect, signIn, test, url } from "../support";

/** The drawn film of every demo: 24 seconds, AV1 and AVC, French and English subtitles, two sound tracks. */
const FILM = "/films/la-pirogue-d-ayele";

test.beforeAll(async ({ browser, baseURL }) => {
  test.setTimeout(600_000);
  // A film is watchable from its first quality on; these journeys need all of them.
  const context = await browser.newContext({ baseURL: String(baseURL) });
  const page = await context.newPage();
  await expect(async () => {
    await page.goto(FILM);
    const endpoint = await page.locator("griot-player").getAttribute("endpoint", { timeout: 1000 });
    const csrf = await page.locator("griot-player").getAttribute("csrf");
    const answer = await page.request.post(String(endpoint), { data: { lite: false }, headers: { "X-CSRF-Token": String(csrf) } });
    const opened = (await answer.json()) as { qualities: { codec: string; height: number }[] };
    const has = (codec: string) => opened.qualities.filter((it) => it.codec === codec).length;
    expect([has("av1"), has("avc")]).toEqual([3, 3]);
  }).toPass({ timeout: 580_000, intervals: [2000] });
  await context.close();
});

/** The state of the picture. */
function picture(page: Page) {
  return page.locator("griot-player video").evaluate((it) => {
    const video = it as HTMLVideoElement;
    const { currentTime: seconds, videoHeight: lines, paused, muted, volume, playbackRate: speed } = video;
    const cues = video.parentElement?.querySelector(".gp-cues")?.textContent ?? "";
    return { seconds, lines, paused, muted, volume, speed, cues, source: video.currentSrc };
  });
}

async function seconds(page: Page): Promise<number> {
  return (await picture(page)).seconds;
}

async function play(page: Page): Promise<void> {
  await page.locator(".player-play").click();
  await plays(page);
}

/** The picture moves: from here on, wherever it is. */
async function plays(page: Page, from = 0.2): Promise<void> {
  await expect.poll(() => seconds(page), { timeout: 30_000 }).toBeGreaterThan(from);
}

/** The button of the bar with this name. */
function bar(page: Page, name: RegExp): Locator {
  return page.locator("griot-player .gp-bar").getByRole("button", { name });
}

async function settings(page: Page): Promise<Locator> {
  const panel = page.locator("griot-player .gp-panel");
  if (await panel.isHidden()) {
    await page.locator("griot-player .gp").hover();
    await page.locator("griot-player .gp-buttons button[aria-expanded]").click();
  }
  return panel;
}

/** The picture streams that were asked for since the call, by the name of their quality. */
function fetched(page: Page): Set<string> {
  const names = new Set<string>();
  page.on("request", (request) => {
    const rendition = /\/play\/[^/]+\/([^/]+)\/.*\.(m4s|mp4)/.exec(request.url());
    if (rendition?.[1]) names.add(rendition[1]);
  });
  return names;
}

test("before Play the page tells quality, megabytes and price, and fetches nothing of the film", async ({ page, language }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(url(language, FILM), { waitUntil: "networkidle" });
  const kilo = language === "fr" ? "Ko" : "KB";
  await expect(page.locator(".player-start")).toContainText(new RegExp(`360p · \\d+\\s${kilo}, (environ|about) (\\d+\\sFCFA|FCFA\\s\\d+)`));
  expect(asked.filter((path) => /\/play\/|\/playback|hls|\/js\/start/.test(path))).toEqual([]);
});

test("plays, and offers qualities with their megabytes, subtitles, sound, speed and picture-in-picture", async ({ page, language }) => {
  await page.goto(url(language, FILM));
  await play(page);
  await expect(bar(page, /^(Image dans l’image|Picture in picture)$/)).toBeVisible();

  const panel = await settings(page);
  const qualities = await panel.locator('select[name="quality"] option').allTextContents();
  expect(qualities[0]).toMatch(/^Automati/);
  expect(qualities.slice(1).map((text) => text.replace(/\s/g, " "))).toEqual([
    expect.stringMatching(/^240p · \d+ K[oB]$/),
    expect.stringMatching(/^360p · \d+ K[oB]$/),
    expect.stringMatching(/^480p · \d+ K[oB]$/),
    expect.stringMatching(/^(Son seul|Sound only) · \d+ K[oB]$/),
  ]);
  await expect(panel.locator(".gp-used")).toContainText(/\d+\sK[oB] \(~(\d+\sFCFA|FCFA\s\d+)\)/);

  for (const lines of [240, 480]) {
    await panel.locator('select[name="quality"]').selectOption(String(lines));
    await expect.poll(async () => (await picture(page)).lines, { timeout: 20_000 }).toBe(lines);
  }
  await panel.locator('select[name="subtitles"]').selectOption("en");
  await expect.poll(async () => (await picture(page)).cues).toMatch(/river waits|row for myself|lamp burning/);
  await panel.locator('select[name="subtitles"]').selectOption("fr");
  await expect.poll(async () => (await picture(page)).cues).toMatch(/fleuve n’attend|rame pour moi|lampe allumée/);
  const words = await page.locator(".gp-cue").boundingBox();
  const barTop = (await page.locator(".gp-seek").boundingBox())?.y ?? 0;
  expect((words?.y ?? 0) + (words?.height ?? 0), "the bar does not stand on the words").toBeLessThanOrEqual(barTop);
  await panel.locator('select[name="speed"]').selectOption("1.5");
  expect((await picture(page)).speed).toBe(1.5);
});

test("another sound track is heard when it is chosen", async ({ page, language }) => {
  await page.goto(url(language, FILM));
  const names = fetched(page);
  await play(page);
  const sound = (await settings(page)).locator('select[name="audio"]');
  const tracks = await sound.locator("option").allTextContents();
  expect(tracks).toEqual(language === "fr" ? ["Éwé", "Français"] : ["Ewe", "French"]);
  const before = new Set(names);
  const other = (await sound.inputValue()) === "0" ? "1" : "0";
  await sound.selectOption(other);
  await expect.poll(() => [...names].filter((name) => !before.has(name)).join()).toMatch(/./);
  const now = await seconds(page);
  await plays(page, now + 1);
  await expect(sound).toHaveValue(other);
});

test("the keyboard plays, seeks, mutes, changes speed and leaves fields alone", async ({ page, language }) => {
  await page.goto(url(language, FILM));
  await page.locator(".player-play").focus();
  await page.keyboard.press("Enter");
  await plays(page);
  const state = () => picture(page);
  await page.keyboard.press("k");
  await expect.poll(async () => (await state()).paused).toBe(true);
  await page.keyboard.press("5");
  await expect.poll(() => seconds(page)).toBeCloseTo(12, 0);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => seconds(page)).toBeCloseTo(17, 0);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => seconds(page)).toBeCloseTo(12, 0);
  await page.keyboard.press("m");
  await expect.poll(async () => (await state()).muted).toBe(true);
  await page.keyboard.press("m");
  await page.keyboard.press("ArrowDown");
  await expect.poll(async () => (await state()).volume).toBeCloseTo(0.95);
  await page.keyboard.press(">");
  await expect.poll(async () => (await state()).speed).toBe(1.25);
  await page.keyboard.press("c");
  await page.keyboard.press(" ");
  await expect.poll(async () => (await state()).paused).toBe(false);
  await expect.poll(async () => (await state()).cues).not.toBe("");
  await page.keyboard.press("f");
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.className)).toContain("gp");
  await page.keyboard.press("f");
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBeNull();
});

test("the scrubber shows thumbnails of where it points", async ({ page, language }) => {
  await page.goto(url(language, FILM));
  await play(page);
  await page.keyboard.press("k");
  const seek = page.locator("griot-player .gp-seek");
  const box = await seek.boundingBox();
  if (box === null) throw new Error("no scrubber");
  const sheet = page.waitForResponse((answer) => answer.url().includes("storyboard"));
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  expect((await sheet).status()).toBe(200);
  await expect(page.locator(".gp-preview-time")).toHaveText(/^0:1[12]$/);
  const tile = await page.locator(".gp-preview-image").evaluate((it) => ({ ...it.getBoundingClientRect().toJSON(), image: getComputedStyle(it).backgroundImage }));
  expect(tile.width).toBeGreaterThan(80);
  expect(tile.image).toContain("storyboard");
});

test("data-saver starts at 240 lines and is never offered more than 360", async ({ page, language, context, baseURL }) => {
  await context.addCookies([{ name: "lite", value: "1", url: String(baseURL) }]);
  await page.goto(url(language, FILM));
  const names = fetched(page);
  const master = page.waitForResponse((answer) => answer.url().includes("master.m3u8"));
  await play(page);
  const heights = [...(await (await master).text()).matchAll(/RESOLUTION=\d+x(\d+)/g)].map((match) => Number(match[1]));
  expect(Math.max(...heights)).toBeLessThanOrEqual(360);
  expect((await picture(page)).lines).toBe(240);
  const offered = await (await settings(page)).locator('select[name="quality"] option').allTextContents();
  expect(offered.join()).not.toMatch(/480p|720p|1080p/);
  await page.keyboard.press("Escape");
  await plays(page, 8);
  expect((await picture(page)).lines).toBeLessThanOrEqual(360);
  expect([...names].join()).not.toMatch(/480|720|1080/);
});

test("goes on at the second where the same person stopped", async ({ page, language, context }) => {
  await signIn(page, language, account("viewer"));
  await page.goto(url(language, FILM));
  await play(page);
  await page.keyboard.press("3");
  await plays(page, 9);
  const left = await seconds(page);
  await page.close({ runBeforeUnload: true });
  const again = await context.newPage();
  await expect(async () => {
    await again.goto(url(language, FILM));
    const offered = Number(await again.locator("griot-player").getAttribute("resume-ms", { timeout: 500 })) / 1000;
    expect(Math.abs(offered - left)).toBeLessThan(1.5);
  }).toPass({ timeout: 15_000 });
  await again.locator(".player-play").click();
  await plays(again, left - 1.5);
  expect(await seconds(again)).toBeLessThan(left + 6);
});

test("a browser without AV1 is given AVC", async ({ page, language }) => {
  await page.addInitScript(() => {
    const ask = navigator.mediaCapabilities.decodingInfo.bind(navigator.mediaCapabilities);
    navigator.mediaCapabilities.decodingInfo = async (query) => {
      const answer = await ask(query);
      return query.video?.contentType.includes("av01") ? { ...answer, supported: false, smooth: false } : answer;
    };
  });
  const names = fetched(page);
  await page.goto(url(language, FILM));
  await play(page);
  expect([...names].join()).toMatch(/avc/);
  expect([...names].join()).not.toMatch(/av1/);
});

test("pictures that stutter are replaced by AVC at the same second, and the next film begins with it", async ({ page, language }) => {
  await page.addInitScript(() => {
    // A device that drops every second picture of AV1.
    const real = HTMLVideoElement.prototype.getVideoPlaybackQuality;
    HTMLVideoElement.prototype.getVideoPlaybackQuality = function () {
      const totalVideoFrames = Math.round(performance.now() / 10);
      return { ...real.call(this), totalVideoFrames, droppedVideoFrames: totalVideoFrames / 2 } as VideoPlaybackQuality;
    };
  });
  const names = fetched(page);
  await page.goto(url(language, FILM));
  await play(page);
  expect([...names].join()).toMatch(/av1/);
  await expect.poll(() => [...names].join(), { timeout: 30_000 }).toMatch(/avc/);
  // Five seconds had been played; from the beginning it would take as long again to be there.
  await expect.poll(() => seconds(page), { timeout: 4000 }).toBeGreaterThan(4.5);
  expect(await page.evaluate(() => localStorage.getItem("griot.player"))).toContain('"avoidAv1":true');
});

test("AV1 that cannot be decoded is replaced by AVC", async ({ page, language }) => {
  await page.route(/\/play\/[^/]+\/[^/]*av1[^/]*\/.*\.(m4s|mp4)/, (route) =>
    route.fulfill({ status: 200, contentType: "video/mp4", body: Buffer.alloc(4000, 7) }),
  );
  const names = fetched(page);
  await page.goto(url(language, FILM));
  await page.locator(".player-play").click();
  await plays(page);
  expect([...names].join()).toMatch(/avc/);
});

test("without Media Source the browser's own HLS plays", async ({ page, language }) => {
  await page.addInitScript(() => {
    for (const name of ["MediaSource", "ManagedMediaSource", "WebKitMediaSource"]) Reflect.deleteProperty(window, name);
  });
  await page.goto(url(language, FILM));
  await play(page);
  expect((await picture(page)).source).toContain("master.m3u8");
  await page.keyboard.press("5");
  await plays(page, 12.5);
});

test("a refusal is told with a way to try again", async ({ page, language }) => {
  let broken = true;
  await page.route("**/playback", (route) =>
    broken ? route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"code":"unavailable","detail":""}' }) : route.continue(),
  );
  await page.goto(url(language, FILM));
  await page.locator(".player-play").click();
  const notice = page.locator("griot-player").getByRole("alertdialog");
  await expect(notice).toBeVisible();
  await expect(notice.locator("p")).not.toBeEmpty();
  broken = false;
  await notice.getByRole("button").click();
  await plays(page);
  await expect(notice).toBeHidden();
});

test("a line that breaks is said, and the film goes on when it is back", async ({ page, language, context }) => {
  let broken = false;
  // The first ten seconds arrive; the line breaks before the rest.
  await page.route(/\/play\/[^/]+\/[^/]+\/.*\.m4s/, (route) => {
    const number = Number(/(\d+)\.m4s/.exec(route.request().url())?.[1] ?? 0);
    return broken || number > 1 ? (broken = true) && route.abort("internetdisconnected") : route.continue();
  });
  await page.goto(url(language, FILM));
  await play(page);
  await context.setOffline(true);
  const said = page.locator("griot-player .gp-notices").getByText(/Pas de connexion|No connection/);
  await expect(said.first()).toBeVisible({ timeout: 30_000 });
  const at = await seconds(page);
  await page.unroute(/\/play\/[^/]+\/[^/]+\/.*\.m4s/);
  await context.setOffline(false);
  await plays(page, at + 2);
  await expect(said).toBeHidden();
});

test("without scripts a guest watches in the browser's own player", async ({ browser, language, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: String(baseURL) });
  const page = await context.newPage();
  await page.goto(url(language, FILM));
  await page.locator('form[action$="/regarder"] button').click();
  const video = page.locator("main video");
  await expect(video).toHaveAttribute("src", /master\.m3u8/);
  const master = await page.request.get(String(await video.getAttribute("src")));
  expect(await master.text()).toContain("#EXT-X-STREAM-INF");
  expect((await context.cookies()).map((cookie) => cookie.name)).toContain("griot_visitor");
  await context.close();
});
