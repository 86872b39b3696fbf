// @ts-check
/** Starts a demo of the binary for a test run, on a free port with a data folder of its own, and stops it by its pid. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";

/** @typedef {{ email: string, password: string, role: string, name: string }} Account */
/** @typedef {{ url: string, accounts: Account[] }} Card */
/** @typedef {{ port?: number, films?: number, environment?: Record<string, string> }} Options */

const START_LIMIT_MS = 120_000;
/** Encoding takes what it takes: half a minute on two quiet cores. */
const FILMS_LIMIT_MS = 600_000;
const STOP_LIMIT_MS = 20_000;

/** The binary under test: `bin/test` names it, otherwise the one that cargo builds here. */
export function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../target", import.meta.url));
  return process.env.GRIOT_TEST_BINARY ?? join(target, "debug/griot");
}

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Asks `condition` until it answers with something, and fails after `limitMs`.
 * @template T
 * @param {string} what
 * @param {() => Promise<T | undefined>} condition
 * @param {number} limitMs
 * @returns {Promise<T>}
 */
export async function eventually(what, condition, limitMs) {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await condition();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await pause(250);
  }
}

/** A running demo. */
export class Demo {
  /**
   * @param {import("node:child_process").ChildProcess | undefined} child what this process started, if it did
   * @param {string} folder
   * @param {Card} card
   */
  constructor(child, folder, card) {
    this.child = child;
    this.folder = folder;
    this.card = card;
    this.url = card.url.replace(/\/$/, "");
  }

  /** The demo whose `demo.json` GRIOT_TEST_DEMO names, left running afterwards; without the variable, one of its own.
   * @param {Options} options
   */
  static async shared(options = {}) {
    const file = process.env.GRIOT_TEST_DEMO;
    if (file === undefined) return Demo.start(options);
    return new Demo(undefined, "", /** @type {Card} */ (JSON.parse(await readFile(file, "utf8"))));
  }

  /** Starts one and waits until it answers and has its films.
   * @param {Options} options
   */
  static async start({ port, films = 1, environment = {} } = {}) {
    const folder = await mkdtemp(join(tmpdir(), "griot-e2e-"));
    const log = /** @type {string[]} */ ([]);
    const chosen = port ?? (await freePort());
    const args = ["--data", folder, "demo", "--port", String(chosen), "--films", String(films)];
    const env = { ...process.env, ...environment };
    // A database of its own, whatever the developer's shell names.
    delete env.DATABASE_URL;
    const child = spawn(binary(), args, { stdio: ["ignore", "pipe", "pipe"], env });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => log.push(String(data)));
    try {
      const card = await eventually("the demo's accounts", () => readCard(child, folder, log), START_LIMIT_MS);
      const demo = new Demo(child, folder, { ...card, url: `http://127.0.0.1:${chosen}` });
      await demo.waitForFilms(films, log);
      return demo;
    } catch (error) {
      await end(child);
      await rm(folder, { recursive: true, force: true });
      throw new Error(`${error}\n${log.join("")}`);
    }
  }

  /** Waits until the films are published, which is when their first quality can be watched; the others follow.
   * @param {number} films
   * @param {string[]} log
   */
  async waitForFilms(films, log) {
    const listed = async () => {
      if (this.child !== undefined && this.child.exitCode !== null) throw new Error(`the demo ended: ${log.join("")}`);
      const page = await (await fetch(`${this.url}/films`)).text();
      const found = new Set([...page.matchAll(/href="(\/films\/[^"/?#]+)"/g)].map((match) => match[1]));
      return found.size >= films || undefined;
    };
    await eventually(`${films} films`, listed, FILMS_LIMIT_MS);
  }

  /** The demo account with this role. @param {string} role */
  account(role) {
    const account = this.card.accounts.find((it) => it.role === role);
    if (account === undefined) throw new Error(`the demo has no ${role}`);
    return account;
  }

  /** Stops it and removes its folder. */
  async stop() {
    if (this.child === undefined) return;
    await end(this.child);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** @param {import("node:child_process").ChildProcess} child @param {string} folder @param {string[]} log */
async function readCard(child, folder, log) {
  if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}: ${log.join("")}`);
  try {
    return /** @type {Card} */ (JSON.parse(await readFile(join(folder, "demo.json"), "utf8")));
  } catch {
    return undefined; // not written yet
  }
}

/** Asks the process to stop, and ends it when it does not. @param {import("node:child_process").ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const gone = once(child, "exit");
  const late = pause(STOP_LIMIT_MS, "late", { ref: false });
  if ((await Promise.race([gone, late])) === "late") {
    child.kill("SIGKILL");
    await gone;
  }
}
