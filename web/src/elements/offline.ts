// Tells when the network is away, or slow; lists the pages that can be read without it.

const SLOW_MS = 5000;
const PAGES = "pages-v1";

function bar(text: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "offline-bar";
  element.setAttribute("role", "status");
  element.textContent = text;
  document.body.prepend(element);
  return element;
}

export function watchNetwork(): void {
  const { offline = "", slow = "" } = document.body.dataset;
  let shown: HTMLElement | undefined;
  const follow = (): void => {
    shown?.remove();
    shown = navigator.onLine ? undefined : bar(offline);
  };
  addEventListener("online", follow);
  addEventListener("offline", follow);
  follow();
  tellWhenSlow(slow);
  document.querySelector("[data-reload]")?.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
}

function tellWhenSlow(text: string): void {
  const waiting = new Map<unknown, number>();
  const late = new Map<unknown, HTMLElement>();
  const key = (event: Event): unknown => (event as CustomEvent<{ ctx?: unknown }>).detail?.ctx;
  document.addEventListener("htmx:before:request", (event) => {
    const ctx = key(event);
    waiting.set(ctx, window.setTimeout(() => late.set(ctx, bar(text)), SLOW_MS));
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const ctx = key(event);
    clearTimeout(waiting.get(ctx));
    waiting.delete(ctx);
    late.get(ctx)?.remove();
    late.delete(ctx);
  });
}

export class OfflinePages extends HTMLElement {
  async connectedCallback(): Promise<void> {
    if (!("caches" in window)) return;
    const pages = await caches.open(PAGES);
    const links = await Promise.all((await pages.keys()).map((request) => this.#link(pages, request)));
    if (links.length === 0) return;
    const title = document.createElement("h2");
    title.textContent = this.dataset["title"] ?? "";
    const list = document.createElement("ul");
    list.append(...links);
    this.replaceChildren(title, list);
  }

  async #link(pages: Cache, request: Request): Promise<HTMLElement> {
    const text = await (await pages.match(request))?.text();
    const title = new DOMParser().parseFromString(text ?? "", "text/html").title;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = "menu-item";
    link.href = request.url;
    link.textContent = title || new URL(request.url).pathname;
    item.append(link);
    return item;
  }
}
