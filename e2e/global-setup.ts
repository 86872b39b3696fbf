/** Starts the demo that all journeys share, and gives Playwright the way to stop it. `GRIOT_TEST_DEMO` names the `demo.json` of
 * one that runs already: while writing a journey, nobody waits for films. */
import { Demo } from "./demo.mjs";

export default async function start(): Promise<() => Promise<void>> {
  // The receiver of a journey stands on this machine: webhooks may reach it here, and nowhere else.
  const environment = { GRIOT_WEBHOOKS__ALLOW_PRIVATE: "true" };
  const demo = await Demo.shared({ port: Number(process.env.GRIOT_TEST_PORT), films: 1, environment });
  process.env.GRIOT_TEST_CARD = JSON.stringify(demo.card);
  if (demo.folder !== "") process.env.GRIOT_TEST_DATA = demo.folder;
  return () => demo.stop();
}
