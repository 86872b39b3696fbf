/** hls.js: fetched with the player. The full build, because sound is a track of its own. Subtitles are ours (tracks.ts). */

import Hls, { ErrorDetails, ErrorTypes, Events, type ErrorData, type HlsConfig, type LoaderResponse, type RetryConfig } from "hls.js";

import { masterUrl, type Engine, type Load, type Reports, type SoundTrack } from "./engine.js";
import { closestLines, lines } from "./quality.js";

export function isSupported(): boolean {
  return Hls.isSupported();
}

export class HlsEngine implements Engine {
  readonly choosesQuality = true;
  #hls: Hls | null = null;
  #wish = 0;
  #recovered = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly reports: Reports,
  ) {}

  load(load: Load): void {
    this.#hls?.destroy();
    this.#recovered = false;
    this.#wish = load.lines;
    const hls = new Hls(config(load));
    this.#hls = hls;
    hls.on(Events.MANIFEST_PARSED, () => {
      this.setLines(this.#wish);
      this.reports.ready();
    });
    hls.on(Events.FRAG_LOADED, (_event, data) => this.reports.loaded(data.frag.stats.total));
    hls.on(Events.LEVEL_SWITCHED, () => this.reports.changed());
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => this.reports.changed());
    hls.on(Events.ERROR, (_event, data) => this.#failed(hls, data));
    hls.loadSource(masterUrl(load.url, load.choice));
    hls.attachMedia(this.video);
  }

  setLines(wish: number): void {
    this.#wish = wish;
    const hls = this.#hls;
    if (!hls || hls.levels.length === 0) return;
    if (wish <= 0) {
      // Said before the first segment, "automatic" would also forget where to start.
      if (!hls.autoLevelEnabled) hls.nextLevel = -1;
      return;
    }
    const target = closestLines(hls.levels.map(lines), wish);
    hls.nextLevel = hls.levels.findIndex((level) => lines(level) === target);
  }

  currentLines(): number {
    const level = this.#hls?.levels[this.#hls.currentLevel];
    return level ? lines(level) : 0;
  }

  soundTracks(): SoundTrack[] {
    return (this.#hls?.audioTracks ?? []).map((track) => ({ id: track.id, language: track.lang ?? "und", name: track.name }));
  }

  currentSound(): number {
    return this.#hls?.audioTrack ?? -1;
  }

  setSound(id: number): void {
    if (this.#hls) this.#hls.audioTrack = id;
  }

  bandwidth(): number {
    const estimate = this.#hls?.bandwidthEstimate ?? 0;
    return Number.isFinite(estimate) ? Math.round(estimate) : 0;
  }

  retry(): void {
    this.#hls?.startLoad();
  }

  destroy(): void {
    this.#hls?.destroy();
    this.#hls = null;
  }

  #failed(hls: Hls, data: ErrorData): void {
    const status = data.response?.code ?? 0;
    if (status === 403 || status === 410) {
      hls.stopLoad();
      this.reports.refused();
      return;
    }
    if (data.details === ErrorDetails.BUFFER_ADD_CODEC_ERROR || data.details === ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR) {
      this.reports.undecodable();
      return;
    }
    if (!data.fatal) return;
    if (data.type === ErrorTypes.MEDIA_ERROR && !this.#recovered) {
      this.#recovered = true;
      hls.recoverMediaError();
    } else if (data.type === ErrorTypes.MEDIA_ERROR) {
      this.reports.undecodable();
    } else {
      this.reports.failed();
    }
  }
}

/** A file that is refused or gone stays so: asking again costs the person's data and tells nothing new. */
function shouldRetry(policy: RetryConfig | null | undefined, count: number, _timedOut: boolean, answer: LoaderResponse | undefined): boolean {
  return count < (policy?.maxNumRetry ?? 0) && ![403, 404, 410].includes(answer?.code ?? 0);
}

/** Patient with slow links: a segment may take half a minute, and is asked for again several times. */
function config(load: Load): Partial<HlsConfig> {
  const patient = {
    default: {
      maxTimeToFirstByteMs: 20_000,
      maxLoadTimeMs: 60_000,
      timeoutRetry: { maxNumRetry: 6, retryDelayMs: 500, maxRetryDelayMs: 8000 },
      errorRetry: {
        maxNumRetry: 8,
        retryDelayMs: 1000,
        maxRetryDelayMs: 16_000,
        shouldRetry,
      },
    },
  };
  return {
    startPosition: load.startSeconds > 0 ? load.startSeconds : -1,
    startLevel: load.low ? 0 : -1,
    abrEwmaDefaultEstimate: load.bandwidth > 0 ? load.bandwidth : 300_000,
    capLevelToPlayerSize: true,
    // What is fetched and never watched is paid for all the same.
    maxBufferLength: 30,
    maxMaxBufferLength: 60,
    backBufferLength: 60,
    enableWebVTT: false,
    enableIMSC1: false,
    enableCEA708Captions: false,
    renderTextTracksNatively: false,
    fragLoadPolicy: patient,
    playlistLoadPolicy: patient,
    manifestLoadPolicy: patient,
  };
}
