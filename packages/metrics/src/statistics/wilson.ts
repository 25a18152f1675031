/** The score interval for a proportion (Wilson, JASA 22, 1927). */
import { checkInteger, checkNumber } from '@tsad/core';
import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/**
 * The Wilson interval of a proportion, such as the share of series whose anomaly was found.
 *
 * It keeps close to its nominal coverage for every proportion and small n, never leaves [0, 1] and is not degenerate at
 * 0 or n successes. It assumes independent trials: for series that come in families (several cuts of one recording) it
 * is too narrow, so use {@link bootstrapInterval} with `groups`. Two overlapping intervals do not show that two methods
 * are equal, and for two methods on the same series a paired test is the sharper one.
 * @param successes number of successes, an integer in [0, trials].
 * @param trials number of trials, an integer of at least 1.
 * @param confidence nominal coverage in (0, 1). Default 0.95.
 * @returns the proportion and its interval, without continuity correction. O(1).
 * @throws RangeError for counts that are not such integers.
 * @example
 * const { estimate, low, high } = wilsonInterval(154, 250);
 * console.log(`${estimate} [${low.toFixed(3)}, ${high.toFixed(3)}]`); // 0.616 [0.554, 0.674]
 */
export function wilsonInterval(successes: number, trials: number, confidence: number = 0.95): Interval {
  checkInteger('wilsonInterval', 'trials', trials, 1);
  checkInteger('wilsonInterval', 'successes', successes, 0, trials);
  checkConfidence('wilsonInterval', confidence);
  const z = -normalQuantile((1 - confidence) / 2);
  const estimate = successes / trials;
  const square = z * z;
  const spread = z * Math.sqrt((successes * (trials - successes)) / trials + square / 4);
  return {
    estimate,
    low: successes === 0 ? 0 : (successes + square / 2 - spread) / (trials + square),
    high: successes === trials ? 1 : (successes + square / 2 + spread) / (trials + square),
    confidence,
  };
}

/** Asserts that a confidence lies strictly between 0 and 1. */
export function checkConfidence(where: string, confidence: number): void {
  checkNumber(where, 'confidence', confidence, Number.MIN_VALUE, 1 - Number.EPSILON / 2);
}
