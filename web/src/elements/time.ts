// "il y a 5 min" instead of the full date, which stays as the title.

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const A_MONTH_S = 30 * 86_400;

export function relativeDates(root: ParentNode): void {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" });
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
    const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
    element.removeAttribute("data-relative");
    if (Number.isNaN(seconds) || Math.abs(seconds) > A_MONTH_S) continue;
    const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
    element.title = element.textContent ?? "";
    element.textContent = words.format(Math.round(seconds / size), unit);
  }
}
