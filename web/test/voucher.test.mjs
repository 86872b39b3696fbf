// Vouchers on an agent's device: what is read, checked, kept and sent, as compiled by `npm test`.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import test from "node:test";

const built = "../node_modules/.cache/test/islands/voucher";
const { Queue, answerOf } = await import(`${built}/queue.js`);
const { check, read } = await import(`${built}/token.js`);
const { money } = await import(`${built}/words.js`);

/** A device that keeps entries, and may be full. */
class Device {
  kept = new Map();
  full = false;
  async all() {
    return [...this.kept.values()];
  }
  async put(entry) {
    if (this.full) throw new Error("full");
    this.kept.set(entry.id, structuredClone(entry));
  }
  async remove(id) {
    this.kept.delete(id);
  }
}

const entry = (id, takenAt = "2026-11-21T10:00:00.000Z") => ({ id, text: `GV1.${id}`, amountMinor: 5000, currency: "XOF", what: "Film", takenAt });
const states = async (queue) => (await queue.entries()).map(({ id, state }) => `${id} ${state}`);

function signer() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const key = { id: "01020304", public: raw.toString("base64url") };
  const make = (what = "La Pirogue", expires = 1_790_000_000n) => {
    const head = Buffer.alloc(40);
    head[0] = 1;
    Buffer.from(key.id, "hex").copy(head, 1);
    Buffer.from("0199aaaabbbb7ccc8dddeeeeffff0001", "hex").copy(head, 5);
    head.writeBigInt64BE(5000n, 21);
    head.write("XOF", 29);
    head.writeBigInt64BE(expires, 32);
    const said = Buffer.concat([head, Buffer.from(what)]);
    return `GV1.${Buffer.concat([said, sign(null, said, privateKey)]).toString("base64url")}`;
  };
  return { key, make };
}

test("a voucher is read, and its signature is checked", async () => {
  const { key, make } = signer();
  const token = read(` ${make("Lomé, Dékpé")} `);
  assert.deepEqual(
    { id: token.id, amount: token.amountMinor, currency: token.currency, expires: token.expiresAt, what: token.what },
    { id: "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001", amount: 5000, currency: "XOF", expires: 1_790_000_000_000, what: "Lomé, Dékpé" },
  );
  assert.equal(await check(token, key), "ours");
});

test("what was changed or signed by somebody else is forged", async () => {
  const { key, make } = signer();
  const text = make();
  for (const at of [8, 30, 60, 100, text.length - 10]) {
    const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    const token = read(changed);
    assert.ok(token === undefined || (await check(token, key)) === "forged", `at ${at}`);
  }
  assert.equal(await check(read(signer().make()), key), "forged");
  assert.equal(await check(read(text), { ...key, id: "ffffffff" }), "forged", "another key");
  for (const text of ["", "GV1.", "GV1.AAAA", "https://example.org", "GV1.ééé"]) assert.equal(read(text), undefined, text);
});

test("a browser without Ed25519 says that it cannot tell", async (context) => {
  const { key, make } = signer();
  context.mock.method(crypto.subtle, "importKey", () => Promise.reject(new DOMException("unknown", "NotSupportedError")));
  assert.equal(await check(read(make()), key), "unchecked");
});

test("what was taken is kept before it is sent, and taken once", async () => {
  const device = new Device();
  const queue = new Queue(device, "ama");
  assert.ok(await queue.add(entry("a")));
  assert.ok(!(await queue.add(entry("a"))), "twice");
  device.full = true;
  await assert.rejects(queue.add(entry("b")), "a full device says so");
  device.full = false;
  assert.deepEqual(await states(new Queue(device, "ama")), ["a waiting"], "another tab, another day");
});

test("the queue is sent one by one, oldest first, and stops without network", async () => {
  const queue = new Queue(new Device(), "ama");
  await queue.add(entry("b", "2026-11-21T11:00:00.000Z"));
  await queue.add(entry("a", "2026-11-21T10:00:00.000Z"));
  await queue.add(entry("c", "2026-11-21T12:00:00.000Z"));
  const asked = [];
  const stopped = await queue.flush(async ({ id }) => {
    asked.push(id);
    return id === "b" ? { kind: "unreachable" } : { kind: "sent" };
  });
  assert.deepEqual([asked, stopped], [["a", "b"], "unreachable"]);
  assert.deepEqual(await states(queue), ["a sent", "b waiting", "c waiting"]);
  assert.equal(await queue.flush(async () => ({ kind: "sent" })), undefined);
  assert.deepEqual(await states(queue), ["a sent", "b sent", "c sent"]);
});

test("asked for twice at once, it sends each once", async () => {
  const queue = new Queue(new Device(), "ama");
  await queue.add(entry("a"));
  let asked = 0;
  const send = async () => {
    asked += 1;
    return { kind: "sent" };
  };
  await Promise.all([queue.flush(send), queue.flush(send)]);
  assert.equal(asked, 1);
});

test("what is refused says why; over the cap it waits; signed out nothing is lost", async () => {
  const queue = new Queue(new Device(), "ama");
  await queue.add(entry("a", "1"));
  await queue.add(entry("b", "2"));
  await queue.add(entry("c", "3"));
  const answers = { a: { kind: "refused", reason: "paid otherwise" }, b: { kind: "later", reason: "deposit first" }, c: { kind: "signed-out" } };
  assert.equal(await queue.flush(async ({ id }) => answers[id]), "signed-out");
  assert.deepEqual(await states(queue), ["a refused", "b waiting", "c waiting"]);
  assert.deepEqual((await queue.entries()).map(({ reason }) => reason), ["paid otherwise", "deposit first", undefined]);
  await queue.dismiss("b");
  await queue.dismiss("a");
  assert.deepEqual(await states(queue), ["b waiting", "c waiting"], "what waits cannot be thrown away");
  await queue.flush(async () => ({ kind: "sent" }));
  assert.deepEqual((await queue.entries()).map(({ state, reason }) => [state, reason]), [["sent", undefined], ["sent", undefined]]);
});

test("another agent on the same device sends only their own", async () => {
  const device = new Device();
  await new Queue(device, "ama").add(entry("a"));
  const kofi = new Queue(device, "kofi");
  assert.ok(!(await kofi.add(entry("a"))), "the cash was taken here already");
  let asked = 0;
  await kofi.flush(async () => ((asked += 1), { kind: "sent" }));
  assert.deepEqual([asked, await states(kofi)], [0, []]);
});

test("only what the server decided about the voucher is for good", () => {
  const kind = (status, code) => answerOf(status, code, "why").kind;
  assert.equal(kind(200, ""), "sent");
  for (const code of ["taken", "expired", "cancelled", "forged"]) assert.equal(kind(409, `payments-voucher-${code}`), "refused", code);
  assert.equal(kind(409, "payments-voucher-over-cap"), "later");
  for (const status of [401, 403]) assert.equal(kind(status, "error-not-allowed"), "signed-out");
  for (const [status, code] of [[500, "error-internal"], [503, ""], [429, "error-too-many"], [404, ""], [422, "api-invalid"]]) {
    assert.equal(kind(status, code), "unreachable", `${status} ${code}`);
  }
});

test("money is written as on the pages", () => {
  assert.equal(money("fr", 5000, "XOF"), "5\u202f000\u00a0FCFA");
  assert.equal(money("en", 1234567, "XOF"), "FCFA\u00a01,234,567");
  assert.equal(money("fr", 5, "EUR"), "0,05\u00a0€");
  assert.equal(money("en", 123450, "MAD"), "MAD\u00a01,234.50");
});
