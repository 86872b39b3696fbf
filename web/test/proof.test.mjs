// Proofs that a pledge is in a published total, as compiled by `npm test`: the same vectors as the server's.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";

const { holds, read } = await import("../node_modules/.cache/test/islands/proof/tree.js");
const vectors = JSON.parse(await readFile(new URL("../../crates/domains/crowdfunding/tests/vectors/proofs.json", import.meta.url), "utf8"));

test("every proof of the vectors leads to its head", async () => {
  assert.equal(vectors.length, 7);
  for (const proof of vectors) assert.ok(await holds(read(JSON.stringify(proof))), `place ${proof.index}`);
});

// But for the size, which a path alone does not commit to: the signature of the head does.
test("nothing in a proof can be changed", async () => {
  const changes = [
    (it) => (it.amount.amount_minor += 1),
    (it) => (it.amount.currency = "EUR"),
    (it) => (it.pledge_id = "0191a000-0000-7000-8000-0000000000aa"),
    (it) => (it.index = (it.index + 1) % 7),
    (it) => (it.index = 7),
    (it) => (it.head.total.amount_minor -= 1),
    (it) => (it.head.root = it.head.root.replace(/^./, (first) => (first === "0" ? "1" : "0"))),
    (it) => it.path.pop(),
    (it) => it.path.push(it.path[0]),
    (it) => (it.path[0].sum_minor += 1),
    (it) => (it.path[0].hash = "zz"),
  ];
  for (const proof of vectors) {
    for (const change of changes) {
      const other = structuredClone(proof);
      change(other);
      assert.equal(await holds(other), false, `${change} at place ${proof.index}`);
    }
  }
});

test("what is no proof is not read as one", () => {
  for (const text of ["", "{", "null", "[]", "{}", '{"pledge_id":"a"}', JSON.stringify({ ...vectors[0], index: -1 }), JSON.stringify({ ...vectors[0], path: 1 })]) {
    assert.equal(read(text), undefined, text);
  }
});
