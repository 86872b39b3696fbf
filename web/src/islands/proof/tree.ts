/**
 * A proof that a pledge is counted in a published total, checked without the server. `crates/domains/crowdfunding/src/proof/tree.rs` says
 * what is hashed; the walk of the path is that of RFC 9162, section 2.1.3.2.
 */

export interface Money {
  amount_minor: number;
  currency: string;
}

export interface Proof {
  pledge_id: string;
  amount: Money;
  index: number;
  path: { hash: string; sum_minor: number }[];
  head: { size: number; total: Money; root: string };
}

interface Node {
  hash: Uint8Array<ArrayBuffer>;
  sum: bigint;
}

const HIGHEST = 31;
const LARGEST = 2n ** 63n - 1n;

function bytesOf(hex: string, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[0-9a-f]*$/.test(hex) || hex.length !== 2 * length) return undefined;
  return Uint8Array.from({ length }, (_, at) => parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}

/** Eight bytes, big-endian. */
function eight(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value);
  return bytes;
}

async function sha256(parts: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer()));
}

async function above(left: Node, right: Node): Promise<Node | undefined> {
  const sum = left.sum + right.sum;
  if (sum > LARGEST) return undefined;
  return { hash: await sha256([Uint8Array.of(1), left.hash, eight(left.sum), right.hash, eight(right.sum)]), sum };
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** What a text says, when it has the shape of a proof. */
export function read(text: string): Proof | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const proof = value as Partial<Proof> | null;
  const whole =
    typeof proof?.pledge_id === "string" &&
    isWhole(proof.amount?.amount_minor) &&
    isWhole(proof.index) &&
    isWhole(proof.head?.size) &&
    isWhole(proof.head.total?.amount_minor) &&
    typeof proof.head.root === "string" &&
    Array.isArray(proof.path);
  return whole ? (proof as Proof) : undefined;
}

/** The way from the pledge up; nothing when the path does not fit its tree. */
async function walk(proof: Proof): Promise<Node | undefined> {
  const id = bytesOf(proof.pledge_id.replaceAll("-", "").toLowerCase(), 16);
  if (!id || proof.path.length > HIGHEST || proof.index >= proof.head.size) return undefined;
  const amount = BigInt(proof.amount.amount_minor);
  const currency = new TextEncoder().encode(proof.amount.currency);
  let reached: Node | undefined = { hash: await sha256([Uint8Array.of(0), id, eight(amount), currency]), sum: amount };
  let at = proof.index;
  let last = proof.head.size - 1;
  for (const step of proof.path) {
    const hash = bytesOf(step.hash, 32);
    if (last === 0 || !hash || !isWhole(step.sum_minor) || !reached) return undefined;
    const beside = { hash, sum: BigInt(step.sum_minor) };
    if (at % 2 === 1 || at === last) {
      reached = await above(beside, reached);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      reached = await above(reached, beside);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? reached : undefined;
}

/** Whether it leads from the pledge to the root and the total of its head. */
export async function holds(proof: Proof): Promise<boolean> {
  const reached = await walk(proof);
  const root = bytesOf(proof.head.root, 32);
  const { total } = proof.head;
  if (!reached || !root || proof.amount.currency !== total.currency) return false;
  return reached.sum === BigInt(total.amount_minor) && reached.hash.every((byte, at) => byte === root[at]);
}
