// What the bell believes, as compiled by `npm test`.
import assert from "node:assert/strict";
import test from "node:test";

globalThis.HTMLElement ??= class {};
const { parseNews } = await import("../node_modules/.cache/test/elements/bell.js");

test("a message with its number and its words is shown", () => {
  const news = { unread: 2, shown: "2", label: "Notifications : 2 non lues" };
  assert.deepEqual(parseNews(JSON.stringify(news)), news);
  assert.equal(parseNews(JSON.stringify({ ...news, toast: "<griot-toast></griot-toast>" }))?.toast, "<griot-toast></griot-toast>");
});

test("what is none is dropped", () => {
  for (const text of ["", "<html>", "null", "[]", "{}", '{"unread":"2","shown":"2","label":"x"}', '{"unread":2}']) {
    assert.equal(parseNews(text), undefined, text);
  }
});

test("the number of messages comes beside that of notices, or not at all", () => {
  const count = { unread: 1, shown: "1", label: "x" };
  assert.deepEqual(parseNews(JSON.stringify({ ...count, messages: count })), { ...count, messages: count });
  assert.equal(parseNews(JSON.stringify({ ...count, messages: { unread: "1" } })), undefined);
});
