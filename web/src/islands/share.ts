// The share button of a film: the device's own sheet where there is one, otherwise the address is copied.
// Without it the address stands in a field to copy by hand.

class Share extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    const field = this.querySelector("input");
    if (!button || !field) return;
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", () => void this.#share(button, field.value));
  }

  async #share(button: HTMLButtonElement, url: string): Promise<void> {
    if (navigator.share) {
      // Closing the sheet rejects: nothing went wrong.
      await navigator.share({ title: this.getAttribute("title") ?? "", url }).catch(() => undefined);
      return;
    }
    await navigator.clipboard.writeText(url);
    const label = button.querySelector("span");
    if (label) label.textContent = this.getAttribute("copied") ?? "";
  }
}

customElements.define("griot-share", Share);
