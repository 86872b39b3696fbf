/** The signed text of a voucher. `crates/foundation/payments/src/voucher/sign.rs` writes it and says what stands where. */

const PREFIX = "GV1.";
const HEAD = 40;
const SIGNATURE = 64;

/** What a voucher says. */
export interface Token {
  text: string;
  id: string;
  keyId: string;
  amountMinor: number;
  currency: string;
  /** In milliseconds since 1970. */
  expiresAt: number;
  what: string;
}

/** What became of the signature: right, wrong, or not to be checked by this browser. */
export type Checked = "ours" | "forged" | "unchecked";

export function bytesOf(encoded: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(encoded)) return undefined;
  try {
    const binary = atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function uuid(bytes: Uint8Array): string {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What a text says, whoever wrote it; nothing when it is no voucher. */
export function read(text: string): Token | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PREFIX)) return undefined;
  const bytes = bytesOf(trimmed.slice(PREFIX.length));
  if (!bytes || bytes.length < HEAD + SIGNATURE || bytes[0] !== 1) return undefined;
  const view = new DataView(bytes.buffer);
  const text8 = new TextDecoder();
  return {
    text: trimmed,
    keyId: hex(bytes.subarray(1, 5)),
    id: uuid(bytes.subarray(5, 21)),
    amountMinor: Number(view.getBigInt64(21)),
    currency: text8.decode(bytes.subarray(29, 32)),
    expiresAt: Number(view.getBigInt64(32)) * 1000,
    what: text8.decode(bytes.subarray(HEAD, bytes.length - SIGNATURE)),
  };
}

/** Whether it was signed with this key (Ed25519, in base64url). A browser that knows no Ed25519 cannot tell. */
export async function check(token: Token, key: { id: string; public: string }): Promise<Checked> {
  if (token.keyId !== key.id) return "forged";
  const bytes = bytesOf(token.text.slice(PREFIX.length));
  const raw = bytesOf(key.public);
  if (!bytes || !raw) return "forged";
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return "unchecked";
  let imported: CryptoKey;
  try {
    imported = await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  } catch {
    return "unchecked";
  }
  const at = bytes.length - SIGNATURE;
  const right = await subtle.verify("Ed25519", imported, bytes.subarray(at), bytes.subarray(0, at));
  return right ? "ours" : "forged";
}
