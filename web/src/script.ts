/// What shops put on their pages: keeps the clicks that brought a visitor, for the order. Built alone into dist/t.js (script.build.js),
/// served as /t.js. By itself it sends nothing anywhere: the shop's server reports, because a browser can say anything. Where a page calls
/// `griot("sale", {…})` it loads the pixel (`/p.gif`), which counts if the shop signed it, else once the merchant confirms it; never before the
/// clicks of the visitor may be kept.
///
/// A click stands in the address (`griot_id`). It is kept in a first-party cookie of the shop, the newest first, at most ten: unless the
/// browser says Global Privacy Control or Do Not Track, or the page says `data-consent="required"`; then only after
/// `griot("consent", true)`. Without that it lives as long as the page.
export {};

type Answer = (ids: string[]) => void;
type Sale = Partial<Record<(typeof SAYS)[number], string | number | string[]>>;
type Call = ["consent", boolean] | ["clickIds", Answer?] | ["sale", Sale];
type Griot = { (...call: Call): string[] | undefined; q?: ArrayLike<unknown>[] };

const NAME = "griot_id";
/// What a page says of an order.
const SAYS = ["program", "order", "amount", "currency", "customer", "codes", "signature"] as const;
const MOST = 10;
const DAY_S = 86_400;
/// As long as the longest window of most programs; the server decides what still counts.
const DAYS = 90;

const shop = window as Window & { griot?: Griot };
const tag = document.currentScript as HTMLScriptElement | null;
const said = (name: string) => tag?.getAttribute(`data-${name}`);

const isId = (text: string) => /^[0-9a-f]{32}$/i.test(text);

function distinct(ids: string[]): string[] {
  return ids.filter((id, at) => isId(id) && ids.indexOf(id) === at).slice(0, MOST);
}

/// Of a page in a frame without an origin every access throws: there is nothing, then.
function stored(): string[] {
  try {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${NAME}=`));
    return found ? found.slice(NAME.length + 1).split(".") : [];
  } catch {
    return [];
  }
}

function store(text: string, seconds: number): void {
  const domain = said("domain");
  const secure = location.protocol === "https:" ? ";secure" : "";
  try {
    document.cookie = `${NAME}=${text};path=/;max-age=${seconds};samesite=lax${secure}${domain ? `;domain=${domain}` : ""}`;
  } catch {
    // Kept for this page only.
  }
}

const asksForPrivacy =
  (navigator as Navigator & { globalPrivacyControl?: boolean }).globalPrivacyControl === true || navigator.doNotTrack === "1";
let mayKeep = said("consent") !== "required" && !asksForPrivacy;
const here = distinct(new URLSearchParams(location.search).getAll(NAME).reverse());

function clickIds(): string[] {
  return mayKeep ? distinct(here.concat(stored())) : here;
}

function keep(): void {
  const ids = clickIds();
  if (mayKeep && here.length) store(ids.join("."), (Number(said("days")) || DAYS) * DAY_S);
}

function fill(): void {
  const text = clickIds().join(".");
  document.querySelectorAll<HTMLInputElement>(`input[type=hidden][name=${NAME}]`).forEach((input) => {
    input.value = text;
  });
}

/// Sales that wait for consent.
let held: Sale[] = [];

function tell(sale: Sale): void {
  if (!mayKeep) {
    held.push(sale);
    return;
  }
  const said = new URLSearchParams({ clicks: clickIds().join(".") });
  SAYS.forEach((name) => {
    const value = sale[name];
    if (value !== undefined && value !== null) said.set(name, String(value));
  });
  if (tag) new Image().src = `${new URL("/p.gif", tag.src)}?${said}`;
}

function griot(...call: Call): string[] | undefined {
  if (call[0] === "consent") {
    mayKeep = call[1] === true;
    if (mayKeep) keep();
    else store("", 0);
    fill();
    const waited = held;
    held = [];
    if (mayKeep) waited.forEach(tell);
    return undefined;
  }
  if (call[0] === "sale") {
    tell(call[1]);
    return undefined;
  }
  const ids = clickIds();
  call[1]?.(ids);
  return ids;
}

keep();
fill();
document.addEventListener("DOMContentLoaded", fill);
// A checkout is often drawn after the page was loaded.
document.addEventListener("submit", fill, true);
const waiting = shop.griot?.q ?? [];
shop.griot = griot;
waiting.forEach((call) => {
  griot(...(Array.from(call) as Call));
});
