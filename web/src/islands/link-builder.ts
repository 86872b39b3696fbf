// What a tracked link will be, while it is typed: its short address, and where it leads: to what is typed, or to the page of the product that
// was chosen. The server decides; this only shows.

const CAMPAIGN = ["utm_source", "utm_medium", "utm_campaign"];

/** The address with its campaign; undefined while there is none that can be read. */
export function destinationOf(text: string, campaign: Record<string, string>): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  for (const [name, value] of Object.entries(campaign)) if (value.trim()) url.searchParams.set(name, value.trim());
  return url.href;
}

/** A link's address, which has no query, in a post that the partner calls so. */
export function addressIn(address: string, post: string): string {
  const name = post.trim();
  return name ? `${address}?${new URLSearchParams({ sub1: name }).toString()}` : address;
}

class LinkBuilder extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", () => this.#show());
    this.#show();
  }

  #value(name: string): string {
    return this.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? "";
  }

  /** The page of the chosen product in its shop; empty without one. */
  #landing(): string {
    return this.querySelector<HTMLSelectElement>('select[name="product"]')?.selectedOptions[0]?.dataset.landing ?? "";
  }

  #show(): void {
    const output = this.querySelector("output");
    const short = this.querySelector("[data-short-address]");
    const long = this.querySelector("[data-long-address]");
    if (!output || !short || !long) return;
    const campaign = Object.fromEntries(CAMPAIGN.map((name) => [name, this.#value(name)]));
    const destination = destinationOf(this.#value("destination").trim() || this.#landing(), campaign);
    const key = this.dataset.key ?? (this.#value("key").trim() || "…");
    const chosen = this.querySelector<HTMLSelectElement>('[name="domain"]')?.selectedOptions[0];
    const start = chosen?.dataset.short ?? this.dataset.short ?? "";
    output.hidden = destination === undefined;
    short.textContent = addressIn(`${start}${key}`, this.#value("post"));
    long.textContent = destination === undefined ? "" : `→ ${destination}`;
  }
}

customElements.define("griot-link-builder", LinkBuilder);

// On the page of a link: what is copied names the post while one types. Without it the button of the form puts the name in.
class PostAddress extends HTMLElement {
  connectedCallback(): void {
    const post = this.querySelector<HTMLInputElement>('[name="post"]');
    const address = this.querySelector<HTMLInputElement>("griot-share input");
    if (!post || !address) return;
    const show = (): void => {
      address.value = addressIn(this.dataset.address ?? "", post.value);
    };
    post.addEventListener("input", show);
    show();
  }
}

customElements.define("griot-post-address", PostAddress);
