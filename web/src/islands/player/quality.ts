/** Which pictures to ask for, where to start, and what a choice weighs. No DOM here. */

import type { Opened, Quality, Sound, VideoChoice } from "./types.js";

/** What the browser says of the connection (Network Information API; absent in many). */
export interface Connection {
  effectiveType?: string;
  saveData?: boolean;
}

/** Starts at the lowest rung on slow links and wherever data is saved. */
export function startsLow(connection: Connection | undefined, lite: boolean): boolean {
  if (lite || connection?.saveData === true) return true;
  return ["slow-2g", "2g", "3g"].includes(connection?.effectiveType ?? "");
}

/** The AV1 quality to ask MediaCapabilities about: the highest of those that phones decode without hardware. */
export function av1ToProbe(qualities: readonly Quality[]): Quality | null {
  const av1 = qualities.filter((quality) => quality.codec === "av1");
  if (av1.length === 0) return null;
  const modest = av1.filter((quality) => lines(quality) <= 480);
  const pool = modest.length > 0 ? modest : av1;
  return pool.reduce((best, quality) => (lines(quality) > lines(best) ? quality : best));
}

/** What MediaCapabilities answered. */
export interface Decoding {
  supported: boolean;
  smooth: boolean;
}

/** AV1 where it runs smoothly and never stuttered here; else AVC where the film has it. */
export function codecChoice(qualities: readonly Quality[], av1: Decoding | null, avoidAv1: boolean): VideoChoice {
  const has = (codec: Quality["codec"]): boolean => qualities.some((quality) => quality.codec === codec);
  if (has("av1") && av1?.supported === true && (!has("avc") || (av1.smooth && !avoidAv1))) return "av1";
  return has("avc") ? "avc" : "any";
}

/** What people call 360p: the shorter side. */
export function lines(size: { width: number; height: number }): number {
  return Math.min(size.width, size.height);
}

/** One line of the quality menu. */
export interface QualityOption {
  lines: number;
  bytes: number;
}

/** The menu of a choice of codec, lowest first: the whole film with the sound that goes with it. */
export function qualityOptions(opened: Opened, choice: VideoChoice): QualityOption[] {
  const codec = choice === "avc" ? "avc" : opened.qualities.some((quality) => quality.codec === "av1") ? "av1" : "avc";
  const sound = soundOf(opened.sounds, codec);
  const byLines = new Map<number, number>();
  for (const quality of opened.qualities) {
    if (choice !== "any" && quality.codec !== codec) continue;
    const bytes = quality.size_bytes + (sound?.size_bytes ?? 0);
    byLines.set(lines(quality), Math.min(byLines.get(lines(quality)) ?? Infinity, bytes));
  }
  return [...byLines].map(([height, bytes]) => ({ lines: height, bytes })).sort((a, b) => a.lines - b.lines);
}

/** The sound that goes with a picture codec: Opus with AV1, AAC with AVC, else whatever there is. */
export function soundOf(sounds: readonly Sound[], codec: Quality["codec"]): Sound | undefined {
  const partner = codec === "av1" ? "opus" : "aac";
  return sounds.find((sound) => sound.codec === partner) ?? sounds[0];
}

/** The highest offered lines that are not above the wish; the lowest when all are. */
export function closestLines(offered: readonly number[], wish: number): number {
  const fitting = offered.filter((height) => height <= wish);
  return fitting.length > 0 ? Math.max(...fitting) : Math.min(...offered);
}
