/** Times, weights and prices as the page writes them. The server formats what it knows; this is what changes while playing. */

const GIGABYTE = 1_000_000_000;
const SPACE = "\u00a0";

/** 1:02:03, or 2:03 below an hour. */
export function timecode(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const UNITS: readonly [number, string][] = [[GIGABYTE, "G"], [1_000_000, "M"], [1000, "K"]];

/** 12 Mo in French, 12 MB in English, as the server writes it: one decimal below ten. */
export function weight(bytes: number, locale: string): string {
  const byte = locale.startsWith("en") ? "B" : "o";
  const [size, prefix] = UNITS.find(([unit]) => bytes >= unit) ?? [1, ""];
  const digits = bytes / size < 9.95 ? 1 : 0;
  const value = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(bytes / size);
  return `${value}${SPACE}${prefix}${byte}`;
}

/** What these bytes cost, in minor units, given the price of a gigabyte; rounded up: never promised too cheap. */
export function costMinor(bytes: number, pricePerGbMinor: number): number {
  return Math.ceil((bytes * pricePerGbMinor) / GIGABYTE);
}

/** 8 FCFA, in English FCFA 8, as the server writes it: the minor units of XOF are francs, those of the others hundredths. */
export function price(minor: number, currency: string, locale: string): string {
  const digits = currency === "XOF" ? 0 : 2;
  const whole = digits === 0 ? minor : minor / 100;
  const amount = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(whole);
  if (locale.startsWith("en")) return currency === "EUR" ? `€${amount}` : `${currency === "XOF" ? "FCFA" : currency}${SPACE}${amount}`;
  const symbol = { XOF: "FCFA", MAD: "DH", EUR: "€" }[currency] ?? currency;
  return `${amount}${SPACE}${symbol}`;
}

const OWN_NAMES: Record<string, string> = { ee: "Eʋegbe", kbp: "Kabɩyɛ" };

/** The name of a language; its own name where browsers know none. */
export function languageName(code: string, locale: string): string {
  if (code === "und" || code === "") return "—";
  try {
    const name = new Intl.DisplayNames([locale], { type: "language", fallback: "none" }).of(code);
    if (name && name !== code) return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  } catch {
    // Not a language tag: shown as it is.
  }
  return OWN_NAMES[code] ?? code;
}

/** "Données utilisées : 12 Mo (~8 FCFA)"; nothing before the first byte, no price where the page gave none. */
export function usedText(bytes: number, page: Element, label: string, locale: string): string {
  if (bytes === 0) return "";
  const perGigabyte = Number(page.getAttribute("price-per-gb") ?? 0);
  const used = `${label} ${weight(bytes, locale)}`;
  if (!(perGigabyte > 0)) return used;
  return `${used} (~${price(costMinor(bytes, perGigabyte), page.getAttribute("price-currency") ?? "", locale)})`;
}
