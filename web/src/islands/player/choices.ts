/** The lines of the settings, from what the stream has and what is chosen. */

import type { Engine } from "./engine.js";
import { languageName, weight } from "./format.js";
import { SPEEDS } from "./keys.js";
import type { Labels } from "./labels.js";
import type { Choice, Option } from "./panel.js";
import { qualityOptions } from "./quality.js";
import type { Opened, Preferences, VideoChoice } from "./types.js";

/** The value of "sound alone". */
export const SOUND_ALONE = -1;

export interface Present {
  opened: Opened;
  engine: Engine;
  choice: VideoChoice;
  preferences: Preferences;
  speed: number;
  locale: string;
  t: Labels;
}

export function choices(now: Present): Choice[] {
  return [quality(now), audio(now), subtitles(now), size(now), speed(now)];
}

function quality({ opened, engine, choice, preferences, locale, t }: Present): Choice {
  const shown = engine.currentLines();
  const automatic = preferences.quality === 0 && shown > 0 ? `${t.auto} (${shown}p)` : t.auto;
  const options: Option[] = [{ value: "0", text: automatic }];
  if (engine.choosesQuality) {
    const pictures = choice === "none" ? "any" : choice;
    for (const option of qualityOptions(opened, pictures)) {
      options.push({ value: String(option.lines), text: `${option.lines}p · ${weight(option.bytes, locale)}` });
    }
  }
  const lightest = Math.min(...opened.sounds.map((sound) => sound.size_bytes));
  if (opened.sounds.length > 0 && opened.qualities.length > 0) {
    options.push({ value: String(SOUND_ALONE), text: `${t.audioOnly} · ${weight(lightest, locale)}` });
  }
  return { name: "quality", label: t.quality, options, value: String(preferences.quality) };
}

function audio({ engine, locale, t }: Present): Choice {
  const tracks = engine.soundTracks();
  const options = tracks.map((track) => ({
    value: String(track.id),
    text: track.language === "und" ? track.name || `${t.audio} ${track.id + 1}` : languageName(track.language, locale),
  }));
  return { name: "audio", label: t.audio, options, value: String(engine.currentSound()) };
}

function subtitles({ opened, preferences, t }: Present): Choice {
  const options: Option[] = [{ value: "", text: t.captionsOff }];
  for (const track of opened.subtitles) options.push({ value: track.language, text: track.name, lang: track.language });
  return { name: "subtitles", label: t.captions, options, value: preferences.subtitles };
}

function size({ opened, preferences, t }: Present): Choice {
  const sizes: Option[] = [
    { value: "small", text: t.sizeSmall },
    { value: "medium", text: t.sizeMedium },
    { value: "large", text: t.sizeLarge },
  ];
  const options = opened.subtitles.length > 0 ? sizes : [];
  return { name: "size", label: t.captionsSize, options, value: preferences.subtitleSize };
}

function speed({ speed: current, locale, t }: Present): Choice {
  const number = new Intl.NumberFormat(locale);
  const options = SPEEDS.map((value) => ({ value: String(value), text: `${number.format(value)}×` }));
  return { name: "speed", label: t.speed, options, value: String(current) };
}
