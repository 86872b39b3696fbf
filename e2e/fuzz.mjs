// @ts-check
/** Fuzzes the JSON API by its own description: whatever is sent, the server answers, and never with a 500. */
import { spawn } from "node:child_process";
import { once } from "node:events";

import { Demo } from "./demo.mjs";

/** Each caller sees other branches: nobody, somebody, and somebody who may do everything. */
const CALLERS = [undefined, "director", "admin"];
const EXAMPLES = process.env.FUZZ_EXAMPLES ?? "25";

/** A bearer token of the demo account with this role. @param {Demo} demo @param {string} role */
async function token(demo, role) {
  const { email, password } = demo.account(role);
  const response = await fetch(`${demo.url}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`sign-in as ${role}: ${response.status} ${await response.text()}`);
  return /** @type {{ token: string }} */ (await response.json()).token;
}

/** Runs schemathesis once and gives its exit code. @param {Demo} demo @param {string | undefined} role */
async function fuzz(demo, role) {
  const args = ["run", `${demo.url}/api/openapi.json`, "--checks", "not_a_server_error,response_schema_conformance"];
  args.push("--max-examples", EXAMPLES, "--seed", "1", "--workers", "2", "--phases", "examples,coverage,fuzzing");
  args.push("--request-timeout", "20", "--suppress-health-check", "all");
  // A sign-out would end the session that the other calls use.
  args.push("--exclude-path-regex", "^/api/auth/logout");
  if (role !== undefined) args.push("--header", `Authorization: Bearer ${await token(demo, role)}`);
  console.log(`— as ${role ?? "nobody"}`);
  const [code] = await once(spawn("schemathesis", args, { stdio: "inherit" }), "exit");
  return code;
}

const demo = await Demo.start({ films: 1 });
let failed = 0;
try {
  for (const role of CALLERS) if ((await fuzz(demo, role)) !== 0) failed += 1;
} finally {
  await demo.stop();
}
console.log(`${CALLERS.length - failed} passed, ${failed} failed`);
process.exitCode = failed;
