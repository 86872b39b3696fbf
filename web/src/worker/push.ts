// What a push message of our server says, and where a press on it leads. Pure.

/** A message to show. */
export interface PushMessage {
  title: string;
  body: string;
  tag: string;
  path: string;
}

/** Reads a message; one that cannot be read is shown as plain news, for a push that shows nothing costs the permission. */
export function readMessage(text: string): PushMessage {
  const plain = { title: "Karangou", body: "", tag: "news", path: "/compte/notifications" };
  try {
    const told = JSON.parse(text) as Partial<Record<keyof PushMessage, unknown>>;
    const word = (value: unknown, otherwise: string): string => (typeof value === "string" && value !== "" ? value : otherwise);
    return {
      title: word(told.title, plain.title),
      body: word(told.body, plain.body),
      tag: word(told.tag, plain.tag),
      path: word(told.path, plain.path),
    };
  } catch {
    return plain;
  }
}

/** The page to open: one of ours, whatever the message says. */
export function pageOf(path: unknown, origin: string): string {
  const fallback = new URL("/compte/notifications", origin).href;
  if (typeof path !== "string" || !path.startsWith("/")) return fallback;
  const url = new URL(path, origin);
  return url.origin === origin ? url.href : fallback;
}
