/** Cash that was taken and not booked yet: kept on the device, sent one by one, never lost and never sent as two.
 *
 * Sending is safe to repeat: the server gives the same agent the same answer for the same voucher. */

/** One voucher that the agent took cash for. */
export interface Entry {
  /** The voucher. */
  id: string;
  /** Who took it: another agent of the same device sends only their own. */
  agent: string;
  text: string;
  amountMinor: number;
  currency: string;
  what: string;
  /** When, as the device says. */
  takenAt: string;
  state: "waiting" | "sent" | "refused";
  /** Why it was refused, or must be sent again, in the agent's language. */
  reason?: string;
}

/** Where entries are kept. */
export interface Store {
  all(): Promise<Entry[]>;
  put(entry: Entry): Promise<void>;
  remove(id: string): Promise<void>;
}

/** What the server said: booked; refused for good; later, with what helps; or nothing that can be used. */
export type Answer =
  | { kind: "sent" }
  | { kind: "refused"; reason: string }
  | { kind: "later"; reason: string }
  | { kind: "signed-out" }
  | { kind: "unreachable" };

export type Send = (entry: Entry) => Promise<Answer>;

/** Why nothing goes on. */
export type Stopped = "signed-out" | "unreachable" | undefined;

export class Queue {
  #running: Promise<Stopped> | undefined;

  constructor(
    private readonly store: Store,
    private readonly agent: string,
  ) {}

  /** This agent's entries, the oldest first. */
  async entries(): Promise<Entry[]> {
    const mine = (await this.store.all()).filter((entry) => entry.agent === this.agent);
    return mine.sort((one, other) => one.takenAt.localeCompare(other.takenAt));
  }

  /** Whether cash was taken for this voucher on this device. What was refused may be tried again. */
  async has(id: string): Promise<boolean> {
    return (await this.store.all()).some((entry) => entry.id === id && entry.state !== "refused");
  }

  /** Keeps an entry; false when it was there before. */
  async add(entry: Omit<Entry, "agent" | "state">): Promise<boolean> {
    if (await this.has(entry.id)) return false;
    await this.store.put({ ...entry, agent: this.agent, state: "waiting" });
    return true;
  }

  /** Takes away what is decided. What waits stays. */
  async dismiss(id: string): Promise<void> {
    const entry = (await this.store.all()).find((known) => known.id === id);
    if (entry && entry.state !== "waiting") await this.store.remove(id);
  }

  /** Sends what waits, one by one, until the network or the session is gone. Asked for twice, it runs once. */
  flush(send: Send): Promise<Stopped> {
    this.#running ??= this.#flush(send).finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #flush(send: Send): Promise<Stopped> {
    for (const entry of (await this.entries()).filter((known) => known.state === "waiting")) {
      const answer = await send(entry);
      switch (answer.kind) {
        case "sent": {
          const { reason: _, ...rest } = entry;
          await this.store.put({ ...rest, state: "sent" });
          break;
        }
        case "refused":
          await this.store.put({ ...entry, state: "refused", reason: answer.reason });
          break;
        case "later":
          await this.store.put({ ...entry, reason: answer.reason });
          break;
        default:
          return answer.kind;
      }
    }
    return undefined;
  }
}

/** What a status and a code of the server come to. Only what the server decided about the voucher is for good. */
export function answerOf(status: number, code: string, reason: string): Answer {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 401 || status === 403) return { kind: "signed-out" };
  if (code === "payments-voucher-over-cap") return { kind: "later", reason };
  if (code.startsWith("payments-voucher-")) return { kind: "refused", reason };
  return { kind: "unreachable" };
}
