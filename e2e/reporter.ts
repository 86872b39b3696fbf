/** Says at the very end, where a log is read first, what went wrong and in which step: a few lines for each try that failed. */
import type { Reporter, TestCase, TestResult, TestStep } from "@playwright/test/reporter";

const COLOURS = /\u001b\[[0-9;]*m/g;
const LINES = 8;

export default class Summary implements Reporter {
  readonly #failed: { test: TestCase; result: TestResult }[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status !== test.expectedStatus) this.#failed.push({ test, result });
  }

  onEnd(): void {
    if (this.#failed.length > 0) console.log("\nWhat failed, try by try:");
    for (const { test, result } of this.#failed) {
      const steps = failedSteps(result.steps).join(" › ");
      const name = test.titlePath().filter((part) => part !== "").join(" › ");
      console.log(`\n${name} — try ${result.retry + 1}, ${result.status} after ${Math.round(result.duration / 1000)} s\n  in: ${steps}`);
      for (const error of result.errors) console.log(shortened(error.message ?? String(error.value)));
    }
  }

  printsToStdio(): boolean {
    return true;
  }
}

/** The titles of the steps that did not end well, the outermost first. */
function failedSteps(steps: TestStep[]): string[] {
  const step = steps.find((it) => it.error !== undefined || it.duration < 0);
  return step === undefined ? [] : [step.title, ...failedSteps(step.steps)];
}

function shortened(message: string): string {
  const lines = message.replace(COLOURS, "").split("\n").filter((line) => line.trim() !== "");
  return lines.slice(0, LINES).map((line) => `    ${line.slice(0, 240)}`).join("\n");
}
