// Puts a popover under its button and lets the arrow keys walk through it.

const GAP_PX = 6;

export class Menu extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("toggle", (event) => this.#toggled(event as ToggleEvent), { capture: true });
    this.addEventListener("keydown", (event) => this.#walk(event));
  }

  get #button(): HTMLElement | null {
    return this.querySelector("[popovertarget]");
  }

  get #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".menu-item")];
  }

  #toggled(event: ToggleEvent): void {
    const open = event.newState === "open";
    this.#button?.setAttribute("aria-expanded", String(open));
    if (open && event.target instanceof HTMLElement) this.#place(event.target);
  }

  #place(list: HTMLElement): void {
    const button = this.#button?.getBoundingClientRect();
    if (!button) return;
    const { width, height } = list.getBoundingClientRect();
    const below = button.bottom + GAP_PX + height <= innerHeight;
    const top = below ? button.bottom + GAP_PX : Math.max(GAP_PX, button.top - GAP_PX - height);
    const towardsEnd = button.left + width <= innerWidth - GAP_PX;
    const left = towardsEnd ? button.left : Math.max(GAP_PX, button.right - width);
    list.style.top = `${top}px`;
    list.style.left = `${left}px`;
  }

  #walk(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const items = this.#items;
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = items[(at + step + items.length) % items.length];
    if (!next?.checkVisibility()) return;
    event.preventDefault();
    next.focus();
  }
}
