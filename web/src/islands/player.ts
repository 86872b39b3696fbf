/**
 * <griot-player>: a poster and a Play button until somebody presses it; only then is the player fetched.
 *
 * The server writes the poster, the button and what the film weighs. Attributes: endpoint, film-title, locale, csrf,
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
        this.#say(navigator.onLine ? "error" : "offline");
      })
      .finally(() => this.removeAttribute("aria-busy"));
  };

  /** A word under the button, before there is a player to show it. */
  #say(label: string): void {
    const facts = this.querySelector(".player-facts");
    const line = facts?.querySelector("[role=status]") ?? facts?.appendChild(document.createElement("p"));
    const labels = JSON.parse(this.getAttribute("labels") ?? "{}") as Record<string, string>;
    line?.setAttribute("role", "status");
    line?.replaceChildren(labels[label] ?? label);
  }
}

if (!customElements.get("griot-player")) customElements.define("griot-player", GriotPlayer);
