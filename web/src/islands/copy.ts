// A button that copies what stands beside it: an address, a secret, lines of code. Without it they are marked and copied by hand.

import { copiedOn } from "../elements/copied";

class Copy extends HTMLElement {
  #isReady = false;

  connectedCallback(): void {
    const button = this.querySelector("button");
    const source = this.querySelector("input, code");
    if (this.#isReady || !button || !source) return;
    this.#isReady = true;
    button.hidden = false;
    if (source instanceof HTMLInputElement) source.addEventListener("focus", () => source.select());
    const say = copiedOn(button, this.getAttribute("copied") ?? "");
    button.addEventListener("click", () => void this.#copy(source).then(say));
  }

  async #copy(source: Element): Promise<void> {
    const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "");
    await navigator.clipboard.writeText(text);
  }
}

customElements.define("griot-copy", Copy);
