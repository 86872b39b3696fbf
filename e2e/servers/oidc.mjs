// A real OpenID Connect provider (npm oidc-provider) for tests. Started by the Rust tests of identity:
//
//   node e2e/servers/oidc.mjs CLIENT_ID CLIENT_SECRET REDIRECT_URI
//
// Prints one line of JSON, {"issuer": "http://127.0.0.1:PORT"}, when it is ready, and ends with its standard input.
// POST /_person {"sub","email","email_verified","name"} says who sits at the keyboard: the next sign-ins are theirs,
// without pages to click through.

import http from "node:http";

import Provider from "oidc-provider";

const [clientId, clientSecret, redirectUri] = process.argv.slice(2);
let person = { sub: "nobody", email: "nobody@example.org", email_verified: false, name: "Nobody" };
const people = new Map();

const server = http.createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ["only for tests"] },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => people.get(sub) ?? { sub } }),
});
const answer = provider.callback();

// Signs in whoever sits at the keyboard, and consents to everything that was asked.
async function interact(request, response) {
  const { prompt, params, grantId, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    people.set(person.sub, { ...person });
    await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
    return;
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

async function body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

server.on("request", async (request, response) => {
  try {
    if (request.url === "/_person") {
      person = await body(request);
      response.writeHead(204).end();
    } else if (request.url.startsWith("/interaction/")) {
      await interact(request, response);
    } else {
      answer(request, response);
    }
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
});

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
console.log(JSON.stringify({ issuer }));
