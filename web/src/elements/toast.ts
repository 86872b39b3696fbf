// A message that leaves by itself, unless somebody reads it (pointer or focus on it).

const SHOWN_MS = 6000;
const SHOWN_WITH_ACTION_MS = 12000;

export class Toast extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    this.#wait();
    for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => clearTimeout(this.#timer));
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.#wait());
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const hasAction = this.querySelector("button, a") !== null;
    this.#timer = window.setTimeout(() => this.#leave(), hasAction ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
  }

  #leave(): void {
    this.classList.add("toast-gone");
    window.setTimeout(() => this.remove(), 200);
  }
}
