// Rows of a form: the button that asks the server for one more row adds it here at once. Without scripts the server does it, and
// keeps what was typed.

class FormRows extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector<HTMLButtonElement>("[data-add]");
    button?.addEventListener("click", (event) => {
      event.preventDefault();
      this.#add();
    });
  }

  #add(): void {
    const rows = this.querySelectorAll<HTMLElement>("[data-row]");
    const last = rows.item(rows.length - 1);
    const row = last.cloneNode(true) as HTMLElement;
    for (const part of row.querySelectorAll("[data-taken], .field-error")) part.remove();
    for (const input of row.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")) {
      input.value = "";
      for (const name of ["readonly", "aria-invalid", "aria-describedby"]) input.removeAttribute(name);
    }
    for (const select of row.querySelectorAll("select")) {
      for (const option of select.options) option.disabled = false;
      select.selectedIndex = 0;
    }
    for (const name of ["id", "for"]) {
      for (const part of row.querySelectorAll(`[${name}]`)) {
        part.setAttribute(name, (part.getAttribute(name) ?? "").replace(/-\d+$/, `-${rows.length}`));
      }
    }
    last.after(row);
    row.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
  }
}

customElements.define("griot-form-rows", FormRows);
