// A field with proposals of the server, in a native list.

const DELAY_MS = 200;

export class Combobox extends HTMLElement {
  #timer = 0;
  #asked = "";

  connectedCallback(): void {
    const input = this.querySelector("input");
    input?.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#ask(input.value.trim()), DELAY_MS);
    });
  }

  async #ask(words: string): Promise<void> {
    const list = this.querySelector("datalist");
    const source = this.getAttribute("source");
    if (!list || !source || words.length < 2 || words === this.#asked) return;
    this.#asked = words;
    const url = new URL(source, location.href);
    url.searchParams.set("q", words);
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      if (answer.ok && this.#asked === words) this.#show(list, await answer.text());
    } catch {
      // Without network it is a plain field.
    }
  }

  #show(list: HTMLDataListElement, html: string): void {
    const page = new DOMParser().parseFromString(`<select>${html}</select>`, "text/html");
    list.replaceChildren(...page.querySelectorAll("option"));
  }
}
