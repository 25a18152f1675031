/**
 * Conformal p-values: V. Vovk, A. Gammerman, G. Shafer, "Algorithmic learning in a random world", 2005; for anomaly
 * detection R. Laxhammar and G. Falkman, "Conformal prediction for distribution-independent anomaly detection in streaming
 * vessel data", StreamKDD 2010.
 */
import { checkNumber, toFloat64 } from '@tsad/core';

/**
 * The p-value of every score against normal ones: (1 + number of calibration scores at least as high) / (n + 1).
 *
 * Whatever the distribution, a normal score that is exchangeable with the calibration scores gets a p-value of at most a
 * with probability at most a. That fails where calibration is not like the future (drift, anomalies in it, strongly
 * dependent scores) and it cannot go below 1 / (n + 1): for rarer alarms than the calibration can resolve use
 * {@link Spot}, which extrapolates.
 *
 * @param calibration shape [n]: scores of normal data, held out from training; NaN (a detector's warm-up) is left out.
 * @param scores shape [m]: scores to judge, higher = more anomalous.
 * @returns shape [m]: one p-value per score, in [1 / (n + 1), 1]; NaN for NaN. O((n + m) log n).
 * @throws RangeError when no calibration score is left.
 * @example
 * const p = conformalPValues([0.1, 0.4, 0.2, 0.3], [0.25, 9]);
 * console.assert(p[0] === 3 / 5 && p[1] === 1 / 5);
 */
export function conformalPValues(calibration: ArrayLike<number>, scores: ArrayLike<number>): Float64Array {
  const sorted = reference('conformalPValues', calibration);
  return toFloat64('conformalPValues', 'scores', scores).map((score) => conformalPValue(sorted, score));
}

/**
 * The threshold that a fresh normal score exceeds with probability at most `alarmRate`, whatever the distribution: the
 * ceil((n + 1)(1 - alarmRate))-th smallest calibration score. `score > threshold` is the same as a conformal p-value of
 * at most `alarmRate`.
 *
 * The promise holds for scores exchangeable with the calibration, on average over calibrations. It needs
 * 1 / alarmRate - 1 scores; {@link Spot} extrapolates from fewer.
 *
 * @param calibration shape [n]: scores of normal data; NaN (a detector's warm-up) is left out.
 * @param alarmRate wanted share of alarms among normal scores, in (0, 1).
 * @returns a threshold, in units of the score. O(n log n).
 * @throws RangeError when there are too few scores for the rate.
 * @example
 * const threshold = quantileThreshold([5, 1, 4, 2, 3, 6, 9, 7, 8], 0.2);
 * console.assert(threshold === 8); // a tenth score is among the two highest of the ten with probability 0.2
 */
export function quantileThreshold(calibration: ArrayLike<number>, alarmRate: number): number {
  checkNumber('quantileThreshold', 'alarmRate', alarmRate, Number.MIN_VALUE, 1 - Number.EPSILON);
  const sorted = reference('quantileThreshold', calibration);
  const n = sorted.length;
  // The tolerance keeps a product such as 10 * (1 - 0.2) at 8 where rounding makes it a little more.
  const rank = Math.ceil((n + 1) * (1 - alarmRate) - 1e-9);
  if (rank > n) {
    throw new RangeError(
      `quantileThreshold: ${n} scores cannot resolve an alarmRate of ${alarmRate}; ` +
        `give at least ${Math.ceil(1 / alarmRate - 1 - 1e-9)} or use Spot`,
    );
  }
  return sorted[Math.max(rank, 1) - 1];
}

/** The p-value of one score against ascending calibration scores. */
export function conformalPValue(sorted: Float64Array, score: number): number {
  if (Number.isNaN(score)) return score;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < score) low = middle + 1;
    else high = middle;
  }
  return (1 + sorted.length - low) / (sorted.length + 1);
}

function reference(where: string, calibration: ArrayLike<number>): Float64Array {
  const kept = toFloat64(where, 'calibration', calibration)
    .filter((score) => !Number.isNaN(score))
    .sort();
  if (kept.length === 0) throw new RangeError(`${where}: calibration must hold at least one score that is not NaN`);
  return kept;
}
