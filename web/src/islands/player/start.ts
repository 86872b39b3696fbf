/** Fetched when Play is pressed. */

import "./player.css";
import { Session } from "./session.js";

export async function start(host: HTMLElement): Promise<void> {
  const session = new Session(host);
  await session.open(null);
  host.querySelector<HTMLElement>(".gp")?.focus({ preventScroll: true });
}
