// A place for a file: shows where it lands, and what was chosen.

function markWhileDragging(place: Element): void {
  for (const name of ["dragenter", "dragover"]) place.addEventListener(name, () => place.classList.add("drop-over"));
  for (const name of ["dragleave", "drop"]) place.addEventListener(name, () => place.classList.remove("drop-over"));
}

export class Drop extends HTMLElement {
  connectedCallback(): void {
    markWhileDragging(this);
    const input = this.querySelector<HTMLInputElement>('input[type="file"]');
    const chosen = this.querySelector("output");
    input?.addEventListener("change", () => {
      if (chosen) chosen.textContent = [...(input.files ?? [])].map((file) => file.name).join(", ");
    });
  }
}
