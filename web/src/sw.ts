// The service worker: the shell and the pages already seen work without network.
// Never touched: anything but GET, the API, playback, ranges, htmx requests.

import { pageOf, readMessage } from "./worker/push";

const worker = self as unknown as ServiceWorkerGlobalScope;

// Replaced at build time by the hashed names of the shell.
const { version, shell } = "__SHELL__" as unknown as { version: string; shell: string[] };

const SHELL = `shell-${version}`;
const PAGES = "pages-v1";
const POSTERS = "posters-v1";
const OFFLINE = ["/hors-ligne", "/en/hors-ligne"];
const PATIENCE_MS = 3000;
const MOST_PAGES = 40;
const MOST_POSTERS = 60;

worker.addEventListener("install", (event) => {
  const keep = async (): Promise<void> => {
    await (await caches.open(SHELL)).addAll([...shell, ...OFFLINE]);
    await worker.skipWaiting();
  };
  event.waitUntil(keep());
});

worker.addEventListener("activate", (event) => {
  const tidy = async (): Promise<void> => {
    const old = (await caches.keys()).filter((name) => ![SHELL, PAGES, POSTERS].includes(name));
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

worker.addEventListener("message", (event) => {
  // A shared phone: whoever signs in or out takes the pages along.
  if (event.data === "forget-pages") event.waitUntil(caches.delete(PAGES));
  // The very first page was fetched before there was a worker.
  if (event.data === "keep-page" && event.source instanceof WindowClient) event.waitUntil(keepFirst(new URL(event.source.url)));
});

worker.addEventListener("push", (event) => {
  const { title, body, tag, path } = readMessage(event.data?.text() ?? "");
  const icon = "/assets/icons/icon-192.png";
  event.waitUntil(worker.registration.showNotification(title, { body, tag, icon, badge: icon, data: { path } }));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const page = pageOf((event.notification.data as { path?: unknown } | null)?.path, worker.location.origin);
  event.waitUntil(open(page));
});

/** The page in the window that shows it already, else in a new one. */
async function open(page: string): Promise<void> {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((client) => client.url === page);
  await (shown ? shown.focus() : worker.clients.openWindow(page));
}

async function keepFirst(url: URL): Promise<void> {
  if (!isKept(url)) return;
  const pages = await caches.open(PAGES);
  const answer = await fetch(url.pathname, { cache: "force-cache" });
  if (answer.ok && !answer.redirected) await pages.put(url.pathname, answer);
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const foreign = url.origin !== worker.location.origin || request.method !== "GET";
  if (foreign || request.headers.has("range") || request.headers.has("hx-request")) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (url.pathname.startsWith("/media/images/")) event.respondWith(poster(event));
});

/** Home, film and person pages: what somebody wants to read again on the road; and the page of agents, who work there. */
function isKept(url: URL): boolean {
  return url.search === "" && /^(\/en)?(\/|\/agence|\/(films|personnes)(\/[^/]+)?)?$/.test(url.pathname);
}

async function page(event: FetchEvent, url: URL): Promise<Response> {
  const pages = await caches.open(PAGES);
  const kept = isKept(url) ? await pages.match(url.pathname) : undefined;
  const network = fetch(event.request).then(async (answer) => {
    const html = answer.headers.get("content-type")?.startsWith("text/html") ?? false;
    if (answer.ok && html && !answer.redirected && isKept(url)) {
      await pages.put(url.pathname, answer.clone());
      await shorten(pages, MOST_PAGES);
    }
    return answer;
  });
  try {
    // Who asks once more wants what is new: a kept page then stands in for no answer at all only.
    const again = event.request.cache !== "default";
    return kept && !again ? await Promise.race([network, late(kept)]) : await network;
  } catch {
    return kept ?? (await offline(url));
  } finally {
    event.waitUntil(network.catch(() => undefined));
  }
}

async function offline(url: URL): Promise<Response> {
  const path = url.pathname === "/en" || url.pathname.startsWith("/en/") ? OFFLINE[1] : OFFLINE[0];
  return (await caches.match(path ?? "/hors-ligne")) ?? Response.error();
}

function late(kept: Response): Promise<Response> {
  return new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
}

/** Assets never change under their name: what a kept page needs is kept with it. The next version of the shell drops them. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && /\/assets\/(js|css|woff2)\//.test(request.url)) await (await caches.open(SHELL)).put(request, answer.clone());
  return answer;
}

/** Shows the kept poster and fetches it anew behind. */
async function poster(event: FetchEvent): Promise<Response> {
  const posters = await caches.open(POSTERS);
  const kept = await posters.match(event.request);
  const network = fetch(event.request).then(async (answer) => {
    if (answer.ok) {
      await posters.put(event.request, answer.clone());
      await shorten(posters, MOST_POSTERS);
    }
    return answer;
  });
  if (!kept) return network;
  event.waitUntil(network.catch(() => undefined));
  return kept;
}

/** Drops the oldest. */
async function shorten(cache: Cache, most: number): Promise<void> {
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}
