// @ts-check
/** Uploads a file with tus-js-client over a line that keeps breaking, through a kill -9 of the server, and compares what
 * arrived with what was sent. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";

import * as tus from "tus-js-client";

import { Demo, binary, eventually, freePort } from "../demo.mjs";

const FILE_BYTES = 12 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const KILL_AFTER_BYTES = 5 * 1024 * 1024;
const LIMIT_MS = 300_000;

/** An uncompressed sound file of noise that repeats for the same seed: no two of its blocks are alike. */
function noise() {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(FILE_BYTES - 8, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(192_000, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(FILE_BYTES - 44, 40);
  const blocks = [header];
  for (let block = 0; block * 32 < FILE_BYTES - 44; block += 1) blocks.push(createHash("sha256").update(`griot ${block}`).digest());
  return Buffer.concat(blocks).subarray(0, FILE_BYTES);
}

/** A line to the server that breaks after every 700 KB or so. @param {number} port */
async function brokenLine(port) {
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    let left = 400_000 + ((cuts * 7919) % 13) * 50_000;
    client.on("data", (data) => {
      left -= data.length;
      if (left < 0) {
        cuts += 1;
        client.destroy();
        upstream.destroy();
      }
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on("error", () => undefined);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, cuts: () => cuts, close: () => server.close() };
}

/** @param {Demo} demo */
async function token(demo) {
  const { email, password } = demo.account("director");
  const response = await fetch(`${demo.url}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return /** @type {{ token: string }} */ (await response.json()).token;
}

/** Kills the server without warning and starts it again on the same data. @param {Demo} demo @param {number} port */
async function killAndRestart(demo, port) {
  demo.child.kill("SIGKILL");
  await once(demo.child, "exit");
  const env = { ...process.env };
  delete env.DATABASE_URL;
  demo.child = spawn(binary(), ["--data", demo.folder, "demo", "--port", String(port), "--films", "0"], { stdio: "ignore", env });
}

/** The stored file of an asset. @param {string} folder @param {string} assetId */
async function stored(folder, assetId) {
  const names = await readdir(folder, { recursive: true });
  const name = names.find((it) => it.endsWith(join(assetId, "source")));
  return name === undefined ? undefined : await readFile(join(folder, name));
}

const port = await freePort();
const demo = await Demo.start({ films: 0, port });
try {
  const line = await brokenLine(port);
  const bytes = noise();
  // The first connection may be one that the server has just closed: asked again.
  const signedIn = await eventually("a sign-in", () => token(demo).catch(() => undefined), 60_000);
  const authorization = `Bearer ${signedIn}`;
  let killed = false;
  const assetId = await new Promise((resolve, reject) => {
    const upload = new tus.Upload(bytes, {
      endpoint: `http://127.0.0.1:${line.port}/api/v1/uploads`,
      chunkSize: CHUNK_BYTES,
      // A slow machine needs minutes to start again; real pages wait longer still.
      retryDelays: Array.from({ length: 500 }, () => 500),
      headers: { Authorization: authorization },
      metadata: { filename: "bruit.wav", filetype: "audio/wav", kind: "audio" },
      onProgress: (sent) => {
        if (killed || sent < KILL_AFTER_BYTES) return;
        killed = true;
        killAndRestart(demo, port).catch(reject);
      },
      onError: reject,
      onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader("X-Asset-Id")),
    });
    setTimeout(() => reject(new Error("the upload did not end")), LIMIT_MS).unref();
    upload.start();
  });
  const kept = await eventually("the stored file", () => stored(demo.folder, assetId), LIMIT_MS);
  if (!killed) throw new Error("the server was never killed");
  if (line.cuts() < 5) throw new Error(`the line broke ${line.cuts()} times only`);
  if (!kept.equals(bytes)) throw new Error("what arrived is not what was sent");
  const asset = await (await fetch(`${demo.url}/api/v1/assets/${assetId}`, { headers: { authorization } })).json();
  if (asset.source_bytes !== FILE_BYTES || asset.filename !== "bruit.wav") throw new Error(JSON.stringify(asset));
  line.close();
  console.log(`uploads: ${FILE_BYTES} bytes arrived whole over ${line.cuts()} broken lines and a killed server`);
} finally {
  await demo.stop();
}
