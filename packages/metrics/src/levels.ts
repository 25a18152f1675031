/** Every threshold at once: one byte per point says how many of the thresholds its score passes. */
import type { Buckets } from './buckets.ts';
import { firstPassed, type QuantileThresholds } from './quantiles.ts';
import type { Runs } from './runs.ts';

/**
 * Predictions at `count` nested thresholds: point i is predicted at threshold j when `of[i] > j`.
 * Sums over points at each threshold are suffix sums of histograms over `of`.
 */
export interface Levels {
  readonly count: number;
  readonly of: Uint8Array;
  /** Normal and anomalous points by level, 0 .. count. */
  readonly normal: Float64Array;
  readonly anomalous: Float64Array;
  /** Highest level inside each true run. */
  readonly runMax: Uint8Array;
  /** Predicted runs at each threshold. */
  readonly pieces: Int32Array;
}

const GRID = 100;

/**
 * The value grid: `GRID` thresholds evenly spaced from the lowest to the highest score, prediction score > threshold.
 * @throws RangeError when highest - lowest is not a finite number.
 */
export function gridLevels(where: string, scores: Float64Array, min: number, max: number, runs: Runs): Levels {
  const thresholds = gridThresholds(where, min, max);
  const scale = (GRID - 1) / (max - min);
  const of = new Uint8Array(scores.length);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i];
    // The guess from the arithmetic is corrected against the very thresholds: the two may round apart.
    let level = ((score - min) * scale) | 0;
    while (level > 0 && score <= thresholds[level - 1]) level--;
    while (level < GRID && score > thresholds[level]) level++;
    of[i] = level;
  }
  return summarise(of, GRID, runs);
}

/** The grid of {@link gridLevels}, ascending, its last value exactly `max`. */
export function gridThresholds(where: string, min: number, max: number): Float64Array {
  const range = max - min;
  if (range === Infinity) {
    throw new RangeError(`${where}: highest - lowest score must be a finite number, got ${max} - ${min}; rescale them`);
  }
  const step = range / (GRID - 1);
  const thresholds = new Float64Array(GRID);
  for (let j = 0; j < GRID; j++) thresholds[j] = (step === 0 ? (j / (GRID - 1)) * range : j * step) + min;
  thresholds[GRID - 1] = max;
  return thresholds;
}

/** Quantile thresholds as levels, prediction score >= threshold; the lowest threshold predicts every point. */
export function quantileLevels(
  scores: Float64Array,
  buckets: Buckets,
  thresholds: QuantileThresholds,
  runs: Runs,
): Levels {
  const count = thresholds.values.length;
  const of = new Uint8Array(scores.length);
  for (let i = 0; i < scores.length; i++) {
    of[i] = count - firstPassed(thresholds, buckets.of[i], scores[i]);
  }
  return summarise(of, count, runs);
}

/** One given prediction as levels. */
export function predictionLevels(predicted: Runs, runs: Runs): Levels {
  const of = new Uint8Array(predicted.length);
  for (let j = 0; j < predicted.count; j++) of.fill(1, predicted.begin[j], predicted.end[j]);
  return summarise(of, 1, runs);
}

function summarise(of: Uint8Array, count: number, runs: Runs): Levels {
  const normal = new Float64Array(count + 1);
  const anomalous = new Float64Array(count + 1);
  const pieces = new Int32Array(count + 1);
  const runMax = new Uint8Array(runs.count);
  let before = 0;
  for (let i = 0; i < of.length; i++) {
    const level = of[i];
    normal[level]++;
    // A run begins at the thresholds before .. level - 1; the counts are differences until the sum below.
    if (level > before) {
      pieces[before]++;
      pieces[level]--;
    }
    before = level;
  }
  for (let j = 1; j < count; j++) pieces[j] += pieces[j - 1];
  for (let r = 0; r < runs.count; r++) {
    for (let i = runs.begin[r]; i < runs.end[r]; i++) {
      const level = of[i];
      anomalous[level]++;
      if (level > runMax[r]) runMax[r] = level;
    }
  }
  for (let level = 0; level <= count; level++) normal[level] -= anomalous[level];
  return { count, of, normal, anomalous, runMax, pieces };
}

/** Sums at each threshold j of the weights at levels above j, into an array of `count`. */
export function sumAbove(byLevel: Float64Array): Float64Array {
  const out = new Float64Array(byLevel.length - 1);
  let sum = 0;
  for (let j = out.length - 1; j >= 0; j--) {
    sum += byLevel[j + 1];
    out[j] = sum;
  }
  return out;
}

/** Index of the largest value, the first of equals; a NaN in first place stays, later ones lose. */
export function indexOfBest(values: Float64Array): number {
  let best = 0;
  for (let j = 1; j < values.length; j++) if (values[j] > values[best]) best = j;
  return best;
}
