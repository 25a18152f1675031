/** The contract battery: executable checks generated from what a detector claims. Works in any test runner. */
import type { DetectorFactory } from './testing/bench.ts';
import type { Check, CheckOptions } from './testing/checks.ts';
import { detectorChecks } from './testing/checks.ts';

export type { DetectorFactory } from './testing/bench.ts';
export type { Check, CheckOptions } from './testing/checks.ts';
export { detectorChecks } from './testing/checks.ts';

/**
 * Runs every check that applies to the detector and rejects with all failures at once.
 * @param factory makes a fresh, unfitted detector; called once per check or more.
 * @param options the series to check on and the checks to leave out.
 * @returns the titles of the checks that ran.
 * @throws AggregateError with one error per failed check, titled.
 * @example
 * // checkDetector(() => new Rpe({ window: 30 })) resolves when every claim of Rpe holds
 */
export async function checkDetector(factory: DetectorFactory, options: CheckOptions = {}): Promise<string[]> {
  const checks: Check[] = detectorChecks(factory, options);
  const failures: Error[] = [];
  for (const { title, run } of checks) {
    try {
      await run();
    } catch (cause) {
      failures.push(new Error(`${title}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
    }
  }
  if (failures.length > 0) {
    const list = failures.map((failure) => `- ${failure.message}`).join('\n');
    throw new AggregateError(failures, `${failures.length} of ${checks.length} checks failed\n${list}`);
  }
  return checks.map((check) => check.title);
}
