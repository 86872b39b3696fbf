// The rows of the credits form: adds an empty one when asked. Without it the form has three empty rows at a time.

class PeopleRows extends HTMLElement {
  connectedCallback(): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet justify-self-start";
    button.textContent = this.getAttribute("add");
    button.addEventListener("click", () => this.#add(button));
    this.append(button);
  }

  #add(button: HTMLButtonElement): void {
    const rows = this.querySelectorAll<HTMLElement>("[data-row]");
    const last = rows.item(rows.length - 1);
    const row = last.cloneNode(true) as HTMLElement;
    const list = `people-${rows.length}`;
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      if (input.hasAttribute("list")) input.setAttribute("list", list);
    }
    row.querySelector("datalist")?.setAttribute("id", list);
    this.insertBefore(row, button);
    row.querySelector<HTMLInputElement>("input[name=name]")?.focus();
  }
}

customElements.define("griot-people-rows", PeopleRows);
