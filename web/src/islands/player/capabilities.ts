/** What this browser can do: which engine, whether AV1 is smooth, what it says of the line. */

import type { Engine, Reports } from "./engine.js";
import type { Connection, Decoding } from "./quality.js";
import type { Quality } from "./types.js";

export async function createEngine(video: HTMLVideoElement, reports: Reports): Promise<Engine> {
  if ("MediaSource" in window || "ManagedMediaSource" in window) {
    const hls = await import("./hls-engine.js");
    if (hls.isSupported()) return new hls.HlsEngine(video, reports);
  }
  const { NativeEngine } = await import("./native-engine.js");
  return new NativeEngine(video, reports);
}

/** Whether AV1 plays, and smoothly. Where a browser cannot say, whether it plays at all. */
export async function decoding(quality: Quality): Promise<Decoding> {
  const contentType = `video/mp4; codecs="${quality.codecs}"`;
  const { width, height } = quality;
  try {
    const video = { contentType, width, height, bitrate: quality.average_bps, framerate: quality.frame_rate };
    return await navigator.mediaCapabilities.decodingInfo({ type: "media-source", video });
  } catch {
    const supported = "MediaSource" in window && MediaSource.isTypeSupported(contentType);
    return { supported, smooth: supported };
  }
}

export function connection(): Connection | undefined {
  return (navigator as Navigator & { connection?: Connection }).connection;
}
