// The share button of a film or a link: the device's own sheet where there is one, otherwise the address is copied.
// Without it the address stands in a field to copy by hand.

import { copiedOn } from "../elements/copied";

/** What the sheet is given: an address, or words that are none, which it would otherwise take for a part of this page's. */
export function sharedAs(value: string, title: string): ShareData {
  return URL.canParse(value) ? { title, url: value } : { title, text: value };
}

class Share extends HTMLElement {
  #isReady = false;

  connectedCallback(): void {
    const button = this.querySelector("button");
    const field = this.querySelector("input");
    if (this.#isReady || !button || !field) return;
    this.#isReady = true;
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    const say = copiedOn(button, this.getAttribute("copied") ?? "");
    button.addEventListener("click", () => void this.#share(field.value, say));
  }

  async #share(value: string, say: () => void): Promise<void> {
    if (navigator.share) {
      // Closing the sheet rejects: nothing went wrong.
      await navigator.share(sharedAs(value, this.getAttribute("title") ?? "")).catch(() => undefined);
      return;
    }
    await navigator.clipboard.writeText(value);
    say();
  }
}

customElements.define("griot-share", Share);
