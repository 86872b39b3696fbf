/** The four calls to the server. */

import type { ActiveStream, Opened } from "./types.js";

/** A refusal, with the code that says what to do. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly active: ActiveStream[],
  ) {
    super(detail);
  }
}

/** How a request is told apart: by the page's CSRF token. */
export interface Access {
  endpoint: string;
  csrf: string;
  locale: string;
}

export async function open(access: Access, lite: boolean, deviceKey: string): Promise<Opened> {
  const body = JSON.stringify({ lite, device_key: deviceKey });
  const response = await request(access, access.endpoint, "POST", body);
  return (await response.json()) as Opened;
}

/** Seconds until the next heartbeat. */
export async function heartbeat(access: Access, token: string, positionMs: number): Promise<number> {
  const body = JSON.stringify({ token, position_ms: positionMs });
  const response = await request(access, "/api/v1/playback/heartbeat", "POST", body);
  const answer = (await response.json()) as { heartbeat_s: number };
  return answer.heartbeat_s;
}

/** Sent while the page is being left: it outlives the page, and nothing waits for the answer. Not a beacon, which could not
 * carry the page's CSRF token. */
export function end(access: Access, token: string, positionMs: number): void {
  const body = JSON.stringify({ token, position_ms: positionMs });
  const headers = { "X-CSRF-Token": access.csrf, "Content-Type": "application/json" };
  fetch("/api/v1/playback/end", { method: "POST", headers, body, credentials: "same-origin", keepalive: true }).catch(() => {
    // The line is down: the last heartbeat kept the position.
  });
}

export async function stop(access: Access, playbackId: string): Promise<void> {
  await request(access, `/api/v1/playback/${encodeURIComponent(playbackId)}`, "DELETE", null);
}

async function request(access: Access, url: string, method: string, body: string | null): Promise<Response> {
  const headers: Record<string, string> = { "X-CSRF-Token": access.csrf, "Accept-Language": access.locale };
  if (body !== null) headers["Content-Type"] = "application/json";
  const response = await fetch(url, { method, headers, body, credentials: "same-origin", keepalive: true });
  if (response.ok) return response;
  throw await refusal(response);
}

async function refusal(response: Response): Promise<Refusal> {
  let problem: { code?: unknown; detail?: unknown; active?: unknown } = {};
  try {
    problem = (await response.json()) as typeof problem;
  } catch {
    // Not a problem document: a proxy answered.
  }
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const active = Array.isArray(problem.active) ? (problem.active as ActiveStream[]) : [];
  return new Refusal(response.status, text(problem.code), text(problem.detail), active);
}
