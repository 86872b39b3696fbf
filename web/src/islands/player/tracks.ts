/**
 * Subtitles as <track> elements of our own: they work the same with hls.js and with the browser's own HLS. The words are drawn
 * by us, so that the bar never stands on them and a phone's small picture does not make them small.
 */

import { el } from "./dom.js";
import type { Subtitle } from "./types.js";

/** The words over the picture. */
export class Captions {
  readonly root = el("div", { class: "gp-cues" });

  constructor(private readonly video: HTMLVideoElement) {
    // The full screen of iPhones shows the video alone: there the browser draws.
    video.addEventListener("webkitbeginfullscreen", () => this.#handOver("hidden", "showing"));
    video.addEventListener("webkitendfullscreen", () => this.#handOver("showing", "hidden"));
  }

  set size(size: string) {
    this.root.dataset["size"] = size;
  }

  /** Puts the subtitles into the video, all off. */
  attach(subtitles: readonly Subtitle[]): void {
    for (const old of this.video.querySelectorAll("track")) old.remove();
    for (const subtitle of subtitles) {
      const track = document.createElement("track");
      track.kind = subtitle.captions ? "captions" : "subtitles";
      track.label = subtitle.name;
      if (subtitle.language !== "und") track.srclang = subtitle.language;
      track.src = subtitle.url;
      track.dataset["language"] = subtitle.language;
      track.track.addEventListener("cuechange", () => this.#draw(track.track));
      this.video.append(track);
    }
    this.choose("");
  }

  /** Shows the subtitles of this language, or none. True when there are such. */
  choose(language: string): boolean {
    const ours = Array.from(this.video.querySelectorAll("track"));
    const chosen = ours.find((element) => language !== "" && element.dataset["language"] === language)?.track;
    // What the playlist itself brought (the browser's own HLS) would show twice.
    for (const track of Array.from(this.video.textTracks)) track.mode = track === chosen ? "hidden" : "disabled";
    this.root.replaceChildren();
    if (chosen) this.#draw(chosen);
    return chosen !== undefined;
  }

  #draw(track: TextTrack): void {
    if (track.mode !== "hidden") return;
    const cues = Array.from(track.activeCues ?? []).filter((cue): cue is VTTCue => cue instanceof VTTCue);
    this.root.lang = track.language;
    this.root.replaceChildren(...cues.map((cue) => el("p", { class: isOnTop(cue) ? "gp-cue gp-cue-top" : "gp-cue" }, cue.getCueAsHTML())));
  }

  #handOver(from: TextTrackMode, to: TextTrackMode): void {
    for (const track of Array.from(this.video.textTracks)) if (track.mode === from) track.mode = to;
    this.root.hidden = to === "showing";
  }
}

/** Placed by its author in the upper half, away from what is written in the picture. */
function isOnTop(cue: VTTCue): boolean {
  if (cue.line === "auto") return false;
  return cue.snapToLines ? cue.line >= 0 && cue.line < 8 : cue.line < 50;
}
