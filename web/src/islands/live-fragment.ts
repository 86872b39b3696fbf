// A place whose content the server replaces: by server-sent events (`src`), or by asking again (`poll`) in data-saver and
// when the stream cannot be kept. Stops once the content holds `[data-final]`. Whoever is inside with the keyboard keeps their place: what
// arrives meanwhile waits until they leave, unless it is final, or what they stand on is no part of it any more.

const POLL_MS = 15_000;
const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";
const WRITTEN = "input, select, textarea";

/** By what an element is known again in the content that comes. */
function keyOf(element: Element): string {
  const known = ["id", "href", "name", "value", "formaction"].map((name) => element.getAttribute(name) ?? "");
  return [element.tagName, ...known].join("\n");
}

/** The element of the new content that stands for one of the old: as the old one, the n-th that is known by the same. */
export function twinOf(element: Element, old: ParentNode, fresh: ParentNode): HTMLElement | undefined {
  const alike = (of: ParentNode): HTMLElement[] =>
    [...of.querySelectorAll<HTMLElement>(STOPS)].filter((other) => keyOf(other) === keyOf(element));
  return alike(fresh)[alike(old).indexOf(element as HTMLElement)];
}

class LiveFragment extends HTMLElement {
  #stream: EventSource | undefined;
  #timer: number | undefined;
  #waiting: DocumentFragment | undefined;
  #gone = new AbortController();

  connectedCallback(): void {
    if (this.#isFinal()) return;
    this.#gone = new AbortController();
    this.addEventListener("focusout", (event) => this.#left(event), { signal: this.#gone.signal });
    const src = this.getAttribute("src");
    if (src) this.#listen(src);
    else this.#ask();
  }

  disconnectedCallback(): void {
    this.#gone.abort();
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
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content;
    const focused = this.#focused();
    const twin = focused && twinOf(focused, this, fresh);
    const isFinal = fresh.querySelector("[data-final]") !== null;
    if (twin && !isFinal && (focused.matches(WRITTEN) || focused.matches(":focus-visible"))) {
      this.#waiting = fresh;
      return;
    }
    this.#put(fresh);
    if (!focused) return;
    if (!twin) this.tabIndex = -1;
    (twin ?? this).focus({ preventScroll: true });
  }

  #focused(): Element | undefined {
    const focused = document.activeElement;
    return focused && focused !== this && this.contains(focused) ? focused : undefined;
  }

  /** What was unfolded stays so. */
  #put(fresh: DocumentFragment): void {
    this.#waiting = undefined;
    const before = [...this.querySelectorAll("details")].map((details) => details.open);
    const folded = [...fresh.querySelectorAll("details")];
    if (folded.length === before.length) folded.forEach((details, place) => (details.open = before[place] ?? details.open));
    this.replaceChildren(fresh);
    if (this.#isFinal()) this.#stream?.close();
  }

  /** What waited is shown once nobody stands inside; a window that is only looked away from keeps its place. */
  #left(event: FocusEvent): void {
    const to = event.relatedTarget;
    if (this.#waiting === undefined || !document.hasFocus() || (to instanceof Node && this.contains(to))) return;
    this.#put(this.#waiting);
  }

  #isFinal(): boolean {
    return this.querySelector("[data-final]") !== null;
  }
}

customElements.define("griot-live-fragment", LiveFragment);
