/** The Gaussian on the features: the noise of the estimation, the start of its score, and a detector of its own. */
import { checkInteger, portableLog, type Random } from '@tsad/core';
import { factorCholesky, symmetricEigen } from '@tsad/linalg';
import { RunningMoments } from './running-moments.ts';

/** Added to the diagonal of the correlation matrix first; ten times more until it can be factored. */
const LEAST_JITTER = 1e-8;
const MOST_JITTER = 1e-2;
/** A standard deviation below this share of the mean is rounding, not variation. */
const FLOOR = 1e-6;

/** N(mean, covariance) in a form that is ready to score: standard coordinates u = (z - mean) / sd. */
export interface Gaussian {
  /** Values per row, dropped ones included. */
  columns: number;
  /** Columns that vary, ascending, shape [w]; the others take no part. */
  kept: readonly number[];
  /** Mean of the kept columns, shape [w]. */
  mean: Float64Array;
  /** Standard deviation of the kept columns, shape [w]. */
  sd: Float64Array;
  /** L of the correlation matrix R = L L^T, shape [w, w], lower triangle. */
  factor: Float64Array;
  /** What was added to the diagonal of R. */
  jitter: number;
  /** Largest over smallest eigenvalue of R, before the jitter. */
  condition: number;
}

/** Options of {@link gaussianOf}. */
export interface GaussianOptions {
  /** Added to the diagonal of the correlation matrix first, tenfold until it factors. Default 1e-8. */
  jitter?: number;
  /** A column varies if its standard deviation exceeds its floor, and 1e-6 of its mean. Shape [n]; default 0. */
  floors?: ArrayLike<number>;
}

/**
 * The Gaussian of a mean and a covariance; columns that do not vary are left out.
 * @param mean shape [n].
 * @param covariance shape [n, n], symmetric.
 * @param options jitter and least standard deviations.
 * @returns the Gaussian; its width is 0 when nothing varies.
 * @throws RangeError when the correlation matrix cannot be factored even with a jitter of 1e-2, so it is none.
 * @example
 * const gaussian = gaussianOf([0, 5, 1], [4, 0, 2, 0, 0, 0, 2, 0, 4]);
 * console.assert(gaussian.kept.join() === '0,2' && gaussian.sd.join() === '2,2');
 * console.assert(Math.abs(gaussian.condition - 3) < 1e-12);
 */
export function gaussianOf(
  mean: ArrayLike<number>,
  covariance: ArrayLike<number>,
  { jitter: first = LEAST_JITTER, floors }: GaussianOptions = {},
): Gaussian {
  const columns = mean.length;
  checkInteger('gaussianOf', 'covariance.length', covariance.length, columns * columns, columns * columns);
  const deviation = (j: number): number => Math.sqrt(covariance[j * columns + j]);
  const kept = Array.from({ length: columns }, (_, j) => j).filter(
    (j) => deviation(j) > Math.max(floors?.[j] ?? 0, FLOOR * Math.abs(mean[j])),
  );
  const sd = Float64Array.from(kept, deviation);
  const w = kept.length;
  const correlation = new Float64Array(w * w);
  for (let a = 0; a < w; a++) {
    for (let b = 0; b < w; b++) correlation[a * w + b] = covariance[kept[a] * columns + kept[b]] / (sd[a] * sd[b]);
  }
  const { factor, jitter } = factorWithJitter(correlation, w, first);
  return {
    columns,
    kept,
    mean: Float64Array.from(kept, (j) => mean[j]),
    sd,
    factor,
    jitter,
    condition: conditionOf(correlation, w),
  };
}

/**
 * The Gaussian of the rows of a table.
 * @param rows shape [n, columns], finite.
 * @param columns values per row.
 * @param options as of {@link gaussianOf}.
 * @returns mean and biased covariance of the rows, ready to score. Cost: O(n columns^2).
 * @example
 * const gaussian = fitGaussian([1, 1, -1, -1, 1, -1, -1, 1], 2);
 * console.assert(gaussian.sd.join() === '1,1' && gaussian.condition === 1);
 */
export function fitGaussian(rows: ArrayLike<number>, columns: number, options: GaussianOptions = {}): Gaussian {
  const moments = new RunningMoments(columns).add(rows);
  return gaussianOf(moments.mean, moments.covariance(), options);
}

/**
 * Rows in the standard coordinates u = (z - mean) / sd of the kept columns.
 * @param gaussian of width w.
 * @param rows shape [n, columns].
 * @returns shape [n, w].
 */
export function toStandard({ columns, kept, mean, sd }: Gaussian, rows: ArrayLike<number>): Float64Array {
  const w = kept.length;
  const n = rows.length / columns;
  const out = new Float64Array(n * w);
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < w; a++) out[i * w + a] = (rows[i * columns + kept[a]] - mean[a]) / sd[a];
  }
  return out;
}

/**
 * ln of the density of N(mean, K covariance K), by the rows' standard coordinates, in the units of the kept columns.
 * @param gaussian of width w.
 * @param standard shape [n, w], from {@link toStandard}.
 * @param widths K, shape [w]; default all 1.
 * @returns shape [n]. Cost: O(n w^2).
 * @see Liao and Brockmeier, arXiv 2502.01920, Eq. 6
 * @example
 * const gaussian = gaussianOf([0], [4], { jitter: 0 });
 * const [density] = logDensities(gaussian, toStandard(gaussian, [2]));
 * console.assert(Math.abs(density - (-0.5 - Math.log(2) - 0.5 * Math.log(2 * Math.PI))) < 1e-12);
 */
export function logDensities(
  { kept, sd, factor }: Gaussian,
  standard: ArrayLike<number>,
  widths?: ArrayLike<number>,
): Float64Array {
  const w = kept.length;
  const n = w === 0 ? 0 : standard.length / w;
  let constant = -0.5 * w * portableLog(2 * Math.PI);
  for (let a = 0; a < w; a++) {
    constant -= portableLog(factor[a * w + a]) + portableLog(sd[a]) + portableLog(widths?.[a] ?? 1);
  }
  const x = new Float64Array(w);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let a = 0; a < w; a++) {
      let sum = standard[i * w + a] / (widths?.[a] ?? 1);
      for (let b = 0; b < a; b++) sum -= factor[a * w + b] * x[b];
      x[a] = sum / factor[a * w + a];
      squares += x[a] * x[a];
    }
    out[i] = constant - 0.5 * squares;
  }
  return out;
}

/**
 * Draws from N(0, R), the Gaussian in its standard coordinates.
 * @param gaussian of width w.
 * @param count rows to draw.
 * @param random the stream to draw from.
 * @param out receives shape [count, w] at its start; default a new array.
 * @returns `out`.
 */
export function drawStandard<T extends Float32Array | Float64Array = Float64Array>(
  { kept, factor }: Gaussian,
  count: number,
  random: Random,
  out: T = new Float64Array(count * kept.length) as T,
): T {
  const w = kept.length;
  const normal = new Float64Array(w);
  for (let i = 0; i < count; i++) {
    for (let a = 0; a < w; a++) normal[a] = random.normal();
    for (let a = 0; a < w; a++) {
      let sum = 0;
      for (let b = 0; b <= a; b++) sum += factor[a * w + b] * normal[b];
      out[i * w + a] = sum;
    }
  }
  return out;
}

function factorWithJitter(
  correlation: Float64Array,
  w: number,
  first: number,
): { factor: Float64Array; jitter: number } {
  for (let jitter = first; jitter <= MOST_JITTER * 1.001; jitter = Math.max(10 * jitter, LEAST_JITTER)) {
    const factor = correlation.slice();
    for (let a = 0; a < w; a++) factor[a * w + a] = correlation[a * w + a] + jitter;
    if (factorCholesky(factor, w) < 0) {
      for (let a = 0; a < w; a++) factor.fill(0, a * w + a + 1, (a + 1) * w);
      return { factor, jitter };
    }
  }
  throw new RangeError(
    `gaussianOf: covariance must be positive semi-definite, it is not even with a jitter of ${MOST_JITTER}`,
  );
}

function conditionOf(correlation: Float64Array, w: number): number {
  if (w === 0) return 1;
  const { values } = symmetricEigen(correlation, w);
  return values[0] / Math.max(values[w - 1], Number.MIN_VALUE);
}
