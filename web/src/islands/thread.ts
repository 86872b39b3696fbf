// A conversation that is looked at: what the other side writes arrives by itself, what one sends leaves without a reload, and what is on the
// screen is marked as read. The server sends the whole thread each time; the form keeps what is typed. Older messages (without an address
// to ask) stay as they are, and writing there leads to the newest ones.

const THREAD_POLL_MS = 15_000;
const SEND_FAILED = 422;

class Thread extends HTMLElement {
  #stream: EventSource | undefined;
  #timer = 0;
  #read = 0;
  #gone = new AbortController();

  connectedCallback(): void {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    const { src } = this.dataset;
    if (src) this.#listen(src);
    else if (this.dataset.poll) this.#askLater();
    this.addEventListener("submit", (event) => void this.#send(event), { signal });
    this.addEventListener("keydown", (event) => this.#sendByKey(event), { signal });
    document.addEventListener("visibilitychange", () => this.#markRead(), { signal });
    addEventListener("pagehide", () => this.disconnectedCallback(), { signal });
    this.#toEnd();
    this.#markRead();
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.#stream?.close();
    window.clearTimeout(this.#timer);
  }

  #listen(src: string): void {
    const stream = new EventSource(src);
    this.#stream = stream;
    stream.addEventListener("fil", (event) => this.#show(event.data as string));
    stream.addEventListener("error", () => {
      // The browser tries again by itself; when it has given up, asking takes over.
      if (stream.readyState === EventSource.CLOSED) this.#askLater();
    });
  }

  #askLater(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(), THREAD_POLL_MS);
  }

  async #ask(): Promise<void> {
    const { poll } = this.dataset;
    if (poll && document.visibilityState === "visible") {
      const answer = await fetch(poll, { headers: { "HX-Request": "true" } }).catch(() => undefined);
      if (answer?.redirected) return;
      if (answer?.ok) this.#show(await answer.text());
    }
    this.#askLater();
  }

  /** Who reads further up stays there; who is at the end sees what arrives. The server escapes what people wrote. */
  #show(html: string): void {
    const thread = this.querySelector<HTMLElement>("[data-thread]");
    if (!thread) return;
    const isAtEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 48;
    const focused = thread.contains(document.activeElement) && document.activeElement !== thread;
    // A button that somebody is about to press is not taken away from under them.
    if (focused && thread.matches(":focus-within") && html === thread.innerHTML) return;
    thread.innerHTML = html;
    if (isAtEnd) this.#toEnd();
    if (focused) thread.focus();
    this.#markRead();
  }

  #toEnd(): void {
    const thread = this.querySelector<HTMLElement>("[data-thread]");
    if (thread && !location.hash) thread.scrollTop = thread.scrollHeight;
  }

  /** Up to the newest message, while somebody looks. */
  #markRead(): void {
    const { read, csrf } = this.dataset;
    const number = Number(this.querySelector<HTMLElement>("[data-number]")?.dataset["number"] ?? 0);
    if (!read || !csrf || number <= this.#read || document.visibilityState !== "visible") return;
    this.#read = number;
    const body = new URLSearchParams({ _csrf: csrf, number: String(number) });
    // What is not written down now is with the next message.
    void fetch(read, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => (this.#read = 0));
  }

  #sendByKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = (event.target as HTMLElement).closest<HTMLFormElement>("[data-composer] form");
    form?.requestSubmit();
  }

  async #send(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    if (!form.closest("[data-composer]") || !this.dataset.poll) return;
    event.preventDefault();
    const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
    if (!button || button.disabled) return;
    button.disabled = true;
    const body = new URLSearchParams([...new FormData(form)].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => undefined);
    if (answer && !answer.redirected && (answer.ok || answer.status === SEND_FAILED)) {
      this.#swap(await answer.text());
      return;
    }
    button.disabled = false;
    // What a fragment cannot say, a page does; the message has its id, so that it is one message all the same.
    if (answer) form.submit();
    else this.querySelector<HTMLElement>("[data-composer] textarea")?.focus();
  }

  #swap(html: string): void {
    const parts = new DOMParser().parseFromString(html, "text/html");
    for (const name of ["thread", "composer"]) {
      const fresh = parts.querySelector(`[data-${name}]`);
      const place = this.querySelector(`[data-${name}]`);
      if (fresh && place) place.innerHTML = fresh.innerHTML;
    }
    history.replaceState(null, "", location.pathname);
    this.#toEnd();
    this.#markRead();
    (this.querySelector<HTMLElement>("[data-composer] [data-autofocus]") ?? this.querySelector("textarea"))?.focus();
  }
}

customElements.define("griot-thread", Thread);
