// Computes a pasted proof again in this browser, beside the server's own word. The form works without it.

import { holds, read } from "./proof/tree.js";

class ProofForm extends HTMLElement {
  connectedCallback(): void {
    const area = this.querySelector("textarea");
    if (!area || !globalThis.crypto?.subtle) return;
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    said.className = "text-sm";
    this.append(said);
    const compute = async () => {
      const text = area.value.trim();
      said.textContent = text ? await this.#judge(text) : "";
    };
    area.addEventListener("input", () => void compute());
    void compute();
  }

  async #judge(text: string): Promise<string> {
    const proof = read(text);
    if (!proof) return this.dataset.unreadable ?? "";
    return ((await holds(proof)) ? this.dataset.holds : this.dataset.broken) ?? "";
  }
}

customElements.define("griot-proof", ProofForm);
