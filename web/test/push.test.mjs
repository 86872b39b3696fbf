// What the service worker shows and opens, as compiled by `npm test`.
import assert from "node:assert/strict";
import test from "node:test";

const { pageOf, readMessage } = await import("../node_modules/.cache/test/worker/push.js");

test("a message is shown as it was sent", () => {
  const told = { title: "Vous êtes remboursé", body: "12 500 FCFA", tag: "abc", path: "/paiement/1?cle=x" };
  assert.deepEqual(readMessage(JSON.stringify({ ...told, action: "Voir" })), told);
});

test("a message that cannot be read is shown as plain news", () => {
  for (const text of ["", "null", "[]", "{", '{"title":3}']) {
    assert.deepEqual(readMessage(text), { title: "Karangou", body: "", tag: "news", path: "/compte/notifications" }, text);
  }
});

test("a press opens a page of ours, never another's", () => {
  const origin = "https://films.example";
  assert.equal(pageOf("/projets/x?a=1", origin), "https://films.example/projets/x?a=1");
  for (const path of ["//evil.example/x", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", undefined, 3]) {
    assert.equal(pageOf(path, origin), "https://films.example/compte/notifications", String(path));
  }
});
