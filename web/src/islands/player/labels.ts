/** The texts, given by the page in its language. A text that is missing shows its name: a fault one sees. */

const NAMES = [
  "play", "pause", "mute", "unmute", "volume", "seek", "captions", "captionsOff", "captionsSize", "sizeSmall", "sizeMedium",
  "sizeLarge", "audio", "audioOnly", "quality", "auto", "speed", "settings", "pip", "fullscreen", "exitFullscreen", "retry",
  "slow", "offline", "error", "taken", "stopOther", "unknownDevice", "revoked", "dataUsed", "close", "label",
] as const;

export type Label = (typeof NAMES)[number];
export type Labels = Record<Label, string>;

export function parseLabels(text: string | null): Labels {
  let given: unknown = null;
  try {
    given = JSON.parse(text ?? "{}");
  } catch {
    // The page is broken; the names below show where.
  }
  const texts = typeof given === "object" && given !== null ? (given as Record<string, unknown>) : {};
  const entries = NAMES.map((name) => {
    const value = texts[name];
    return [name, typeof value === "string" ? value : name] as const;
  });
  return Object.fromEntries(entries) as Labels;
}
