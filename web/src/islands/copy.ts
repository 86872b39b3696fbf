// A button that copies what stands beside it: an address, a secret, lines of code. Without it they are marked and copied by hand.

class Copy extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    const source = this.querySelector("input, code");
    if (!button || !source) return;
    button.hidden = false;
    if (source instanceof HTMLInputElement) source.addEventListener("focus", () => source.select());
    button.addEventListener("click", () => void this.#copy(button, source));
  }

  async #copy(button: HTMLButtonElement, source: Element): Promise<void> {
    const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "");
    await navigator.clipboard.writeText(text);
    const label = button.querySelector("span");
    if (label) label.textContent = this.getAttribute("copied") ?? "";
  }
}

customElements.define("griot-copy", Copy);
