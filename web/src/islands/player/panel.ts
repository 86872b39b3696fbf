/** The settings: quality with megabytes, sound, subtitles and their size, speed, data used. Plain selects: every phone and
 * every screen reader knows them. */

import { el } from "./dom.js";
import type { Labels } from "./labels.js";

/** A line of a menu. */
export interface Option {
  value: string;
  text: string;
  lang?: string;
}

/** What can be chosen, and what is chosen. */
export interface Choice {
  name: "quality" | "audio" | "subtitles" | "size" | "speed";
  label: string;
  options: Option[];
  value: string;
}

export class Panel {
  readonly root: HTMLElement;
  readonly #fields: HTMLElement;
  readonly #used: HTMLElement;

  constructor(
    t: Labels,
    private readonly choose: (name: Choice["name"], value: string) => void,
    private readonly closed: () => void,
  ) {
    this.#fields = el("div", { class: "gp-fields" });
    this.#used = el("p", { class: "gp-used" });
    const close = el("button", { type: "button", class: "gp-text-button" }, t.close);
    close.addEventListener("click", () => this.close());
    this.root = el("div", { class: "gp-panel", role: "group", "aria-label": t.settings, hidden: true }, this.#fields, this.#used, close);
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  open(choices: readonly Choice[], used: string): void {
    this.show(choices, used);
    this.root.hidden = false;
    this.root.querySelector<HTMLElement>("select, button")?.focus();
  }

  /** Shows the choices anew; the one being made keeps its focus. */
  show(choices: readonly Choice[], used: string): void {
    this.#used.textContent = used;
    const focused = document.activeElement instanceof HTMLSelectElement ? document.activeElement.name : "";
    this.#fields.replaceChildren(...choices.filter((choice) => choice.options.length > 1).map((choice) => this.#field(choice)));
    if (focused) this.#fields.querySelector<HTMLSelectElement>(`select[name="${focused}"]`)?.focus();
  }

  close(): void {
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.closed();
  }

  #field(choice: Choice): HTMLElement {
    const select = el("select", { name: choice.name, class: "gp-select" });
    for (const option of choice.options) {
      const attributes = { value: option.value, selected: option.value === choice.value, ...(option.lang ? { lang: option.lang } : {}) };
      select.append(el("option", attributes, option.text));
    }
    select.addEventListener("change", () => this.choose(choice.name, select.value));
    return el("label", { class: "gp-field" }, el("span", {}, choice.label), select);
  }
}
