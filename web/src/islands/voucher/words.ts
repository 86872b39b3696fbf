/** Money and instants as the pages write them, where no server can be asked. */

const NARROW = "\u202f";
const WIDE = "\u00a0";

/** `5 000 FCFA`, `12,50 €`; in English `FCFA 5,000`, `€12.50`. Whole minor units, no floats. */
export function money(language: string, minor: number, currency: string): string {
  const french = language !== "en";
  const decimals = currency === "XOF" ? 0 : 2;
  const digits = String(minor).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, french ? NARROW : ",");
  const value = decimals ? `${whole}${french ? "," : "."}${digits.slice(-decimals)}` : whole;
  if (currency === "EUR") return french ? `${value}${WIDE}€` : `€${value}`;
  if (currency === "MAD") return french ? `${value}${WIDE}DH` : `MAD${WIDE}${value}`;
  return french ? `${value}${WIDE}FCFA` : `FCFA${WIDE}${value}`;
}

export function instant(language: string, at: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(at);
}
