/** What the API answers, and what the parts of the player tell each other. */

export interface Quality {
  name: string;
  width: number;
  height: number;
  codec: "av1" | "avc";
  codecs: string;
  frame_rate: number;
  average_bps: number;
  size_bytes: number;
}

export interface Sound {
  name: string;
  track: number;
  language: string;
  codec: "opus" | "aac";
  kbps: number;
  size_bytes: number;
}

export interface Subtitle {
  language: string;
  name: string;
  captions: boolean;
  url: string;
}

export interface Storyboard {
  interval_ms: number;
  tile_width: number;
  tile_height: number;
  tiles: number;
  sheets: string[];
}

/** An opened stream. */
export interface Opened {
  playback_id: string;
  token: string;
  master_url: string;
  expires_at: string;
  resume_ms: number | null;
  heartbeat_s: number;
  duration_ms: number;
  lite: boolean;
  qualities: Quality[];
  sounds: Sound[];
  subtitles: Subtitle[];
  storyboard: Storyboard | null;
}

/** A stream of the same person that holds a place. */
export interface ActiveStream {
  playback_id: string;
  film_id: string | null;
  device: string;
  opened_at: string;
}

/** Which pictures the master playlist should list. */
export type VideoChoice = "any" | "av1" | "avc" | "none";

/** The person's settings, kept in this browser. */
export interface Preferences {
  volume: number;
  muted: boolean;
  subtitles: string;
  subtitleSize: "small" | "medium" | "large";
  /** Lines of the chosen quality; 0 is automatic, -1 is sound alone. */
  quality: number;
  /** Bits per second that the last film measured. */
  bandwidth: number;
  /** AV1 stuttered here. */
  avoidAv1: boolean;
}
