// @ts-check
/** How Debian's Chromium is started: Playwright's own browsers are downloads, which an offline build cannot make. */
export const CHROMIUM = process.env.CHROME_PATH ?? "/usr/bin/chromium";

/** Quiet, and able to run as root and in a container. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];
