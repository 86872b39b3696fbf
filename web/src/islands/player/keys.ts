/** The keyboard: which key does what. Keys work while the focus is in the player, and never inside a field. */

export type Action =
  | { kind: "toggle" }
  | { kind: "seekBy"; seconds: number }
  | { kind: "seekTo"; part: number }
  | { kind: "volumeBy"; step: number }
  | { kind: "mute" }
  | { kind: "fullscreen" }
  | { kind: "captions" }
  | { kind: "speedBy"; step: number };

/** What a key press is made of. */
export interface Press {
  key: string;
  ctrl: boolean;
  alt: boolean;
  meta: boolean;
  /** Where it was pressed. */
  target: "button" | "seek" | "range" | "select" | "field" | "other";
}

/** The action of a key, or none: then the browser does what it always does. */
export function actionOf(press: Press): Action | null {
  if (press.ctrl || press.alt || press.meta || press.target === "field" || press.target === "select") return null;
  const onControl = press.target === "button" || press.target === "range";
  switch (press.key) {
    case " ":
      return onControl ? null : { kind: "toggle" };
    case "k":
    case "K":
      return { kind: "toggle" };
    case "ArrowLeft":
      return press.target === "range" ? null : { kind: "seekBy", seconds: -5 };
    case "ArrowRight":
      return press.target === "range" ? null : { kind: "seekBy", seconds: 5 };
    case "ArrowUp":
      return press.target === "range" ? null : { kind: "volumeBy", step: 0.05 };
    case "ArrowDown":
      return press.target === "range" ? null : { kind: "volumeBy", step: -0.05 };
    case "m":
    case "M":
      return { kind: "mute" };
    case "f":
    case "F":
      return { kind: "fullscreen" };
    case "c":
    case "C":
      return { kind: "captions" };
    case "<":
      return { kind: "speedBy", step: -1 };
    case ">":
      return { kind: "speedBy", step: 1 };
    default:
      return /^[0-9]$/.test(press.key) ? { kind: "seekTo", part: Number(press.key) / 10 } : null;
  }
}

/** The speeds of the menu. */
export const SPEEDS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** The next speed in this direction, staying within the menu. */
export function speedFrom(current: number, step: number): number {
  const at = SPEEDS.indexOf(current);
  const from = at < 0 ? SPEEDS.indexOf(1) : at;
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, from + step))] ?? 1;
}
