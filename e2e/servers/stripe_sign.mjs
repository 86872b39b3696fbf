// @ts-check
/** Signs what comes on standard input as Stripe signs its events, by Stripe's own library: `stripe_sign.mjs SECRET SECONDS`. */
import { text } from "node:stream/consumers";

import Stripe from "stripe";

const [secret, timestamp] = process.argv.slice(2);
const payload = await text(process.stdin);
const stripe = new Stripe("sk_test_none");
const header = stripe.webhooks.generateTestHeaderString({ payload, secret: String(secret), timestamp: Number(timestamp) });
process.stdout.write(header);
