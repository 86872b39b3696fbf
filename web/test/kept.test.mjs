// Which forms take the kept pages along, as compiled by `npm test`.
import assert from "node:assert/strict";
import test from "node:test";

const { changesReader } = await import("../node_modules/.cache/test/elements/kept.js");

test("whoever signs in, signs up or leaves takes the kept pages along", () => {
  for (const path of ["/connexion", "/en/connexion", "/connexion?suite=/ma-liste", "/connexion/double", "/inscription", "/deconnexion", "/en/deconnexion"]) {
    assert.ok(changesReader(`https://films.example${path}`), path);
  }
});

test("other forms leave them", () => {
  for (const path of ["/films/la-pirogue/favori", "/recherche", "/connexions", "/compte?suite=/connexion"]) {
    assert.ok(!changesReader(`https://films.example${path}`), path);
  }
});
