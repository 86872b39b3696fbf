// What islands do with the page around them, as compiled by `npm test`: on a page that is made up, for there is no browser here.
import assert from "node:assert/strict";
import test from "node:test";

const classes = new Map();
const page = { activeElement: null, hasFocus: () => true, createElement: (tag) => (tag === "template" ? new Template() : new Item(tag)) };
const parts = new Map();

/** An element, or what holds some: as much of one as the islands ask for. */
class Item extends EventTarget {
  children = [];
  attributes = {};
  dataset = {};
  textContent = "";
  hidden = true;
  value = "";
  tabIndex = 0;
  constructor(tag = "", attributes = {}, children = []) {
    super();
    Object.assign(this, { tagName: tag.toUpperCase(), attributes, children });
  }
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  get all() {
    return this.children.flatMap((child) => [child, ...child.all]);
  }
  contains(other) {
    return other === this || this.all.includes(other);
  }
  matches(selector) {
    if (selector === ":focus-visible") return this.byKeyboard === true;
    return selector.split(", ").some((one) => {
      const [, tag, name, value] = /^(\w*)(?:\[([\w-]+)(?:="(.*)")?\])?$/.exec(one) ?? [];
      const has = !name || (name in this.attributes && (value === undefined || this.attributes[name] === value));
      return has && (!tag || this.tagName === tag.toUpperCase());
    });
  }
  querySelectorAll(selector) {
    return this.all.filter((item) => item.matches(selector));
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }
  replaceChildren(fresh) {
    this.children = fresh.children;
  }
  after(item) {
    this.parent?.children.push(item);
  }
  focus() {
    page.activeElement = this;
  }
}
class Template {
  set innerHTML(name) {
    this.content = new Item("", {}, parts.get(name)());
  }
}
class Input extends Item {}

Object.assign(globalThis, { document: page, HTMLElement: Item, Node: Item, HTMLInputElement: Input, window: globalThis });
globalThis.customElements = { define: (name, of) => classes.set(name, of) };
class Stream extends EventTarget {
  static CLOSED = 2;
  static last;
  constructor() {
    super();
    Stream.last = this;
  }
  close() {
    this.isClosed = true;
  }
}
globalThis.EventSource = Stream;

const { register } = await import("node:module");
// The compiled modules name each other without an ending, as the bundler likes it.
register(
  "data:text/javascript," +
    encodeURIComponent("export const resolve = (of, at, next) => next(/^\\.\\.?\\/[\\w/.-]*[\\w-]$/.test(of) && !of.endsWith('.js') ? of + '.js' : of, at);"),
  import.meta.url,
);
const at = "../node_modules/.cache/test/islands";
const { sharedAs } = await import(`${at}/share.js`);
await import(`${at}/copy.js`);
await import(`${at}/thread.js`);
await import(`${at}/live-fragment.js`);
const { destinationOf } = await import(`${at}/link-builder.js`);

const link = (href) => new Item("a", { href });
const button = () => new Item("button", {}, [new Item("span")]);

function island(name, attributes, children) {
  const element = new (classes.get(name))("", attributes, children);
  for (const child of children) child.parent = element;
  element.connectedCallback();
  return element;
}

test("a code is shared as words, an address as an address", () => {
  assert.deepEqual(sharedAs("AWA10", "Mon code"), { title: "Mon code", text: "AWA10" });
  assert.deepEqual(sharedAs("https://griot.example/l/a", "Thé"), { title: "Thé", url: "https://griot.example/l/a" });
});

test("that something is copied is said for two seconds, to the eyes and to the ears", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const copied = [];
  Object.defineProperty(globalThis, "navigator", { value: { clipboard: { writeText: async (text) => copied.push(text) } }, configurable: true });
  for (const name of ["griot-copy", "griot-share"]) {
    const field = Object.assign(new Input("input"), { value: "AWA10" });
    const copy = button();
    const label = copy.children[0];
    label.textContent = "Copier";
    const host = island(name, { copied: "Copié" }, [field, copy]);
    const said = host.querySelector("[role]");
    assert.deepEqual([copy.hidden, said.attributes.role, said.textContent], [false, "status", ""], name);
    for (let times = 0; times < 2; times += 1) {
      copy.dispatchEvent(new Event("click"));
      await new Promise((done) => setImmediate(done));
      assert.deepEqual([label.textContent, said.textContent], ["Copié", "Copié"], name);
      t.mock.timers.tick(1000);
    }
    t.mock.timers.tick(1000);
    assert.deepEqual([label.textContent, said.textContent], ["Copier", ""], name);
    assert.equal(host.querySelectorAll("[role]").length, 1);
  }
  assert.deepEqual(copied, ["AWA10", "AWA10", "AWA10", "AWA10"]);
});

/** A board with two tabs and a chart that unfolds, which hears. */
function board() {
  const content = () => [link("?par=link"), link("?par=product"), new Item("details", {}, [new Item("summary")])];
  parts.set("next", content);
  const live = island("griot-live-fragment", { src: "/direct", event: "etat" }, content());
  const hear = (name) => Stream.last.dispatchEvent(Object.assign(new Event("etat"), { data: name }));
  return { live, hear, stream: Stream.last };
}

test("what arrives waits while the keyboard is inside, and what was unfolded stays so", () => {
  const { live, hear } = board();
  const [, tab, chart] = live.children;
  chart.open = true;
  tab.byKeyboard = true;
  tab.focus();
  hear("next");
  assert.equal(live.children[1], tab, "it is still there");
  const left = (to) => live.dispatchEvent(Object.assign(new Event("focusout"), { relatedTarget: to }));
  left(live.children[0]);
  page.hasFocus = () => false;
  left(null);
  page.hasFocus = () => true;
  assert.equal(live.children[1], tab, "from one to the next, or to another window, nobody leaves");
  page.activeElement = null;
  left(null);
  assert.notEqual(live.children[1], tab);
  assert.equal(live.children[2].open, true);
});

test("whoever came with a mouse is put back where they were", () => {
  const { live, hear } = board();
  const tab = live.children[1];
  tab.focus();
  hear("next");
  assert.notEqual(live.children[1], tab);
  assert.equal(page.activeElement, live.children[1]);
});

test("what is final, or has no place for whoever stands inside, is shown at once", () => {
  for (const [name, content] of [
    ["gone", () => [link("/retour")]],
    ["final", () => [link("?par=link"), new Item("p", { "data-final": "" })]],
  ]) {
    const { live, hear, stream } = board();
    live.children[0].byKeyboard = true;
    live.children[0].focus();
    parts.set(name, content);
    hear(name);
    assert.equal(live.children.length, content().length, name);
    assert.equal(page.activeElement, name === "gone" ? live : live.children[0], name);
    assert.equal(stream.isClosed === true, name === "final", name);
  }
  page.activeElement = null;
});

test("a link leads to the page of the product that was chosen, until another is typed", () => {
  const campaign = { utm_source: "instagram" };
  assert.equal(destinationOf("https://souk.ma/the", campaign), "https://souk.ma/the?utm_source=instagram");
  const [typed, product] = [new Item("input", { name: "destination" }), new Item("select", { name: "product" })];
  const [short, long] = [new Item("strong", { "data-short-address": "" }), new Item("span", { "data-long-address": "" })];
  const output = new Item("output", {}, [short, long]);
  const builder = new (classes.get("griot-link-builder"))("", {}, [product, typed, output]);
  builder.dataset = { short: "https://griot.example/l/" };
  product.selectedOptions = [new Item("option")];
  builder.connectedCallback();
  const shown = () => {
    builder.dispatchEvent(new Event("input"));
    return [output.hidden, long.textContent];
  };
  assert.deepEqual(shown(), [true, ""], "nothing is chosen yet");
  product.selectedOptions[0].dataset = { landing: "https://souk.ma/the" };
  assert.deepEqual(shown(), [false, "→ https://souk.ma/the"]);
  typed.value = "https://souk.ma/menthe";
  assert.deepEqual(shown(), [false, "→ https://souk.ma/menthe"]);
});

test("older messages stay as they are and newest ones are listened to", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  globalThis.fetch = async (address) => void asked.push(address);
  globalThis.location = { hash: "" };
  globalThis.addEventListener ??= () => {};
  page.addEventListener = () => {};
  page.visibilityState = "visible";
  const open = (dataset) => {
    const form = new Item("form");
    form.closest = () => form;
    const thread = new (classes.get("griot-thread"))("", {}, [form]);
    thread.dataset = dataset;
    Stream.last = undefined;
    thread.connectedCallback();
    t.mock.timers.tick(60_000);
    const send = new Event("submit", { cancelable: true });
    Object.defineProperty(send, "target", { value: form });
    thread.dispatchEvent(send);
    return send.defaultPrevented;
  };
  assert.equal(open({}), false, "what is written leads to the newest messages, as without scripts");
  assert.deepEqual([asked, Stream.last], [[], undefined]);
  assert.equal(open({ poll: "/fil" }), true);
  assert.deepEqual(asked, ["/fil"]);
  open({ poll: "/fil", src: "/direct" });
  assert.ok(Stream.last);
});
