/** Says that the line is slow or away once nothing has moved for five seconds. */

const PATIENCE_MS = 5000;

export class Patience {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly slow: () => void,
    private readonly fine: () => void,
  ) {}

  /** Waiting began; begun twice it is one wait. */
  begin(): void {
    this.#timer ??= setTimeout(this.slow, PATIENCE_MS);
  }

  /** It moves again. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.fine();
  }
}
