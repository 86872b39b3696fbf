// The pages that the service worker keeps belong to whoever read them: they go when somebody comes or leaves.

/** Whether a form of this address changes who reads: in by password, by code or by a new account, or out. */
export function changesReader(action: string): boolean {
  const path = new URL(action, "http://here").pathname;
  return /^(\/en)?\/(connexion(\/.*)?|inscription|deconnexion)$/.test(path);
}

/** Drops every kept page. */
export function forgetPages(): void {
  if ("serviceWorker" in navigator) navigator.serviceWorker.controller?.postMessage("forget-pages");
}
