/** One stream from Play to the end: opening, playing, falling back, signs of life, and what the person changes. */

import * as api from "./api.js";
import { connection, createEngine, decoding } from "./capabilities.js";
import { choices, SOUND_ALONE } from "./choices.js";
import type { Engine, Reports } from "./engine.js";
import { usedText } from "./format.js";
import { Health } from "./health.js";
import { Heartbeat } from "./heartbeat.js";
import { speedFrom, type Action } from "./keys.js";
import { parseLabels, type Labels } from "./labels.js";
import { Patience } from "./patience.js";
import * as preferences from "./preferences.js";
import { av1ToProbe, codecChoice, startsLow } from "./quality.js";
import { Stage } from "./stage.js";
import type { Opened, VideoChoice } from "./types.js";

const HEALTH_MS = 5000;

export class Session {
  readonly #t: Labels;
  readonly #access: api.Access;
  readonly #stage: Stage;
  readonly #kept = preferences.load();
  readonly #patience: Patience;
  readonly #health = new Health();
  readonly #listening = new AbortController();
  #opened: Opened | null = null;
  #engine: Engine | null = null;
  #heartbeat: Heartbeat | null = null;
  #choice: VideoChoice = "any";
  #usedBytes = 0;
  #over = false;

  constructor(private readonly host: HTMLElement) {
    this.#t = parseLabels(host.getAttribute("labels"));
    this.#access = {
      endpoint: host.getAttribute("endpoint") ?? "",
      csrf: host.getAttribute("csrf") ?? "",
      locale: this.#locale,
    };
    this.#stage = new Stage(host, this.#t, this.#events(), () => this.#opened?.storyboard ?? null);
    this.#patience = new Patience(
      () => this.#stage.notice.say(navigator.onLine ? this.#t.slow : this.#t.offline),
      () => this.#stage.notice.say(""),
    );
    this.#video.volume = this.#kept.volume;
    this.#video.muted = this.#kept.muted;
    this.#listen();
  }

  /** Opens the film and plays it. Refusals are shown with what can be done about them. */
  async open(from: number | null): Promise<void> {
    this.#patience.begin();
    try {
      const opened = await api.open(this.#access, this.#lite, preferences.deviceKey());
      this.#over = false;
      this.#opened = opened;
      this.#startHeartbeat(opened);
      if ("mediaSession" in navigator) {
        navigator.mediaSession.metadata = new MediaMetadata({ title: this.host.getAttribute("film-title") ?? "" });
      }
      this.#stage.captions.attach(opened.subtitles);
      this.#showSubtitles(this.#kept.subtitles);
      this.#engine ??= await createEngine(this.#video, this.#reports());
      this.#choice = await this.#chooseCodec(opened);
      this.#load(from ?? (opened.resume_ms ?? 0) / 1000);
    } catch (error) {
      this.#patience.end();
      this.#refused(error);
    }
  }

  close(): void {
    this.#leave();
    this.#listening.abort();
    this.#patience.end();
    this.#engine?.destroy();
    this.#stage.remove(this.host);
  }

  get #video(): HTMLVideoElement {
    return this.#stage.video;
  }

  get #lite(): boolean {
    return this.host.hasAttribute("lite");
  }

  get #locale(): string {
    return this.host.getAttribute("locale") ?? "fr";
  }

  get #duration(): number {
    return (this.#opened?.duration_ms ?? 0) / 1000 || this.#video.duration || 0;
  }

  get #positionMs(): number {
    return Math.round(this.#video.currentTime * 1000);
  }

  #load(from: number): void {
    const opened = this.#opened;
    if (!opened || !this.#engine) return;
    this.#health.reset();
    this.#engine.load({
      url: opened.master_url,
      choice: this.#kept.quality === SOUND_ALONE ? "none" : this.#choice,
      startSeconds: from,
      low: startsLow(connection(), opened.lite),
      bandwidth: this.#kept.bandwidth,
      lines: Math.max(0, this.#kept.quality),
    });
    this.#play();
  }

  #play(): void {
    // Refused without a gesture: the button is there.
    void this.#video.play().catch(() => this.#update());
  }

  async #chooseCodec(opened: Opened): Promise<VideoChoice> {
    if (!this.#engine?.choosesQuality) return "any";
    const probe = av1ToProbe(opened.qualities);
    return codecChoice(opened.qualities, probe ? await decoding(probe) : null, this.#kept.avoidAv1);
  }

  /** The pictures cannot be decoded, or stutter: AVC instead, from the same second, and next time at once. */
  #fallBack(): boolean {
    const hasAvc = this.#opened?.qualities.some((quality) => quality.codec === "avc") ?? false;
    if (this.#choice === "avc" || !hasAvc) return false;
    this.#kept.avoidAv1 = true;
    preferences.save(this.#kept);
    this.#choice = "avc";
    this.#load(this.#video.currentTime);
    return true;
  }

  #reports(): Reports {
    return {
      ready: () => this.#update(),
      changed: () => this.#refreshPanel(),
      loaded: (bytes) => {
        this.#usedBytes += bytes;
        this.#patience.end();
        if (this.#video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.#patience.begin();
      },
      undecodable: () => {
        if (!this.#fallBack()) this.#ask(this.#t.error);
      },
      // A heartbeat tells why; where it finds nothing wrong, the file itself is at fault.
      refused: () => void this.#beat().then(() => this.#ask(this.#t.error), (error: unknown) => this.#refused(error)),
      failed: () => this.#ask(navigator.onLine ? this.#t.error : this.#t.offline),
    };
  }

  #startHeartbeat(opened: Opened): void {
    this.#heartbeat?.stop();
    const pulse = {
      beat: () => this.#beat(),
      playing: () => !this.#video.paused,
      refused: (refusal: api.Refusal) => this.#refused(refusal),
    };
    this.#heartbeat = new Heartbeat(pulse, opened.heartbeat_s);
    this.#heartbeat.start();
  }

  #beat(): Promise<number> {
    return api.heartbeat(this.#access, this.#opened?.token ?? "", this.#positionMs);
  }

  #refused(error: unknown): void {
    if (!(error instanceof api.Refusal)) {
      this.#ask(navigator.onLine ? this.#t.error : this.#t.offline);
      return;
    }
    if (error.code === "playback-token-expired") {
      void this.open(this.#video.currentTime);
      return;
    }
    this.#heartbeat?.stop();
    this.#video.pause();
    if (error.code === "playback-places-taken") this.#askWhichToStop(error);
    else if (error.status === 410) this.#ask(error.message || this.#t.revoked);
    else this.#ask(error.message || this.#t.error);
  }

  #askWhichToStop(refusal: api.Refusal): void {
    const remedies = refusal.active.map((stream) => ({
      text: `${this.#t.stopOther} ${stream.device || this.#t.unknownDevice}`,
      act: () => {
        api.stop(this.#access, stream.playback_id).then(() => this.#retry(), (error: unknown) => this.#refused(error));
      },
    }));
    this.#stage.notice.ask(refusal.message || this.#t.taken, [...remedies, { text: this.#t.retry, act: () => this.#retry() }]);
  }

  #ask(text: string): void {
    this.#patience.end();
    this.#stage.notice.ask(text, [{ text: this.#t.retry, act: () => this.#retry() }]);
  }

  #retry(): void {
    void this.open(this.#video.currentTime > 0 ? this.#video.currentTime : null);
  }

  #leave(): void {
    if (!this.#opened || this.#over) return;
    this.#over = true;
    this.#heartbeat?.stop();
    api.end(this.#access, this.#opened.token, this.#positionMs);
    this.#kept.bandwidth = this.#engine?.bandwidth() || this.#kept.bandwidth;
    preferences.save(this.#kept);
  }

  #events(): ConstructorParameters<typeof Stage>[2] {
    return {
      toggle: () => this.#toggle(),
      seek: (seconds) => this.#seek(seconds),
      volume: (volume) => this.#setVolume(volume),
      mute: () => (this.#video.muted = !this.#video.muted),
      captions: () => this.#toggleSubtitles(),
      settings: () => this.#toggleSettings(),
      pip: () => this.#stage.togglePip(),
      fullscreen: () => this.#stage.toggleFullscreen(),
      action: (action) => this.#act(action),
      choose: (name, value) => this.#choose(name, value),
    };
  }

  #act(action: Action): void {
    const video = this.#video;
    if (action.kind === "toggle") this.#toggle();
    else if (action.kind === "seekBy") this.#seek(video.currentTime + action.seconds);
    else if (action.kind === "seekTo") this.#seek(this.#duration * action.part);
    else if (action.kind === "volumeBy") this.#setVolume(video.volume + action.step);
    else if (action.kind === "mute") video.muted = !video.muted;
    else if (action.kind === "fullscreen") this.#stage.toggleFullscreen();
    else if (action.kind === "captions") this.#toggleSubtitles();
    else video.playbackRate = speedFrom(video.playbackRate, action.step);
  }

  #toggle(): void {
    if (this.#over) void this.open(this.#video.ended ? 0 : this.#video.currentTime);
    else if (this.#video.paused) this.#play();
    else this.#video.pause();
  }

  #seek(seconds: number): void {
    this.#video.currentTime = Math.min(Math.max(0, seconds), Math.max(0, this.#duration - 0.1));
  }

  #setVolume(volume: number): void {
    this.#video.volume = Math.min(1, Math.max(0, volume));
    this.#video.muted = this.#video.volume === 0;
  }

  #choose(name: string, value: string): void {
    if (name === "quality") this.#chooseQuality(Number(value));
    else if (name === "audio") this.#engine?.setSound(Number(value));
    else if (name === "subtitles") this.#showSubtitles(value);
    else if (name === "speed") this.#video.playbackRate = Number(value);
    else if (value === "small" || value === "medium" || value === "large") this.#kept.subtitleSize = value;
    this.#stage.captions.size = this.#kept.subtitleSize;
    preferences.save(this.#kept);
    this.#refreshPanel();
  }

  #chooseQuality(wish: number): void {
    const pictures = (lines: number): boolean => lines !== SOUND_ALONE;
    const reload = pictures(this.#kept.quality) !== pictures(wish);
    this.#kept.quality = wish;
    if (reload) this.#load(this.#video.currentTime);
    else this.#engine?.setLines(wish);
  }

  #showSubtitles(language: string): void {
    const shown = this.#stage.captions.choose(language);
    this.#stage.captions.size = this.#kept.subtitleSize;
    this.#stage.controls.captions((this.#opened?.subtitles.length ?? 0) > 0, shown);
    if (shown || language === "") this.#kept.subtitles = language;
  }

  #toggleSubtitles(): void {
    const locale = this.#locale.slice(0, 2);
    const offered = this.#opened?.subtitles ?? [];
    const next = offered.find((track) => track.language.startsWith(locale)) ?? offered[0];
    this.#showSubtitles(this.#kept.subtitles === "" ? (next?.language ?? "") : "");
    preferences.save(this.#kept);
    this.#refreshPanel();
  }

  #toggleSettings(): void {
    const { panel, controls } = this.#stage;
    if (panel.isOpen) {
      panel.close();
      return;
    }
    panel.open(this.#choices(), this.#usedText());
    controls.settings.setAttribute("aria-expanded", "true");
  }

  #refreshPanel(): void {
    if (this.#stage.panel.isOpen) this.#stage.panel.show(this.#choices(), this.#usedText());
  }

  #choices(): ReturnType<typeof choices> {
    if (!this.#opened || !this.#engine) return [];
    const shared = { locale: this.#locale, t: this.#t, preferences: this.#kept, choice: this.#choice };
    return choices({ ...shared, opened: this.#opened, engine: this.#engine, speed: this.#video.playbackRate });
  }

  #usedText(): string {
    return usedText(this.#usedBytes, this.host, this.#t.dataUsed, this.#locale);
  }

  #update(): void {
    this.#stage.controls.update(this.#duration);
  }

  #listen(): void {
    const { signal } = this.#listening;
    const on = (name: string, act: () => void): void => this.#video.addEventListener(name, act, { signal });
    for (const name of ["timeupdate", "progress", "durationchange", "play", "pause", "volumechange", "seeking"]) {
      on(name, () => this.#update());
    }
    for (const name of ["play", "pause", "seeked", "ended"]) on(name, () => this.#heartbeat?.soon());
    for (const name of ["waiting", "stalled"]) on(name, () => this.#patience.begin());
    for (const name of ["playing", "pause", "canplay"]) on(name, () => this.#patience.end());
    for (const name of ["seeking", "pause"]) on(name, () => this.#health.reset());
    on("volumechange", () => {
      Object.assign(this.#kept, { volume: this.#video.volume, muted: this.#video.muted });
      preferences.save(this.#kept);
    });
    on("ended", () => this.#ended());
    on("play", () => this.host.classList.remove("is-ended"));
    addEventListener("pagehide", () => this.#leave(), { signal });
    addEventListener("online", () => this.#engine?.retry(), { signal });
    document.addEventListener("fullscreenchange", () => this.#update(), { signal });
    document.addEventListener("visibilitychange", () => this.#health.reset(), { signal });
    this.host.addEventListener("griot:player-removed", () => this.close(), { signal });
    const watching = setInterval(() => this.#checkHealth(), HEALTH_MS);
    signal.addEventListener("abort", () => clearInterval(watching));
  }

  #checkHealth(): void {
    if (this.#video.paused || document.hidden) return;
    const frames = this.#video.getVideoPlaybackQuality?.();
    if (frames && this.#health.stutters({ total: frames.totalVideoFrames, dropped: frames.droppedVideoFrames })) this.#fallBack();
  }

  #ended(): void {
    this.host.classList.add("is-ended");
    this.host.dispatchEvent(new CustomEvent("griot:ended", { bubbles: true }));
  }
}
