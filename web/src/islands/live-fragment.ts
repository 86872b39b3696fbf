// A place whose content the server replaces: by server-sent events (`src`), or by asking again (`poll`) in data-saver and
// when the stream cannot be kept. Stops once the content holds `[data-final]`.

const POLL_MS = 15_000;

class LiveFragment extends HTMLElement {
  #stream: EventSource | undefined;
  #timer: number | undefined;

  connectedCallback(): void {
    if (this.#isFinal()) return;
    const src = this.getAttribute("src");
    if (src) this.#listen(src);
    else this.#ask();
  }

  disconnectedCallback(): void {
    this.#stream?.close();
    window.clearTimeout(this.#timer);
  }

  #listen(src: string): void {
    const stream = new EventSource(src);
    this.#stream = stream;
    stream.addEventListener(this.getAttribute("event") ?? "message", (event) => this.#show(event.data as string));
    stream.addEventListener("error", () => {
      // The browser tries again by itself; when it has given up, asking takes over.
      if (stream.readyState === EventSource.CLOSED) this.#ask();
    });
  }

  #ask(): void {
    const poll = this.getAttribute("poll");
    if (!poll) return;
    this.#timer = window.setTimeout(() => void this.#fetch(poll), POLL_MS);
  }

  async #fetch(poll: string): Promise<void> {
    const response = await fetch(poll, { headers: { "HX-Request": "true" } }).catch(() => undefined);
    if (response?.ok) this.#show(await response.text());
    if (!this.#isFinal()) this.#ask();
  }

  /** The server escapes what people wrote; the policy of the page forbids scripts in it anyway. */
  #show(html: string): void {
    this.innerHTML = html;
    if (this.#isFinal()) this.#stream?.close();
  }

  #isFinal(): boolean {
    return this.querySelector("[data-final]") !== null;
  }
}

customElements.define("griot-live-fragment", LiveFragment);
