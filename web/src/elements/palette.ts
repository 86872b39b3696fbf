// Ctrl K (or / outside of a field) opens the palette; arrows walk through what it found.

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

function walk(dialog: HTMLDialogElement, event: KeyboardEvent): void {
  const places = [...dialog.querySelectorAll<HTMLElement>("input, .palette-results a")].filter((place) => place.checkVisibility());
  const at = places.indexOf(document.activeElement as HTMLElement);
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const next = step === 0 ? undefined : places[(at + step + places.length) % places.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function openPalette(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#palette");
  if (!dialog) return;
  const open = (event: Event): void => {
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input")?.select();
  };
  document.addEventListener("keydown", (event) => {
    const wanted = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !isTyping(event));
    if (wanted) open(event);
  });
  for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-palette]")) {
    link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event);
    });
  }
  dialog.addEventListener("keydown", (event) => walk(dialog, event));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
