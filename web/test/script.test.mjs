// The script of shops, as it is built and served, in windows of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { script } from "../script.build.js";

const built = await build({ ...script, build: { ...script.build, write: false } });
const code = [built].flat()[0].output[0].code;

const [A, B] = ["a".repeat(32), "b".repeat(32)];

/** A page of a shop. The jar outlives it, as a browser's does. */
function page({ search = "", jar = new Map(), attributes = {}, navigator = {}, inputs = [], before, frame = false } = {}) {
  const heard = {};
  const written = [];
  const loaded = [];
  class Image {
    set src(address) { loaded.push(new URL(address)); }
  }
  const document = {
    currentScript: { src: "https://griot.example/t.js", getAttribute: (name) => attributes[name] ?? null },
    addEventListener: (name, listener) => { heard[name] = listener; },
    querySelectorAll: (selector) => (selector === "input[type=hidden][name=griot_id]" ? inputs : []),
    get cookie() {
      if (frame) throw new Error("SecurityError");
      return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    },
    set cookie(text) {
      if (frame) throw new Error("SecurityError");
      written.push(text);
      const [pair, ...rest] = text.split(";");
      const [name, value] = pair.split("=");
      if (rest.includes("max-age=0")) jar.delete(name);
      else jar.set(name, value);
    },
  };
  const window = { document, navigator, location: { search, protocol: "https:" }, URLSearchParams, URL, Image, ...before };
  window.window = window;
  // As under a content security policy without 'unsafe-eval'.
  runInContext(code, createContext(window, { codeGeneration: { strings: false, wasm: false } }));
  return { griot: window.griot, ids: () => [...window.griot("clickIds")], jar, written, loaded, heard, inputs, window };
}

test("it is smaller than three kilobytes, and no module", () => {
  const size = gzipSync(code, { level: 9 }).length;
  assert.ok(size < 3072, `${size} bytes`);
  assert.doesNotMatch(code, /\b(import|export)\b|\beval\b|new Function|fetch|XMLHttpRequest|sendBeacon/);
});

test("it leaves nothing but its one name on the page", () => {
  const names = Object.keys(page().window).filter((name) => !["document", "navigator", "location", "URLSearchParams", "URL", "Image", "window"].includes(name));
  assert.deepEqual(names, ["griot"]);
});

test("the click of the address is kept for the next page, the newest first", () => {
  const { jar } = page({ search: `?griot_id=${A}&utm_source=reel` });
  const second = page({ jar, search: `?griot_id=${B}` });
  assert.deepEqual(second.ids(), [B, A]);
  assert.deepEqual(page({ jar }).ids(), [B, A]);
  assert.match(second.written[0], /^griot_id=b{32}\.a{32};path=\/;max-age=7776000;samesite=lax;secure$/);
});

test("the same click twice is one, and what is none is left out", () => {
  const { jar } = page({ search: `?griot_id=${A}&griot_id=forged` });
  jar.set("griot_id", `${A}.<script>.${A}`);
  assert.deepEqual(page({ jar, search: `?griot_id=${A}` }).ids(), [A]);
});

test("at most ten are kept", () => {
  const jar = new Map();
  for (let at = 0; at < 14; at++) page({ jar, search: `?griot_id=${String(at).padStart(32, "0")}` });
  const ids = page({ jar }).ids();
  assert.equal(ids.length, 10);
  assert.equal(ids[0], "13".padStart(32, "0"));
});

test("where consent is required nothing is kept before it is given, and all is erased when it is taken back", () => {
  const attributes = { "data-consent": "required" };
  const first = page({ search: `?griot_id=${A}`, attributes });
  assert.equal(first.written.length, 0);
  assert.deepEqual(first.ids(), [A], "for this page");
  first.griot("consent", true);
  assert.equal(first.jar.get("griot_id"), A);
  const next = page({ jar: first.jar, attributes });
  assert.deepEqual(next.ids(), [], "not read before it is given on this page");
  next.griot("consent", true);
  assert.deepEqual(next.ids(), [A]);
  next.griot("consent", false);
  assert.equal(next.jar.size, 0);
  assert.deepEqual(next.ids(), []);
});

test("who asks for privacy is heard, unless they agree", () => {
  for (const navigator of [{ globalPrivacyControl: true }, { doNotTrack: "1" }]) {
    const visit = page({ search: `?griot_id=${A}`, navigator });
    assert.equal(visit.written.length, 0);
    visit.griot("consent", true);
    assert.equal(visit.jar.get("griot_id"), A);
  }
});

test("hidden fields of forms are filled, also of those that come later", () => {
  const [early, late] = [{ value: "" }, { value: "" }];
  const visit = page({ search: `?griot_id=${A}`, inputs: [early] });
  assert.equal(early.value, A);
  visit.inputs.push(late);
  visit.heard.submit();
  assert.equal(late.value, A);
});

test("what was asked before the script was there is answered", () => {
  const heard = [];
  const stub = Object.assign(() => {}, { q: [["consent", true], ["clickIds", (ids) => heard.push(...ids)]] });
  const visit = page({ search: `?griot_id=${A}`, attributes: { "data-consent": "required" }, before: { griot: stub } });
  assert.deepEqual(heard, [A]);
  assert.equal(visit.jar.get("griot_id"), A);
});

test("a page that may not have cookies still knows its own click", () => {
  assert.deepEqual(page({ search: `?griot_id=${A}`, frame: true }).ids(), [A]);
});

test("a shop on several hosts shares its cookie, for as long as it says", () => {
  const visit = page({ search: `?griot_id=${A}`, attributes: { "data-domain": "thes.example", "data-days": "30" } });
  assert.match(visit.written[0], /max-age=2592000;.*;domain=thes\.example$/);
});

const SALE = { program: "01a2048e-b805-74a3-95da-294d5f0a211f", order: "n° 1 & 2", amount: 35980, currency: "MAD", codes: ["AFI10", "NOEL"] };

test("a sale is said by a picture whose address has what the page knows, and the clicks", () => {
  const { griot, loaded } = page({ search: `?griot_id=${A}`, jar: new Map([["griot_id", B]]) });
  assert.equal(griot("sale", { ...SALE, signature: "ab", secret: "never", customer: undefined }), undefined);
  assert.equal(loaded.length, 1);
  assert.equal(loaded[0].origin + loaded[0].pathname, "https://griot.example/p.gif");
  const said = Object.fromEntries(loaded[0].searchParams);
  assert.deepEqual(said, { clicks: `${A}.${B}`, program: SALE.program, order: "n° 1 & 2", amount: "35980", currency: "MAD", codes: "AFI10,NOEL", signature: "ab" });
});

test("a sale waits for consent, and is forgotten without", () => {
  const attributes = { "data-consent": "required" };
  const agreed = page({ search: `?griot_id=${A}`, attributes });
  agreed.griot("sale", SALE);
  assert.equal(agreed.loaded.length, 0);
  agreed.griot("consent", true);
  assert.equal(agreed.loaded.length, 1);
  agreed.griot("consent", true);
  assert.equal(agreed.loaded.length, 1, "once");
  const refused = page({ attributes });
  refused.griot("sale", SALE);
  refused.griot("consent", false);
  refused.griot("consent", true);
  assert.equal(refused.loaded.length, 0);
  const asked = page({ navigator: { globalPrivacyControl: true } });
  asked.griot("sale", SALE);
  assert.equal(asked.loaded.length, 0);
});
