// @ts-check
/** Fuzzes the JSON API by its own description: whatever is sent, the server answers, and never with a 500. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { Demo } from "./demo.mjs";

/** Each caller sees other branches: nobody, somebody, and somebody who may do everything. */
const CALLERS = [undefined, "director", "admin"];
const EXAMPLES = process.env.FUZZ_EXAMPLES ?? "12";

/** A bearer token of the demo account with this role. The fuzzer tries to sign in too and uses up what the limit allows: then
 * this waits for as long as the answer says. @param {Demo} demo @param {string} role @returns {Promise<string>} */
async function token(demo, role) {
  const { email, password } = demo.account(role);
  const response = await fetch(`${demo.url}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (response.status === 429) {
    await pause(1000 * Number(response.headers.get("retry-after") ?? "60"));
    return token(demo, role);
  }
  if (!response.ok) throw new Error(`sign-in as ${role}: ${response.status} ${await response.text()}`);
  return /** @type {{ token: string }} */ (await response.json()).token;
}

/** What exists, by the first word of its path. @param {Demo} demo @param {string} bearer */
async function existing(demo, bearer) {
  const found = /** @type {Record<string, string[]>} */ ({});
  for (const [word, path] of [["films", "films"], ["people", "people?q=a"], ["assets", "assets"], ["lists", "me/lists"]]) {
    const response = await fetch(`${demo.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${bearer}` } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const { items } = /** @type {{ items: { id: string }[] }} */ (await response.json());
    found[String(word)] = items.map((item) => item.id);
  }
  return found;
}

/** Runs schemathesis once and gives its exit code. @param {Demo} demo @param {string | undefined} role */
async function fuzz(demo, role) {
  const args = ["run", `${demo.url}/api/openapi.json`, "--checks", "not_a_server_error,response_schema_conformance"];
  args.push("--max-examples", EXAMPLES, "--seed", "1", "--workers", "1", "--phases", "examples,coverage,fuzzing");
  // One worker: Python 3.11 cannot parse in two threads at once ("AST constructor recursion depth mismatch").
  args.push("--request-timeout", "20", "--suppress-health-check", "all");
  // These end the session that the other calls use.
  args.push("--exclude-path-regex", "^/api/(auth/logout|v1/me/sessions)");
  const bearer = role === undefined ? undefined : await token(demo, role);
  if (bearer !== undefined) args.push("--header", `Authorization: Bearer ${bearer}`);
  console.log(`— as ${role ?? "nobody"}`);
  const hooks = {
    PYTHONPATH: fileURLToPath(new URL(".", import.meta.url)),
    PYTHONDONTWRITEBYTECODE: "1",
    SCHEMATHESIS_HOOKS: "fuzz_hooks",
    FUZZ_EXISTING: JSON.stringify(await existing(demo, await token(demo, "director"))),
  };
  const child = spawn("schemathesis", args, { stdio: "inherit", env: { ...process.env, ...hooks } });
  const [code] = await once(child, "exit");
  if (bearer !== undefined) {
    const response = await fetch(`${demo.url}/api/v1/me`, { headers: { authorization: `Bearer ${bearer}` } });
    if (!response.ok) throw new Error(`the session of ${role} ended meanwhile: ${response.status}; the last calls proved nothing`);
  }
  return code;
}

const demo = await Demo.shared({ films: 1 });
let failed = 0;
try {
  for (const role of CALLERS) if ((await fuzz(demo, role)) !== 0) failed += 1;
} finally {
  await demo.stop();
}
console.log(`${CALLERS.length - failed} passed, ${failed} failed`);
process.exitCode = failed;
