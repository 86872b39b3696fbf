/** Starts the demo that all journeys share, and gives Playwright the way to stop it. */
import { Demo } from "./demo.mjs";

export default async function start(): Promise<() => Promise<void>> {
  const demo = await Demo.start({ port: Number(process.env.GRIOT_TEST_PORT), films: 1 });
  process.env.GRIOT_TEST_CARD = JSON.stringify(demo.card);
  return () => demo.stop();
}
