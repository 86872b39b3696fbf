/** Whether the device keeps up: the share of dropped pictures over a window of playing time. Pure. */

export interface Frames {
  total: number;
  dropped: number;
}

/** Above this share the device does not keep up. */
const LIMIT = 0.15;
/** Fewer pictures than this say nothing: ten seconds at 24 a second. */
const WINDOW = 240;

export class Health {
  #start: Frames | null = null;

  /** Looks at the counters of the video; true once a whole window lost too many pictures. */
  stutters(now: Frames): boolean {
    // The counters begin again when the video element is given another stream.
    if (this.#start === null || now.total < this.#start.total) {
      this.#start = { ...now };
      return false;
    }
    const total = now.total - this.#start.total;
    if (total < WINDOW) return false;
    const dropped = now.dropped - this.#start.dropped;
    this.#start = { ...now };
    return dropped / total > LIMIT;
  }

  /** Forgets the window: after a seek, a pause, or while the page is hidden, drops mean nothing. */
  reset(): void {
    this.#start = null;
  }
}
