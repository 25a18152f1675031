/** Artificial reconstructions better than the usual one: between perfect and the mode of a log-normal (Eq. 10, Appendix C). */
import { checkNumber, portablePow, type Random } from '@tsad/core';

/**
 * Mode of the log-normal distribution of the given mean and standard deviation.
 * @param mean greater than 0.
 * @param sd at least 0.
 * @returns mean (1 + sd^2 / mean^2)^(-3/2).
 * @throws RangeError for a mean that is not positive or a negative sd.
 * @see Liao and Brockmeier, arXiv 2502.01920, Appendix C
 * @example
 * console.assert(logNormalMode(2, 0) === 2);
 * console.assert(Math.abs(logNormalMode(1, 0.5) - 0.7155417527999327) < 1e-15);
 */
export function logNormalMode(mean: number, sd: number): number {
  checkNumber('logNormalMode', 'mean', mean, Number.MIN_VALUE);
  checkNumber('logNormalMode', 'sd', sd, 0);
  const ratio = sd / mean;
  return mean * portablePow(1 + ratio * ratio, -1.5);
}

/**
 * Draws a value below the mode: a normal deviate around `mode` conditioned on [0, mode].
 *
 * Exact for any ratio of mode to sd, without special functions (the tail form of the inverse cumulative function loses
 * its digits below a ratio of 1e-4 and underflows above 38).
 *
 * @param mode location and upper bound, greater than 0.
 * @param sd scale of the untruncated normal; 0 gives the mode itself.
 * @param random the stream to draw from.
 * @returns a value in [0, mode].
 * @example
 * import { createRandom } from '@tsad/core';
 * const value = drawBelowMode(0.02, 0.01, createRandom(1));
 * console.assert(value >= 0 && value <= 0.02);
 */
export function drawBelowMode(mode: number, sd: number, random: Random): number {
  if (!(sd > 0)) return mode;
  return random.truncatedNormal({ mean: mode, sd, low: 0, high: mode });
}
