// What a tracked link will be, while it is typed: its short address, and where it leads. The server decides; this only shows.

const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign"];

/** The address with its campaign; undefined while there is none that can be read. */
export function destinationOf(text: string, campaign: Record<string, string>): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  for (const [name, value] of Object.entries(campaign)) if (value.trim()) url.searchParams.set(name, value.trim());
  return url.href;
}

class LinkBuilder extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", () => this.#show());
    this.#show();
  }

  #value(name: string): string {
    return this.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? "";
  }

  #show(): void {
    const output = this.querySelector("output");
    const short = this.querySelector("[data-short-address]");
    const long = this.querySelector("[data-long-address]");
    if (!output || !short || !long) return;
    const campaign = Object.fromEntries(CAMPAIGN.map((name) => [name, this.#value(name)]));
    const destination = destinationOf(this.#value("destination"), campaign);
    const key = this.dataset.key ?? (this.#value("key").trim() || "…");
    const chosen = this.querySelector<HTMLSelectElement>('[name="domain"]')?.selectedOptions[0];
    const start = chosen?.dataset.short ?? this.dataset.short ?? "";
    output.hidden = destination === undefined;
    short.textContent = `${start}${key}`;
    long.textContent = destination === undefined ? "" : `→ ${destination}`;
  }
}

customElements.define("griot-link-builder", LinkBuilder);
