// <griot-push data-key data-url data-csrf data-denied data-failed>
//
// Shows itself where the browser knows web push. Nothing is asked before the button is pressed: then the browser asks the reader,
// subscribes with our server's key, and our server keeps what it needs to reach this device.

const toBytes = (text: string): Uint8Array<ArrayBuffer> => {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
};

class Push extends HTMLElement {
  connectedCallback(): void {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
    this.hidden = false;
    this.querySelector("button")?.addEventListener("click", () => void this.#turnOn());
  }

  async #turnOn(): Promise<void> {
    const { denied = "", failed = "" } = this.dataset;
    if ((await Notification.requestPermission()) !== "granted") return this.#say(denied);
    try {
      location.assign(await this.#subscribe());
      // The place is on this very page: only loading it again shows the device.
      location.reload();
    } catch {
      this.#say(failed);
    }
  }

  async #subscribe(): Promise<string> {
    const { key = "", url = "", csrf = "" } = this.dataset;
    const { pushManager } = await navigator.serviceWorker.ready;
    // One made with another key of ours would be refused by its service.
    await (await pushManager.getSubscription())?.unsubscribe();
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: toBytes(key) });
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf, Accept: "application/json" },
      body: JSON.stringify(subscription),
    });
    if (!answer.ok) {
      await subscription.unsubscribe();
      throw new Error(String(answer.status));
    }
    return ((await answer.json()) as { location: string }).location;
  }

  #say(text: string): void {
    const place = this.querySelector<HTMLElement>(".field-error");
    if (!place) return;
    place.textContent = text;
    place.hidden = false;
  }
}

customElements.define("griot-push", Push);
