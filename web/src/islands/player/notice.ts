/** What is said over the picture: a slow line, an error with its retry, the streams in the way. */

import { el } from "./dom.js";

/** Something that can be done about it. */
export interface Remedy {
  text: string;
  act(): void;
}

export class Notice {
  readonly root: HTMLElement;
  readonly #status: HTMLElement;
  readonly #dialog: HTMLElement;

  constructor() {
    this.#status = el("p", { class: "gp-status", role: "status" });
    this.#dialog = el("div", { class: "gp-notice", role: "alertdialog", hidden: true });
    this.root = el("div", { class: "gp-notices" }, this.#status, this.#dialog);
  }

  /** A word that does not ask for anything; empty takes it away. */
  say(text: string): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  /** Stops everything and asks. */
  ask(text: string, remedies: readonly Remedy[]): void {
    this.say("");
    const buttons = remedies.map((remedy) => {
      const button = el("button", { type: "button", class: "gp-remedy" }, remedy.text);
      button.addEventListener("click", () => {
        this.dismiss();
        remedy.act();
      });
      return button;
    });
    const words = el("p", { id: "gp-notice-text" }, text);
    this.#dialog.setAttribute("aria-labelledby", words.id);
    this.#dialog.replaceChildren(words, el("div", { class: "gp-remedies" }, ...buttons));
    this.#dialog.hidden = false;
    buttons[0]?.focus();
  }

  get isAsking(): boolean {
    return !this.#dialog.hidden;
  }

  dismiss(): void {
    this.#dialog.hidden = true;
  }
}
