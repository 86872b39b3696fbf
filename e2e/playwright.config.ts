/** Browser journeys: French and English, on a phone and on a computer. */
import { defineConfig } from "@playwright/test";

import { CHROMIUM, FLAGS } from "./chromium.mjs";
import { freePort } from "./demo.mjs";

// Chosen once: the workers read this file again, and inherit the variable.
process.env.GRIOT_TEST_PORT ??= String(await freePort());

/** What plays films or leaves the network runs once a language and once a size: it is slow, and the same for all four. */
const ONCE = ["fr-1280", "en-360"];
const HEAVY = ["**/player.spec.ts", "**/offline.spec.ts"];
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
      testIgnore: ONCE.includes(project.name) ? [LAST] : [LAST, ...HEAVY],
    })),
    { ...projects[1], name: "last", testMatch: LAST, dependencies: projects.map(({ name }) => name) },
  ],
});
