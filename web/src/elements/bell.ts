// The bell of the header and the envelope beside it: how many notices and messages wait, and a toast for each notice that arrives. One tab of a browser listens and tells the
// others, for a browser opens few connections to one server. Without a stream (data-saver, too many, none) it asks now and then.

const ASK_EVERY_MS = 120_000;
const NAME = "griot-bell";

/** A number and its words. */
export interface BellCount {
  unread: number;
  shown: string;
  label: string;
}

/** What the server says: the number, the one of messages where they are counted, and the toast of what has just arrived. */
export interface BellNews extends BellCount {
  messages?: BellCount;
  toast?: string;
}

function isCount(news: Partial<BellCount>): boolean {
  return typeof news.unread === "number" && typeof news.shown === "string" && typeof news.label === "string";
}

/** Reads a message of the stream; what is none is dropped. */
export function parseNews(text: string): BellNews | undefined {
  try {
    const news = JSON.parse(text) as Partial<BellNews>;
    if (!isCount(news) || (news.messages !== undefined && !isCount(news.messages))) return undefined;
    return news as BellNews;
  } catch {
    return undefined;
  }
}

export class Bell extends HTMLElement {
  #others: BroadcastChannel | undefined;
  #stream: EventSource | undefined;
  #timer = 0;
  #gone = new AbortController();

  connectedCallback(): void {
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    const { stream } = this.dataset;
    if (stream && "locks" in navigator && "BroadcastChannel" in window) {
      this.#others = new BroadcastChannel(NAME);
      this.#others.addEventListener("message", (event: MessageEvent<BellNews>) => this.#show(event.data));
      // Held until this page goes; then the next tab listens.
      navigator.locks.request(NAME, { signal }, () => this.#listen(stream, signal)).catch(() => undefined);
    } else {
      this.#askLater();
    }
    // A page that rests in the browser's memory holds no connection.
    addEventListener("pagehide", () => this.#rest(), { signal });
  }

  #rest(): void {
    this.disconnectedCallback();
    addEventListener("pageshow", () => this.isConnected && this.connectedCallback(), { once: true });
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.#stream?.close();
    this.#others?.close();
    window.clearTimeout(this.#timer);
  }

  #listen(src: string, signal: AbortSignal): Promise<void> {
    const stream = new EventSource(src);
    this.#stream = stream;
    stream.addEventListener("bell", (event) => {
      const news = parseNews(event.data as string);
      if (!news) return;
      this.#show(news);
      this.#others?.postMessage(news);
    });
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve());
      stream.addEventListener("error", () => {
        // The browser tries again by itself; when it has given up, asking takes over.
        if (stream.readyState !== EventSource.CLOSED) return;
        this.#askLater();
        resolve();
      });
    });
  }

  #askLater(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(), ASK_EVERY_MS);
  }

  async #ask(): Promise<void> {
    const { state } = this.dataset;
    if (state && document.visibilityState === "visible") {
      const answer = await fetch(state, { headers: { Accept: "application/json" } }).catch(() => undefined);
      // Led to the sign-in page: nobody is signed in any more.
      if (answer?.redirected) return;
      const news = answer?.ok ? parseNews(await answer.text()) : undefined;
      if (news) this.#show(news);
    }
    this.#askLater();
  }

  #show(news: BellNews): void {
    this.#count("notices", news);
    if (news.messages) this.#count("messages", news.messages);
    // Who looks at another tab sees it there; a reader is told politely by the region that the toast comes into.
    if (news.toast && document.visibilityState === "visible") {
      document.getElementById("toasts")?.insertAdjacentHTML("beforeend", news.toast);
    }
  }

  #count(which: string, state: BellCount): void {
    const link = this.querySelector<HTMLElement>(`[data-bell="${which}"]`);
    const count = link?.querySelector<HTMLElement>(".bell-count");
    if (!link || !count) return;
    link.setAttribute("aria-label", state.label);
    link.title = state.label;
    count.textContent = state.shown;
    count.hidden = state.shown === "";
    // The envelope is not there before the first message; once it is there it stays.
    if (state.unread > 0) link.hidden = false;
  }
}
