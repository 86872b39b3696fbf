/**
 * Signs of life: while playing, and for a few minutes of a pause. A heartbeat holds the place and keeps the position; it
 * gives no watch time by itself, so there is nothing to gain by sending more.
 */

import { Refusal } from "./api.js";

/** A pause longer than this gives the place up. */
const PAUSE_MS = 5 * 60_000;
/** Gestures in a row (a seek, a pause) are told once. */
const GESTURE_MS = 1000;

export interface Pulse {
  /** Sends one; seconds until the next. */
  beat(): Promise<number>;
  playing(): boolean;
  refused(refusal: Refusal): void;
}

export class Heartbeat {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #gesture: ReturnType<typeof setTimeout> | undefined;
  #pausedAt: number | null = null;
  #running = false;

  constructor(
    private readonly pulse: Pulse,
    private readonly everySeconds: number,
  ) {}

  start(): void {
    this.#running = true;
    document.addEventListener("visibilitychange", this.#hidden);
    this.#plan(this.everySeconds);
  }

  /** Tells soon: the position jumped, or playing began or paused. */
  soon(): void {
    if (!this.#running) return;
    clearTimeout(this.#gesture);
    this.#gesture = setTimeout(() => void this.#send(), GESTURE_MS);
  }

  stop(): void {
    this.#running = false;
    document.removeEventListener("visibilitychange", this.#hidden);
    clearTimeout(this.#timer);
    clearTimeout(this.#gesture);
  }

  /** Phones end what is in the background without a word: that it went there is the last that is certain to be told. */
  readonly #hidden = (): void => {
    if (!document.hidden) return;
    clearTimeout(this.#gesture);
    void this.#send();
  };

  #plan(seconds: number): void {
    clearTimeout(this.#timer);
    if (this.#running) this.#timer = setTimeout(() => void this.#tick(), seconds * 1000);
  }

  async #tick(): Promise<void> {
    if (this.pulse.playing()) this.#pausedAt = null;
    else this.#pausedAt ??= Date.now();
    const resting = this.#pausedAt !== null && Date.now() - this.#pausedAt > PAUSE_MS;
    if (!resting) await this.#send();
    this.#plan(this.everySeconds);
  }

  async #send(): Promise<void> {
    try {
      await this.pulse.beat();
    } catch (error) {
      // A line that is down says nothing about the stream: the next one may pass.
      if (error instanceof Refusal && [403, 404, 410].includes(error.status)) this.pulse.refused(error);
    }
  }
}
