/** The picture with everything over it, and what the person does to it: keys, taps, full screen. */

import { Controls, type Gestures } from "./controls.js";
import { el } from "./dom.js";
import { actionOf, type Action, type Press } from "./keys.js";
import type { Labels } from "./labels.js";
import { Notice } from "./notice.js";
import { Panel, type Choice } from "./panel.js";
import { Captions } from "./tracks.js";
import type { Storyboard } from "./types.js";

/** The bar disappears after this long without a movement. */
const IDLE_MS = 3000;

/** Safari on iPhones has full screen for the video alone. */
interface AppleVideo {
  webkitEnterFullscreen?: () => void;
}

export interface StageEvents extends Gestures {
  action(action: Action): void;
  choose(name: Choice["name"], value: string): void;
}

export class Stage {
  readonly root: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly controls: Controls;
  readonly panel: Panel;
  readonly notice = new Notice();
  readonly captions: Captions;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, t: Labels, events: StageEvents, storyboard: () => Storyboard | null) {
    const poster = host.getAttribute("poster");
    this.video = el("video", { class: "gp-video", playsinline: true, preload: "none", ...(poster ? { poster } : {}) });
    this.captions = new Captions(this.video);
    this.controls = new Controls(this.video, t, events, storyboard);
    this.panel = new Panel(t, events.choose, () => {
      this.controls.settings.setAttribute("aria-expanded", "false");
      this.controls.settings.focus();
    });
    const label = host.getAttribute("film-title") ?? t.label;
    this.root = el("div", { class: "gp", role: "region", "aria-label": label, tabindex: "-1" });
    this.root.append(this.video, this.captions.root, this.notice.root, this.controls.root, this.panel.root);
    this.root.addEventListener("keydown", (event) => this.#key(event, events));
    for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) {
      this.root.addEventListener(name, () => this.#awake());
    }
    this.video.addEventListener("click", () => {
      if (this.panel.isOpen) this.panel.close();
      else events.toggle();
    });
    host.append(this.root);
    host.classList.add("is-open");
  }

  toggleFullscreen(): void {
    if (document.fullscreenElement) {
      void document.exitFullscreen();
    } else if (this.root.requestFullscreen) {
      void this.root.requestFullscreen().catch(() => undefined);
    } else {
      (this.video as HTMLVideoElement & AppleVideo).webkitEnterFullscreen?.();
    }
  }

  togglePip(): void {
    // Refused while there is no picture yet: nothing to show.
    if (document.pictureInPictureElement) void document.exitPictureInPicture().catch(() => undefined);
    else void this.video.requestPictureInPicture?.().catch(() => undefined);
  }

  remove(host: HTMLElement): void {
    clearTimeout(this.#idle);
    this.root.remove();
    host.classList.remove("is-open");
  }

  #awake(): void {
    this.root.classList.remove("is-idle");
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const busy = this.video.paused || this.panel.isOpen || this.notice.isAsking;
      if (!busy) this.root.classList.add("is-idle");
    }, IDLE_MS);
  }

  #key(event: KeyboardEvent, events: StageEvents): void {
    const action = actionOf({
      key: event.key,
      ctrl: event.ctrlKey,
      alt: event.altKey,
      meta: event.metaKey,
      target: kindOf(event.target),
    });
    if (!action || this.notice.isAsking) return;
    event.preventDefault();
    events.action(action);
  }
}

function kindOf(target: EventTarget | null): Press["target"] {
  if (target instanceof HTMLButtonElement) return "button";
  if (target instanceof HTMLSelectElement) return "select";
  if (target instanceof HTMLInputElement) {
    if (target.type !== "range") return "field";
    return target.classList.contains("gp-seek") ? "seek" : "range";
  }
  const editable = target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable);
  return editable ? "field" : "other";
}
