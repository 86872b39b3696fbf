// A resumable upload (tus 1.0): survives a lost network, a reload and a server restart. The server checks what arrives and
// tells, by events, how far its own work is.
//
// <griot-upload endpoint csrf accept name [purpose] [asset] [events] text-…>, see `ui::Upload`.
import { Upload, type UploadOptions } from "tus-js-client";
import { ChecksumStack } from "./upload/checksum";
import { UploadPanel } from "./upload/panel";

const MIB = 1024 * 1024;
/** The bytes were garbled on the way (tus 1.0, checksum extension). */
const CHECKSUM_MISMATCH = 460;
/** Small enough that a bad link loses little, large enough that a good one is filled. */
const CHUNK_BYTES = 4 * MIB;
const RETRIES_MS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000, 60_000, 60_000];

class GriotUpload extends HTMLElement {
  #upload: Upload | undefined;
  #file: File | undefined;
  #panel: UploadPanel | undefined;
  #paused = false;

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>('input[type="file"]');
    if (!input) return;
    input.accept = this.getAttribute("accept") ?? "";
    this.#hidden(this.getAttribute("asset") ?? "");
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) void this.#start(file);
    });
    addEventListener("online", () => this.#resumeAfterOutage());
    addEventListener("beforeunload", (event) => {
      if (this.#upload) event.preventDefault();
    });
  }

  disconnectedCallback(): void {
    void this.#upload?.abort();
  }

  async #start(file: File): Promise<void> {
    this.#file = file;
    this.#paused = false;
    const panel = (this.#panel ??= this.#makePanel());
    panel.begin(file);
    const upload = new Upload(file, this.#options(file, panel));
    this.#upload = upload;
    const [before] = await upload.findPreviousUploads();
    if (before) upload.resumeFromPreviousUpload(before);
    upload.start();
  }

  #options(file: File, panel: UploadPanel): UploadOptions {
    return {
      endpoint: this.getAttribute("endpoint") ?? "",
      chunkSize: CHUNK_BYTES,
      httpStack: new ChecksumStack(),
      retryDelays: RETRIES_MS,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRF-Token": this.getAttribute("csrf") ?? "" },
      metadata: { filename: file.name, filetype: file.type, purpose: this.getAttribute("purpose") ?? "" },
      // A lost network is not a failed upload: it waits, and the page says so.
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (status === 0) panel.say(this.#text("waiting"));
        return status === 0 || status === 409 || status === CHECKSUM_MISMATCH || status === 423 || status === 429 || status >= 500;
      },
      onProgress: (sent, total) => panel.progress(sent, total, this.#text("sending")),
      onError: (error) => {
        if (!navigator.onLine) panel.say(this.#text("waiting"));
        else panel.fail(this.#reason(error));
      },
      onSuccess: ({ lastResponse }) => this.#arrived(lastResponse.getHeader("X-Asset-Id")),
    };
  }

  /** What the server says of its refusal (problem+json), or the general sentence. */
  #reason(error: Error): string {
    const body = (error as { originalResponse?: { getBody(): string } | null }).originalResponse?.getBody();
    try {
      const { detail } = JSON.parse(body ?? "") as { detail?: string };
      if (detail) return detail;
    } catch {
      // Not ours: a proxy's page.
    }
    return this.#text("failed");
  }

  #arrived(assetId: string | undefined): void {
    this.#upload = undefined;
    if (!assetId) {
      // An upload is not an asset: its own id would name nothing in the form.
      this.#panel?.fail(this.#text("failed"));
      return;
    }
    this.#hidden(assetId);
    this.#panel?.done(this.#text(this.hasAttribute("events") ? "checking" : "done"));
    this.dispatchEvent(new CustomEvent("griot:uploaded", { bubbles: true, detail: { asset: assetId } }));
    this.#follow(assetId);
  }

  /** Listens to the work on the asset, if the page says where. */
  #follow(id: string): void {
    const url = this.getAttribute("events")?.replace("{asset}", encodeURIComponent(id));
    if (!url) return;
    const events = new EventSource(url);
    events.addEventListener("progress", (event) => {
      const { state, percent, detail } = JSON.parse((event as MessageEvent<string>).data) as Progress;
      if (state === "failed") this.#panel?.fail(detail ?? this.#text("failed"));
      else if (state === "ready") this.#panel?.done(this.#text("done"));
      else this.#panel?.progress(percent ?? 0, 100, detail ?? this.#text("checking"));
      if (state === "failed" || state === "ready") events.close();
      this.dispatchEvent(new CustomEvent("griot:processed", { bubbles: true, detail: { asset: id, state, percent } }));
    });
  }

  #makePanel(): UploadPanel {
    const texts = { pause: this.#text("pause"), resume: this.#text("resume"), cancel: this.#text("cancel"), again: this.#text("again") };
    const panel = new UploadPanel(texts, {
      pause: () => {
        this.#paused = true;
        void this.#upload?.abort();
        panel.pause(this.#text("paused"));
      },
      resume: () => {
        this.#paused = false;
        panel.say(this.#text("sending"));
        this.#upload?.start();
      },
      cancel: () => {
        void this.#upload?.abort(true).catch(() => undefined);
        this.#upload = undefined;
        panel.end();
      },
      again: () => {
        if (this.#file) void this.#start(this.#file);
      },
    });
    this.querySelector(".drop")?.after(panel.element);
    return panel;
  }

  #resumeAfterOutage(): void {
    if (this.#upload && !this.#paused) this.#upload.start();
  }

  #hidden(value: string): void {
    const name = this.getAttribute("name") ?? "asset";
    let field = this.querySelector<HTMLInputElement>('input[type="hidden"]');
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      this.append(field);
    }
    field.value = value;
  }

  #text(key: string): string {
    return this.getAttribute(`text-${key}`) ?? "";
  }
}

interface Progress {
  state: "storing" | "checking" | "working" | "playable" | "ready" | "failed";
  percent?: number;
  detail?: string;
}

customElements.define("griot-upload", GriotUpload);
