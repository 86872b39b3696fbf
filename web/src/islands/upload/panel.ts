// What a person sees of an upload: name, state, bar, and the buttons.

interface Texts {
  pause: string;
  resume: string;
  cancel: string;
  again: string;
}

interface Actions {
  pause(): void;
  resume(): void;
  cancel(): void;
  again(): void;
}

type State = "sending" | "paused" | "failed" | "done";

export class UploadPanel {
  readonly element = document.createElement("div");
  readonly #name = document.createElement("span");
  readonly #figure = document.createElement("span");
  readonly #state = document.createElement("p");
  readonly #bar = document.createElement("progress");
  readonly #buttons: Record<keyof Actions, HTMLButtonElement>;
  readonly #size = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

  constructor(texts: Texts, actions: Actions) {
    const button = (key: keyof Actions): HTMLButtonElement => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = key === "cancel" ? "btn btn-small btn-quiet" : "btn btn-small";
      made.textContent = texts[key];
      made.addEventListener("click", () => actions[key]());
      return made;
    };
    this.#buttons = { pause: button("pause"), resume: button("resume"), again: button("again"), cancel: button("cancel") };
    this.#state.setAttribute("role", "status");
    this.#name.className = "upload-name";
    this.#figure.className = "num muted";
    this.#state.className = "upload-state";
    const head = document.createElement("div");
    head.className = "upload-head";
    head.append(this.#name, this.#figure);
    const actionsRow = document.createElement("div");
    actionsRow.className = "actions";
    actionsRow.append(...Object.values(this.#buttons));
    this.element.append(head, this.#bar, this.#state, actionsRow);
  }

  begin(file: File): void {
    this.element.hidden = false;
    this.#name.textContent = file.name;
    this.#bar.setAttribute("aria-label", file.name);
    this.#figure.textContent = this.#bytes(file.size);
    this.#bar.max = 1;
    this.#bar.value = 0;
    this.say("");
    this.#show("sending");
  }

  progress(value: number, max: number, text: string): void {
    this.#bar.max = max || 1;
    this.#bar.value = value;
    if (max !== 100) this.#figure.textContent = `${this.#bytes(value)} / ${this.#bytes(max)}`;
    else this.#figure.textContent = `${Math.round(value)} %`;
    this.say(text);
  }

  pause(text: string): void {
    this.say(text);
    this.#show("paused");
  }

  fail(text: string): void {
    this.say(text);
    this.#show("failed");
  }

  done(text: string): void {
    this.#bar.value = this.#bar.max;
    this.say(text);
    this.#show("done");
  }

  end(): void {
    this.element.hidden = true;
  }

  /** Says it once: a status that repeats is read aloud again and again. */
  say(text: string): void {
    if (this.#state.textContent !== text) this.#state.textContent = text;
    if (this.element.className.includes("upload-paused")) this.#show("sending");
  }

  #show(state: State): void {
    this.element.className = `upload-panel upload-${state}`;
    this.#buttons.pause.hidden = state !== "sending";
    this.#buttons.resume.hidden = state !== "paused";
    this.#buttons.again.hidden = state !== "failed";
    this.#buttons.cancel.hidden = state === "done";
  }

  #bytes(count: number): string {
    const [unit, size] = count >= 1e9 ? ["G", 1e9] : count >= 1e6 ? ["M", 1e6] : ["K", 1e3];
    const letter = document.documentElement.lang === "fr" ? "o" : "B";
    return `${this.#size.format(count / (size as number))} ${unit}${letter}`;
  }
}
