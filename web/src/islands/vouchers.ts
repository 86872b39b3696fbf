// <griot-vouchers data-csrf data-key data-key-id data-account data-texts>: an agent's counter, with or without network.
//
// A voucher is read from a photo or the camera, its signature is checked here, and what was taken is kept on the device before
// anything is sent: closing the page loses nothing. What was kept is sent when the network is back.
import { Queue, answerOf, type Answer, type Entry } from "./voucher/queue";
import { decoder, readCamera, readPhoto } from "./voucher/scan";
import { openStore } from "./voucher/store";
import { check, read, type Checked, type Token } from "./voucher/token";
import { instant, money } from "./voucher/words";

type Tone = "ok" | "warn" | "bad" | "info";

function make(tag: string, className: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

class Vouchers extends HTMLElement {
  #queue: Queue | undefined;
  #texts: Record<string, string> = {};
  #camera: AbortController | undefined;

  async connectedCallback(): Promise<void> {
    this.#texts = JSON.parse(this.dataset["texts"] ?? "{}") as Record<string, string>;
    this.hidden = false;
    this.querySelector("[data-photo]")?.addEventListener("change", (event) => void this.#photo(event.target as HTMLInputElement));
    const camera = this.querySelector<HTMLElement>("[data-camera]");
    if (camera && navigator.mediaDevices) {
      camera.hidden = false;
      camera.addEventListener("click", () => void this.#scan());
    }
    try {
      this.#queue = new Queue(await openStore(), this.dataset["account"] ?? "");
    } catch {
      this.#say("bad", this.#text("unsafe"));
      return;
    }
    this.querySelector("[data-send]")?.addEventListener("click", () => void this.#send());
    addEventListener("online", () => void this.#send());
    await this.#list();
    await this.#send();
    this.dataset["ready"] = "";
    await keepForLater();
  }

  disconnectedCallback(): void {
    this.#camera?.abort();
  }

  #text(name: string): string {
    return this.#texts[name] ?? name;
  }

  get #language(): string {
    return document.documentElement.lang;
  }

  get #shown(): HTMLElement {
    return this.querySelector<HTMLElement>("[data-shown]") ?? this;
  }

  #say(tone: Tone, text: string): void {
    const banner = make("div", `banner banner-${tone}`, "");
    banner.append(make("div", "banner-text", text));
    this.#shown.replaceChildren(banner);
  }

  async #photo(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = "";
    if (file) await this.#present(await readPhoto(file));
  }

  async #scan(): Promise<void> {
    const video = this.querySelector<HTMLVideoElement>("[data-video]");
    if (this.#camera) return this.#camera.abort();
    if (!video) return;
    const camera = (this.#camera = new AbortController());
    video.hidden = false;
    try {
      const text = await readCamera(video, camera.signal);
      if (text) await this.#present(text);
    } catch {
      this.#say("warn", this.#text("no-camera"));
    } finally {
      video.hidden = true;
      this.#camera = undefined;
    }
  }

  /** Says what a code is, and offers to take the cash if it may be taken. */
  async #present(text: string | undefined): Promise<void> {
    const token = text === undefined ? undefined : read(text);
    if (!token) return this.#say("warn", this.#text("unread"));
    const key = { id: this.dataset["keyId"] ?? "", public: this.dataset["key"] ?? "" };
    const checked = await check(token, key);
    if (checked === "forged") return this.#say("bad", this.#text("forged"));
    if (token.expiresAt <= Date.now()) return this.#say("bad", this.#text("expired"));
    if (await this.#queue?.has(token.id)) return this.#say("warn", this.#text("queued-before"));
    // With network the server knows more: taken, given up, over the cap.
    const answer = await this.#ask("/api/v1/vouchers/look", { voucher: token.text });
    if (answer.kind === "refused" || answer.kind === "later") return this.#say("bad", answer.reason);
    if (answer.kind === "signed-out") return this.#say("warn", this.#text("signed-out"));
    this.#offer(token, answer.kind === "sent" ? "ours" : checked);
  }

  #offer(token: Token, checked: Checked): void {
    const card = make("section", "card grid gap-3", "");
    const facts = make("dl", "facts", "");
    const fact = (name: string, value: string): void => {
      const row = document.createElement("div");
      row.append(make("dt", "", this.#text(name)), make("dd", "", value));
      facts.append(row);
    };
    fact("amount", money(this.#language, token.amountMinor, token.currency));
    if (token.what) fact("for", token.what);
    fact("until", instant(this.#language, token.expiresAt));
    const received = make("button", "btn btn-primary w-full", this.#text("received")) as HTMLButtonElement;
    const cancel = make("button", "btn w-full", this.#text("cancel")) as HTMLButtonElement;
    for (const button of [received, cancel]) button.type = "button";
    received.dataset["received"] = "";
    received.addEventListener("click", () => {
      received.disabled = true;
      void this.#take(token);
    });
    cancel.addEventListener("click", () => this.#shown.replaceChildren());
    card.append(facts, make("p", "text-sm text-muted", this.#text(checked === "ours" ? "checked" : "unchecked")), received, cancel);
    this.#shown.replaceChildren(card);
    received.focus();
  }

  /** Kept first, sent second. */
  async #take(token: Token): Promise<void> {
    const { id, text, amountMinor, currency, what } = token;
    let added: boolean | undefined;
    try {
      added = await this.#queue?.add({ id, text, amountMinor, currency, what, takenAt: new Date().toISOString() });
    } catch {
      added = undefined;
    }
    if (added === undefined) return this.#say("bad", this.#text("unsafe"));
    this.#say(added ? "info" : "warn", this.#text(added ? "kept" : "queued-before"));
    await this.#send();
    const entry = (await this.#queue?.entries())?.find((known) => known.id === id);
    if (entry?.state === "sent") this.#say("ok", this.#text("accepted-said"));
    if (entry?.state === "refused" || entry?.reason) this.#say("bad", entry.reason ?? this.#text("refused"));
  }

  async #send(): Promise<void> {
    const stopped = await this.#queue?.flush((entry) =>
      this.#ask("/api/v1/vouchers/accept", { voucher: entry.text, taken_at: entry.takenAt }),
    );
    if (stopped === "signed-out") this.#say("warn", this.#text("signed-out"));
    await this.#list();
  }

  async #ask(path: string, body: object): Promise<Answer> {
    try {
      const response = await fetch(path, {
        method: "POST",
        credentials: "same-origin",
        headers: {
          "Content-Type": "application/json",
          "Accept-Language": this.#language,
          "X-CSRF-Token": this.dataset["csrf"] ?? "",
        },
        body: JSON.stringify(body),
      });
      if (response.ok) return { kind: "sent" };
      const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
      return answerOf(response.status, problem.code ?? "", problem.detail ?? this.#text("refused"));
    } catch {
      return { kind: "unreachable" };
    }
  }

  async #list(): Promise<void> {
    const entries = (await this.#queue?.entries()) ?? [];
    const section = this.querySelector<HTMLElement>("[data-queue]");
    if (section) section.hidden = entries.length === 0;
    this.querySelector("[data-entries]")?.replaceChildren(...entries.map((entry) => this.#line(entry)));
  }

  #line(entry: Entry): HTMLElement {
    const line = make("li", "grid gap-1 rounded-[10px] border border-line p-3", "");
    line.dataset["state"] = entry.state;
    const state = entry.state === "waiting" && entry.reason ? "again" : entry.state;
    const tone = { waiting: "info", again: "warn", sent: "ok", refused: "bad" }[state];
    const head = make("p", "flex flex-wrap items-center gap-2", "");
    head.append(
      make("strong", "", money(this.#language, entry.amountMinor, entry.currency)),
      make("span", `badge badge-${tone}`, this.#text(state)),
    );
    line.append(head, make("p", "text-sm text-muted", [entry.what, instant(this.#language, Date.parse(entry.takenAt))].filter(Boolean).join(" · ")));
    if (entry.reason) line.append(make("p", "text-sm", entry.reason));
    if (entry.state !== "waiting") {
      const dismiss = make("button", "btn btn-quiet btn-small justify-self-start", this.#text("dismiss")) as HTMLButtonElement;
      dismiss.type = "button";
      dismiss.addEventListener("click", () => void this.#queue?.dismiss(entry.id).then(() => this.#list()));
      line.append(dismiss);
    }
    return line;
  }
}

/** The page and what it runs must be there without network: the worker keeps whatever passes through it. */
async function keepForLater(): Promise<void> {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  await Promise.all([decoder, navigator.serviceWorker.ready]);
  // A page that came before its worker is taken over a moment later.
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
  }
  const used = performance.getEntriesByType("resource").map((entry) => entry.name);
  const assets = used.filter((name) => name.startsWith(`${location.origin}/assets/`));
  await Promise.all(assets.map((name) => fetch(name).catch(() => undefined)));
  (await navigator.serviceWorker.ready).active?.postMessage("keep-page");
}

customElements.define("griot-vouchers", Vouchers);
