/** The bar below the picture: play, seek with previews, volume, subtitles, settings, picture-in-picture, full screen. */

import { el, iconButton, relabel } from "./dom.js";
import { timecode } from "./format.js";
import type { Labels } from "./labels.js";
import { previewLeft, tileAt } from "./storyboard.js";
import type { Storyboard } from "./types.js";

/** What the person asks for by the bar. */
export interface Gestures {
  toggle(): void;
  seek(seconds: number): void;
  volume(volume: number): void;
  mute(): void;
  captions(): void;
  settings(): void;
  pip(): void;
  fullscreen(): void;
}

export class Controls {
  readonly root: HTMLElement;
  readonly settings: HTMLButtonElement;
  readonly play: HTMLButtonElement;
  #dragging = false;
  readonly #seek: HTMLInputElement;
  readonly #time: HTMLElement;
  readonly #preview: HTMLElement;
  readonly #previewTime: HTMLElement;
  readonly #previewImage: HTMLElement;
  readonly #mute: HTMLButtonElement;
  readonly #volume: HTMLInputElement;
  readonly #captions: HTMLButtonElement;
  readonly #fullscreen: HTMLButtonElement;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly t: Labels,
    private readonly gestures: Gestures,
    private readonly storyboard: () => Storyboard | null,
  ) {
    this.play = iconButton("play", t.play);
    this.#seek = el("input", { type: "range", min: 0, max: 0, step: "any", value: 0, class: "gp-seek", "aria-label": t.seek });
    this.#time = el("span", { class: "gp-time" }, "0:00");
    this.#previewImage = el("span", { class: "gp-preview-image" });
    this.#previewTime = el("span", { class: "gp-preview-time" });
    this.#preview = el("span", { class: "gp-preview", "aria-hidden": "true", hidden: true }, this.#previewImage, this.#previewTime);
    this.#mute = iconButton("volume", t.mute);
    this.#volume = el("input", { type: "range", min: 0, max: 1, step: 0.05, class: "gp-volume", "aria-label": t.volume });
    this.#captions = iconButton("captions", t.captions);
    this.#captions.setAttribute("aria-pressed", "false");
    this.settings = iconButton("settings", t.settings);
    this.settings.setAttribute("aria-expanded", "false");
    const pip = iconButton("pip", t.pip);
    pip.hidden = !document.pictureInPictureEnabled;
    this.#fullscreen = iconButton("fullscreen", t.fullscreen);
    this.root = el(
      "div",
      { class: "gp-bar" },
      el("div", { class: "gp-seek-row" }, this.#seek, this.#preview),
      el(
        "div",
        { class: "gp-buttons" },
        this.play,
        this.#mute,
        this.#volume,
        this.#time,
        el("span", { class: "gp-space" }),
        this.#captions,
        this.settings,
        pip,
        this.#fullscreen,
      ),
    );
    this.play.addEventListener("click", () => gestures.toggle());
    this.#mute.addEventListener("click", () => gestures.mute());
    this.#volume.addEventListener("input", () => gestures.volume(Number(this.#volume.value)));
    this.#captions.addEventListener("click", () => gestures.captions());
    this.settings.addEventListener("click", () => gestures.settings());
    pip.addEventListener("click", () => gestures.pip());
    this.#fullscreen.addEventListener("click", () => gestures.fullscreen());
    this.#listenToSeek();
  }

  /** Shows where the film is. */
  update(durationSeconds: number): void {
    const { video, t } = this;
    const playing = !video.paused && !video.ended;
    relabel(this.play, playing ? "pause" : "play", playing ? t.pause : t.play);
    this.#seek.max = String(durationSeconds);
    if (!this.#dragging) this.#show(video.currentTime, durationSeconds);
    const silent = video.muted || video.volume === 0;
    relabel(this.#mute, silent ? "muted" : "volume", silent ? t.unmute : t.mute);
    this.#volume.value = String(video.muted ? 0 : video.volume);
    const full = document.fullscreenElement !== null;
    relabel(this.#fullscreen, full ? "shrink" : "fullscreen", full ? t.exitFullscreen : t.fullscreen);
  }

  /** Shows whether subtitles are on; without any there is nothing to press. */
  captions(available: boolean, on: boolean): void {
    this.#captions.hidden = !available;
    this.#captions.setAttribute("aria-pressed", String(on));
  }

  #show(seconds: number, durationSeconds: number): void {
    this.#seek.value = String(seconds);
    const text = `${timecode(seconds)} / ${timecode(durationSeconds)}`;
    this.#time.textContent = text;
    this.#seek.setAttribute("aria-valuetext", text);
    const played = durationSeconds > 0 ? (100 * seconds) / durationSeconds : 0;
    this.#seek.style.setProperty("--played", `${played.toFixed(2)}%`);
    const { buffered } = this.video;
    const ahead = buffered.length > 0 && durationSeconds > 0 ? (100 * buffered.end(buffered.length - 1)) / durationSeconds : 0;
    this.#seek.style.setProperty("--ahead", `${Math.min(100, ahead).toFixed(2)}%`);
  }

  #listenToSeek(): void {
    const seek = this.#seek;
    seek.addEventListener("input", () => {
      this.#dragging = true;
      this.#show(Number(seek.value), Number(seek.max));
    });
    // Only where it is let go: every place on the way would be fetched and paid for.
    seek.addEventListener("change", () => {
      this.#dragging = false;
      this.gestures.seek(Number(seek.value));
    });
    seek.addEventListener("pointermove", (event) => this.#showPreview(event));
    seek.addEventListener("pointerleave", () => (this.#preview.hidden = true));
    seek.addEventListener("pointerup", () => (this.#preview.hidden = true));
  }

  #showPreview(event: PointerEvent): void {
    const bar = this.#seek.getBoundingClientRect();
    const duration = Number(this.#seek.max);
    if (bar.width <= 0 || duration <= 0) return;
    const pointer = Math.min(bar.width, Math.max(0, event.clientX - bar.left));
    const seconds = (duration * pointer) / bar.width;
    const board = this.storyboard();
    const tile = board ? tileAt(board, seconds) : null;
    this.#previewImage.hidden = tile === null;
    if (board && tile) {
      const { style } = this.#previewImage;
      style.width = `${board.tile_width}px`;
      style.height = `${board.tile_height}px`;
      style.backgroundImage = `url("${tile.sheet}")`;
      style.backgroundPosition = `-${tile.x}px -${tile.y}px`;
    }
    this.#previewTime.textContent = timecode(seconds);
    this.#preview.hidden = false;
    this.#preview.style.left = `${previewLeft(pointer, this.#preview.offsetWidth, bar.width)}px`;
  }
}
