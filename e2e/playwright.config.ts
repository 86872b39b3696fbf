/** Browser journeys: French and English, on a phone and on a computer. */
import { defineConfig } from "@playwright/test";

import { CHROMIUM, FLAGS } from "./chromium.mjs";
import { freePort } from "./demo.mjs";

// Chosen once: the workers read this file again, and inherit the variable.
process.env.GRIOT_TEST_PORT ??= String(await freePort());

/**
 * What takes minutes runs once a language and once a size, not in all four: the pages it comes by are each looked at in all four.
 * `GRIOT_TEST_EVERYWHERE=1` runs everything everywhere, before a release.
 */
const EVERYWHERE = process.env.GRIOT_TEST_EVERYWHERE === "1";
const ONCE = [
  { projects: ["fr-1280", "en-360"], files: ["**/player.spec.ts", "**/offline.spec.ts"] },
  {
    projects: ["fr-360", "en-1280"],
    files: ["**/funding.test.ts", "**/first-film.test.ts", "**/agency.test.ts", "**/project-files.test.ts", "**/sales.test.ts"],
  },
];
/** Fills in every form, those that decide over other tests' films too: once, after all others. */
const LAST = "**/injection.test.ts";

const sizes = [
  { width: 360, height: 780, hasTouch: true },
  { width: 1280, height: 800, hasTouch: false },
];

const projects = ["fr", "en"].flatMap((language) =>
  sizes.map(({ width, height, hasTouch }) => ({
    name: `${language}-${width}`,
    use: { locale: language === "fr" ? "fr-FR" : "en-GB", viewport: { width, height }, hasTouch },
    metadata: { language, width },
  })),
);

export default defineConfig({
  testDir: "journeys",
  globalSetup: "./global-setup.ts",
  workers: 2,
  // On a busy machine a browser may miss a moment. What passes only when it is tried again is listed as flaky, never hidden.
  retries: 1,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./reporter.ts"]],
  use: {
    baseURL: `http://127.0.0.1:${process.env.GRIOT_TEST_PORT}`,
    // Recording costs a third of the machine: only what failed once is recorded.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: CHROMIUM, args: [...FLAGS, "--autoplay-policy=no-user-gesture-required"] },
  },
  projects: [
    ...projects.map((project) => ({
      ...project,
      testIgnore: [LAST, ...(EVERYWHERE ? [] : ONCE.filter((once) => !once.projects.includes(project.name)).flatMap(({ files }) => files))],
    })),
    { ...projects[1], name: "last", testMatch: LAST, dependencies: projects.map(({ name }) => name) },
  ],
});
