/** The browser's own HLS, where there is no Media Source (older iPhones). It adapts by itself and does not say how. */

import { masterUrl, type Engine, type Load, type Reports, type SoundTrack } from "./engine.js";

/** The track list of Safari; not in TypeScript's DOM. */
interface NativeAudioTracks {
  readonly length: number;
  [index: number]: { enabled: boolean; language: string; label: string };
}

export function isSupported(video: HTMLVideoElement): boolean {
  return video.canPlayType("application/vnd.apple.mpegurl") !== "";
}

export class NativeEngine implements Engine {
  readonly choosesQuality = false;
  #url = "";
  readonly #listening = new AbortController();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly reports: Reports,
  ) {
    const { signal } = this.#listening;
    video.addEventListener("error", () => this.#failed(), { signal });
  }

  load(load: Load): void {
    this.#url = masterUrl(load.url, load.choice);
    this.video.src = this.#url;
    const begin = (): void => {
      if (load.startSeconds > 0) this.video.currentTime = load.startSeconds;
      this.reports.ready();
    };
    this.video.addEventListener("loadedmetadata", begin, { once: true, signal: this.#listening.signal });
  }

  setLines(): void {
    // The browser chooses.
  }

  currentLines(): number {
    return Math.min(this.video.videoWidth, this.video.videoHeight);
  }

  soundTracks(): SoundTrack[] {
    return this.#tracks().map((track, id) => ({ id, language: track.language || "und", name: track.label }));
  }

  currentSound(): number {
    return this.#tracks().findIndex((track) => track.enabled);
  }

  setSound(id: number): void {
    this.#tracks().forEach((track, index) => {
      track.enabled = index === id;
    });
  }

  bandwidth(): number {
    return 0;
  }

  retry(): void {
    const at = this.video.currentTime;
    this.video.src = this.#url;
    this.video.addEventListener("loadedmetadata", () => (this.video.currentTime = at), { once: true });
    void this.video.play();
  }

  destroy(): void {
    this.#listening.abort();
    this.video.removeAttribute("src");
    this.video.load();
  }

  #failed(): void {
    const code = this.video.error?.code;
    if (code === MediaError.MEDIA_ERR_DECODE) this.reports.undecodable();
    // Safari does not tell 403 and 410 from a broken line: the next heartbeat does.
    else this.reports.refused();
  }

  #tracks(): { enabled: boolean; language: string; label: string }[] {
    const list = (this.video as HTMLVideoElement & { audioTracks?: NativeAudioTracks }).audioTracks;
    return list ? Array.from(list) : [];
  }
}
