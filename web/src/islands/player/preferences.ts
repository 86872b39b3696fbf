/** What the person chose last time, in this browser. Storage may be refused: then everything is as at first. */

import type { Preferences } from "./types.js";

const KEY = "griot.player";

const INITIAL: Preferences = {
  volume: 1,
  muted: false,
  subtitles: "",
  subtitleSize: "medium",
  quality: 0,
  bandwidth: 0,
  avoidAv1: false,
};

export function load(): Preferences {
  try {
    return parse(localStorage.getItem(KEY));
  } catch {
    return { ...INITIAL };
  }
}

export function save(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Private windows refuse: nothing is remembered, which is what was asked for.
  }
}

/** Takes of a stored text only what has the right shape. */
export function parse(text: string | null): Preferences {
  let stored: unknown = null;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    // Not ours any more.
  }
  const known = { ...INITIAL };
  if (typeof stored !== "object" || stored === null) return known;
  const given = stored as Record<string, unknown>;
  if (typeof given["volume"] === "number" && given["volume"] >= 0 && given["volume"] <= 1) known.volume = given["volume"];
  if (typeof given["muted"] === "boolean") known.muted = given["muted"];
  if (typeof given["subtitles"] === "string") known.subtitles = given["subtitles"];
  const size = given["subtitleSize"];
  if (size === "small" || size === "medium" || size === "large") known.subtitleSize = size;
  if (typeof given["quality"] === "number" && Number.isInteger(given["quality"])) known.quality = given["quality"];
  if (typeof given["bandwidth"] === "number" && given["bandwidth"] > 0) known.bandwidth = given["bandwidth"];
  if (typeof given["avoidAv1"] === "boolean") known.avoidAv1 = given["avoidAv1"];
  return known;
}

/** A name of this tab that survives a reload, so that opening again takes the place over instead of a second one. */
export function deviceKey(): string {
  const fresh = (): string => crypto.randomUUID?.() ?? `tab-${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
  try {
    const known = sessionStorage.getItem(KEY);
    if (known) return known;
    const made = fresh();
    sessionStorage.setItem(KEY, made);
    return made;
  } catch {
    return fresh();
  }
}
