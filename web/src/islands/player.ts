/**
 * <griot-player>: a poster and a Play button until somebody presses it; only then is the player fetched.
 *
 * The server writes the poster, the button and what the film weighs. Attributes: endpoint, film, film-title, locale, csrf,
 * labels (JSON), lite, poster, price-per-gb, price-currency. A child with slot="end" is shown after the end.
 */
class GriotPlayer extends HTMLElement {
  #started = false;

  connectedCallback(): void {
    this.querySelector<HTMLButtonElement>(".player-play")?.addEventListener("click", this.#start);
  }

  disconnectedCallback(): void {
    this.querySelector<HTMLButtonElement>(".player-play")?.removeEventListener("click", this.#start);
    this.dispatchEvent(new Event("griot:player-removed"));
    this.#started = false;
  }

  readonly #start = (): void => {
    if (this.#started) return;
    this.#started = true;
    this.setAttribute("aria-busy", "true");
    import("./player/start.js")
      .then(({ start }) => start(this))
      .catch(() => {
        // The script could not be fetched: the button works again.
        this.#started = false;
      })
      .finally(() => this.removeAttribute("aria-busy"));
  };
}

if (!customElements.get("griot-player")) customElements.define("griot-player", GriotPlayer);
