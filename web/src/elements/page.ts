// Small things of the page: commands for dialogs where the browser has none yet, focus on errors, the service worker.

import { changesReader, forgetPages } from "./kept";

/** `commandfor` and `command` on buttons (HTML standard), for browsers without them. */
export function commands(): void {
  if ("commandForElement" in HTMLButtonElement.prototype) return;
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[commandfor]") : null;
    const dialog = document.getElementById(button?.getAttribute("commandfor") ?? "");
    if (!(dialog instanceof HTMLDialogElement)) return;
    if (button?.getAttribute("command") === "show-modal") dialog.showModal();
    else dialog.close();
  });
}

/** Takes the reader to what must be read first: the summary of a form that came back. */
export function focusFirst(root: ParentNode): void {
  const first = root.querySelector<HTMLElement>("[data-autofocus]");
  first?.removeAttribute("data-autofocus");
  first?.focus();
}

export function startWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => {
    // Without it (private window, plain http) pages only lack their offline copy.
    const isFirst = navigator.serviceWorker.controller === null;
    navigator.serviceWorker
      .register("/sw.js")
      .then(() => navigator.serviceWorker.ready)
      .then((registration) => isFirst && registration.active?.postMessage("keep-page"))
      .catch(() => undefined);
  });
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && changesReader(event.target.action)) forgetPages();
  });
  // Signing in elsewhere begins with a link.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href*='/connexion/oidc/']") : null;
    if (link && changesReader(link.href)) forgetPages();
  });
}
