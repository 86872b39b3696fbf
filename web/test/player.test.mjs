// The pure parts of the player, as compiled by `npm test`.
import assert from "node:assert/strict";
import test from "node:test";

const part = (name) => import(`../node_modules/.cache/test/islands/player/${name}.js`);
const { timecode, weight, costMinor, price, languageName } = await part("format");
const { actionOf, speedFrom } = await part("keys");
const { startsLow, codecChoice, av1ToProbe, qualityOptions, closestLines } = await part("quality");
const { Health } = await part("health");
const { tileAt, previewLeft } = await part("storyboard");
const { parse } = await part("preferences");
const { parseLabels } = await part("labels");
const { masterUrl } = await part("engine");

const av1 = (height, bytes) => quality("av1", height, bytes);
const avc = (height, bytes) => quality("avc", height, bytes);
function quality(codec, height, size_bytes) {
  return { name: `${codec}-${height}`, width: Math.round((height * 16) / 9), height, codec, codecs: codec, frame_rate: 24, average_bps: 1, size_bytes };
}

test("times are written as people read them", () => {
  for (const [seconds, text] of [[0, "0:00"], [59.9, "0:59"], [61, "1:01"], [3723, "1:02:03"], [NaN, "0:00"], [-3, "0:00"]]) {
    assert.equal(timecode(seconds), text);
  }
});

test("weights and prices follow the language and the currency", () => {
  assert.equal(weight(12_400_000, "fr"), "12\u00a0Mo");
  assert.equal(weight(215_300, "fr"), "215\u00a0Ko");
  assert.equal(weight(1_430_000, "fr"), "1,4\u00a0Mo");
  assert.equal(weight(9_960_000, "fr"), "10\u00a0Mo");
  assert.equal(weight(0, "en"), "0\u00a0B");
  assert.equal(weight(1_250_000_000, "en"), "1.3\u00a0GB");
  assert.equal(costMinor(12_000_000, 650), 8);
  assert.equal(price(1234, "XOF", "fr"), "1\u202f234\u00a0FCFA");
  assert.equal(price(1250, "EUR", "fr"), "12,50\u00a0€");
  assert.equal(price(8, "XOF", "en"), "FCFA\u00a08");
  assert.equal(price(1250, "EUR", "en"), "€12.50");
  assert.equal(price(1250, "MAD", "en"), "MAD\u00a012.50");
});

test("languages without a name in the browser keep their own", () => {
  assert.equal(languageName("fr", "fr"), "Français");
  assert.equal(languageName("und", "fr"), "—");
  assert.notEqual(languageName("kbp", "fr"), "");
});

test("keys act in the player and never inside a field", () => {
  const press = (key, target = "other", more = {}) => actionOf({ key, target, ctrl: false, alt: false, meta: false, ...more });
  assert.deepEqual(press(" "), { kind: "toggle" });
  assert.equal(press(" ", "button"), null);
  assert.deepEqual(press("k", "button"), { kind: "toggle" });
  assert.deepEqual(press("ArrowRight", "seek"), { kind: "seekBy", seconds: 5 });
  assert.equal(press("ArrowRight", "range"), null);
  assert.deepEqual(press("7"), { kind: "seekTo", part: 0.7 });
  assert.deepEqual(press("<"), { kind: "speedBy", step: -1 });
  for (const key of ["k", " ", "5", "m", "ArrowLeft"]) {
    assert.equal(press(key, "field"), null);
    assert.equal(press(key, "select"), null);
    assert.equal(press(key, "other", { ctrl: true }), null);
  }
});

test("speeds stay within the menu", () => {
  assert.equal(speedFrom(1, 1), 1.25);
  assert.equal(speedFrom(2, 1), 2);
  assert.equal(speedFrom(0.5, -1), 0.5);
  assert.equal(speedFrom(3, -1), 0.75);
});

test("slow links, saved data and the data-saver start at the lowest rung", () => {
  for (const [connection, lite, expected] of [
    [undefined, false, false],
    [undefined, true, true],
    [{ effectiveType: "3g" }, false, true],
    [{ effectiveType: "4g" }, false, false],
    [{ effectiveType: "4g", saveData: true }, false, true],
  ]) {
    assert.equal(startsLow(connection, lite), expected);
  }
});

test("AV1 is chosen where it is smooth and never stuttered", () => {
  const both = [av1(240, 1), av1(480, 1), avc(720, 1)];
  assert.equal(codecChoice(both, { supported: true, smooth: true }, false), "av1");
  assert.equal(codecChoice(both, { supported: true, smooth: false }, false), "avc");
  assert.equal(codecChoice(both, { supported: true, smooth: true }, true), "avc");
  assert.equal(codecChoice(both, null, false), "avc");
  assert.equal(codecChoice([av1(240, 1)], { supported: true, smooth: false }, true), "av1");
  assert.equal(codecChoice([], null, false), "any");
  assert.equal(av1ToProbe([av1(240, 1), av1(480, 1), av1(720, 1), avc(1080, 1)]).height, 480);
  assert.equal(av1ToProbe([avc(360, 1)]), null);
});

test("the quality menu counts the sound that goes with the picture", () => {
  const sounds = [{ codec: "opus", size_bytes: 10 }, { codec: "aac", size_bytes: 40 }];
  const opened = { qualities: [av1(480, 200), av1(240, 100), avc(240, 300), avc(720, 900)], sounds };
  assert.deepEqual(qualityOptions(opened, "av1"), [{ lines: 240, bytes: 110 }, { lines: 480, bytes: 210 }]);
  assert.deepEqual(qualityOptions(opened, "avc"), [{ lines: 240, bytes: 340 }, { lines: 720, bytes: 940 }]);
});

test("a wish that is not offered becomes the closest below it", () => {
  assert.equal(closestLines([240, 360, 720], 480), 360);
  assert.equal(closestLines([360, 720], 240), 360);
});

test("a device stutters when a whole window loses more than fifteen percent", () => {
  const health = new Health();
  assert.equal(health.stutters({ total: 0, dropped: 0 }), false);
  assert.equal(health.stutters({ total: 200, dropped: 150 }), false, "too few pictures to say");
  assert.equal(health.stutters({ total: 300, dropped: 150 }), true);
  assert.equal(health.stutters({ total: 600, dropped: 190 }), false);
  assert.equal(health.stutters({ total: 10, dropped: 0 }), false, "another stream");
  health.reset();
  assert.equal(health.stutters({ total: 900, dropped: 900 }), false);
});

test("thumbnails are found on their sheets", () => {
  const board = { interval_ms: 4000, tile_width: 160, tile_height: 90, tiles: 30, sheets: ["a", "b"] };
  assert.deepEqual(tileAt(board, 0), { sheet: "a", x: 0, y: 0 });
  assert.deepEqual(tileAt(board, 25), { sheet: "a", x: 160, y: 90 });
  assert.deepEqual(tileAt(board, 100), { sheet: "b", x: 0, y: 0 });
  assert.deepEqual(tileAt(board, 9999), { sheet: "b", x: 640, y: 0 });
  assert.equal(tileAt({ ...board, sheets: [] }, 0), null);
  assert.equal(previewLeft(10, 160, 1000), 0);
  assert.equal(previewLeft(990, 160, 1000), 840);
});

test("stored preferences of another shape are forgotten", () => {
  assert.equal(parse(null).volume, 1);
  assert.equal(parse("not json").quality, 0);
  const kept = parse(JSON.stringify({ volume: 7, muted: true, subtitleSize: "huge", quality: 360, bandwidth: 500000 }));
  assert.deepEqual([kept.volume, kept.muted, kept.subtitleSize, kept.quality, kept.bandwidth], [1, true, "medium", 360, 500000]);
});

test("a missing text shows its name", () => {
  const labels = parseLabels(JSON.stringify({ play: "Lire" }));
  assert.deepEqual([labels.play, labels.pause], ["Lire", "pause"]);
  assert.equal(parseLabels("broken").play, "play");
});

test("a choice of pictures is asked of the server", () => {
  assert.equal(masterUrl("/play/t/master.m3u8", "any"), "/play/t/master.m3u8");
  assert.equal(masterUrl("/play/t/master.m3u8", "avc"), "/play/t/master.m3u8?video=avc");
});
