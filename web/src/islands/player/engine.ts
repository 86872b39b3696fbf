/** What plays a master playlist: hls.js where Media Source exists, else the browser's own HLS. */

import type { VideoChoice } from "./types.js";

/** A sound track that can be chosen. */
export interface SoundTrack {
  id: number;
  language: string;
  name: string;
}

/** How a stream is to be started. */
export interface Load {
  url: string;
  choice: VideoChoice;
  startSeconds: number;
  /** Start at the lowest rung. */
  low: boolean;
  /** Bits per second to believe at first; 0 for none. */
  bandwidth: number;
  /** Lines to keep to; 0 for automatic. */
  lines: number;
}

/** What an engine reports. */
export interface Reports {
  /** The stream can be played; the tracks are known. */
  ready(): void;
  /** The sound tracks or the quality in use changed. */
  changed(): void;
  /** Bytes arrived. */
  loaded(bytes: number): void;
  /** The pictures cannot be decoded. */
  undecodable(): void;
  /** The server refused a file: the stream may be revoked or over. */
  refused(): void;
  /** It does not go on by itself. */
  failed(): void;
}

export interface Engine {
  load(load: Load): void;
  /** The qualities can be chosen here; the browser's own HLS does not say. */
  readonly choosesQuality: boolean;
  setLines(lines: number): void;
  /** The lines shown now; 0 when not known. */
  currentLines(): number;
  soundTracks(): SoundTrack[];
  currentSound(): number;
  setSound(id: number): void;
  /** Bits per second as measured; 0 when not known. */
  bandwidth(): number;
  /** Tries again after a failure. */
  retry(): void;
  destroy(): void;
}

/** The address of the master playlist for a choice of pictures. */
export function masterUrl(url: string, choice: VideoChoice): string {
  return choice === "any" ? url : `${url}?video=${choice}`;
}
