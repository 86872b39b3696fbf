/** Subtitles as <track> elements of our own: they work the same with hls.js and with the browser's own HLS. */

import type { Subtitle } from "./types.js";

/** Puts the subtitles into the video, all off. */
export function attach(video: HTMLVideoElement, subtitles: readonly Subtitle[]): void {
  for (const old of video.querySelectorAll("track")) old.remove();
  for (const subtitle of subtitles) {
    const track = document.createElement("track");
    track.kind = subtitle.captions ? "captions" : "subtitles";
    track.label = subtitle.name;
    if (subtitle.language !== "und") track.srclang = subtitle.language;
    track.src = subtitle.url;
    track.dataset["language"] = subtitle.language;
    track.addEventListener("load", () => raise(track.track));
    video.append(track);
  }
  choose(video, "");
}

/** Two lines up, so that the bar never stands on the words. Cues that say where they belong stay there. */
function raise(track: TextTrack): void {
  for (const cue of Array.from(track.cues ?? [])) {
    if (cue instanceof VTTCue && cue.line === "auto") cue.line = -3;
  }
}

/** Shows the subtitles of this language, or none. True when there are such. */
export function choose(video: HTMLVideoElement, language: string): boolean {
  let found = false;
  for (const element of video.querySelectorAll("track")) {
    const chosen: boolean = !found && language !== "" && element.dataset["language"] === language;
    element.track.mode = chosen ? "showing" : "disabled";
    found ||= chosen;
  }
  // What the playlist itself brought (the browser's own HLS) would show twice.
  for (const track of Array.from(video.textTracks)) {
    const isOurs = Array.from(video.querySelectorAll("track")).some((element) => element.track === track);
    if (!isOurs) track.mode = "disabled";
  }
  return found;
}
