// Films of a list by dragging. The buttons beside each film do the same and stay: for keyboards, and for small screens.

class SortList extends HTMLElement {
  #dragged: HTMLElement | undefined;

  connectedCallback(): void {
    this.addEventListener("dragstart", (event) => {
      this.#dragged = (event.target as HTMLElement).closest<HTMLElement>("[data-film]") ?? undefined;
      event.dataTransfer?.setData("text/plain", this.#dragged?.dataset["film"] ?? "");
    });
    this.addEventListener("dragover", (event) => this.#over(event));
    this.addEventListener("drop", (event) => event.preventDefault());
    this.addEventListener("dragend", () => void this.#drop());
  }

  #over(event: DragEvent): void {
    const under = (event.target as HTMLElement).closest<HTMLElement>("[data-film]");
    if (!this.#dragged || !under) return;
    event.preventDefault();
    if (under === this.#dragged) return;
    const { top, height } = under.getBoundingClientRect();
    const after = event.clientY > top + height / 2;
    under.parentElement?.insertBefore(this.#dragged, after ? under.nextSibling : under);
  }

  async #drop(): Promise<void> {
    const film = this.#dragged;
    this.#dragged = undefined;
    if (!film) return;
    const films = [...this.querySelectorAll<HTMLElement>("[data-film]")];
    const at = films.indexOf(film);
    const [before, after] = [films[at + 1]?.dataset["film"], films[at - 1]?.dataset["film"]];
    const place: Record<string, string> = after ? { after } : before ? { before } : {};
    const action = `${location.pathname}/films/${film.dataset["film"]}/deplacer`;
    const token = this.querySelector<HTMLInputElement>("input[name=_csrf]")?.value ?? "";
    const body = new URLSearchParams({ ...place, _csrf: token });
    const response = await fetch(action, { method: "POST", body, headers: { "HX-Request": "true" } });
    // The buttons' neighbours are of the old order, and a refused move must not look done.
    if (response.ok) location.reload();
  }
}

customElements.define("griot-sort-list", SortList);
