/**
 * The subspace that the windows of a series lie in, estimated so that outliers do not turn it: Algorithms 3 and 4 and
 * the column-wise estimator of Rahmani, Deoras and Callot, "Robust Projection based anomaly Extraction (RPE) in
 * univariate time-series".
 */
import { checkChoice, checkInteger, checkNumber, checkOptionNames, toFinite64 } from '@tsad/core';
import { checkFinite, checkSymmetric, exactScale, largest } from './_check.ts';
import { dropColumns, replaceElements, replaceLargest } from './_trim.ts';
import { accumulateHankelGram } from './hankel-gram.ts';
import { leadingEigen } from './symmetric-eigen.ts';

/** Magnitudes below this share of the raw data are what subtracting a centre leaves by rounding. */
const DUST = 1e-12;

/** How values that could be outliers are kept out of the estimate. */
export type SubspaceMethod = 'simple' | 'element' | 'column';

/**
 * How many dimensions to keep: a forced number, or all eigenvalues above `ratio` times the first, at most `cap`.
 * A forced rank beyond the numerical rank of the data is filled with arbitrary orthonormal vectors.
 */
export type RankRule = number | { ratio: number; cap: number };

/** Options of {@link estimateSubspace}. */
export interface SubspaceOptions {
  /** Rows of the Hankel matrix (M1), in [1, n]. */
  window: number;
  /**
   * `simple` (Algorithm 4): the values of largest magnitude give way to the median of the series.
   * `element` (Algorithm 3): as simple, then the entries of the Hankel matrix that fit worst give way to their fit.
   * `column`: the windows of largest leverage are dropped, at least `window` of them stay. Default `simple`.
   */
  method?: SubspaceMethod;
  /** Percent of the values, entries or windows treated so, in [0, 100); default 1, for `column` 20. */
  trim?: number;
  /** Default `{ ratio: 0.01, cap: 10 }`. */
  rank?: RankRule;
  /**
   * Typical magnitude of the raw values before they were centred, default 0. What is left of a constant series is
   * dust below 1e-12 of it: the rank is 0 then.
   */
  scale?: number;
}

/** A subspace of R^window. */
export interface Subspace {
  /** Orthonormal columns U, shape [window, rank], row-major: row i is `basis.subarray(i * rank, (i + 1) * rank)`. */
  basis: Float64Array;
  /** Columns of the basis; 0 when there is nothing but zeros. */
  rank: number;
  /** Eigenvalues of X X^T (squared singular values of X), descending, clipped at 0, shape [window]. */
  values: Float64Array;
}

/**
 * Estimates the subspace spanned by the windows of a series.
 *
 * It does not centre: subtract a median or mean first, or the mean takes the first direction and hides weaker ones.
 * `simple` cannot see an outlier of ordinary size at the wrong time. Directions whose singular value is below about
 * 1e-7 of the first are noise (the Gram matrix squares them). Any magnitude from 1e-150 to 1e150 works.
 * Cost: O(window n + window^3) for `simple`; `element` and `column` O(window^2 n) time and O(window n) memory.
 *
 * Stated where the paper is silent: counts are rounded up, of equal magnitudes the earliest goes first, and the median
 * is that of the series before anything is replaced.
 *
 * @param series shape [n], finite, n at least `window`.
 * @param options see {@link SubspaceOptions}.
 * @returns basis, rank and all eigenvalues of the matrix that was finally used.
 * @throws RangeError for bad options, a short series or a value that is not finite; TypeError for unknown options.
 * @see Rahmani, Deoras and Callot, RPE, Algorithms 3 and 4
 * @example
 * const wave = Float64Array.from({ length: 200 }, (_, i) => Math.sin(i / 5));
 * const { rank, basis } = estimateSubspace(wave, { window: 20, rank: { ratio: 1e-6, cap: 10 }, trim: 0 });
 * console.assert(rank === 2 && basis.length === 40); // a sinusoid spans two dimensions
 */
export function estimateSubspace(series: ArrayLike<number>, options: SubspaceOptions): Subspace {
  const where = 'estimateSubspace';
  checkOptionNames(where, options, ['window', 'method', 'trim', 'rank', 'scale']);
  const { window, method = 'simple', trim = method === 'column' ? 20 : 1, scale = 0 } = options;
  checkChoice(where, 'method', method, ['simple', 'element', 'column']);
  checkNumber(where, 'trim', trim, 0, 100 - Number.EPSILON * 100);
  checkNumber(where, 'scale', scale, 0);
  const raw = toFinite64(where, 'series', series);
  checkInteger(where, 'window', window, 1);
  const columns = raw.length - window + 1;
  if (columns < 1) {
    throw new RangeError(`${where}: series must hold at least window = ${window} values, got ${raw.length}`);
  }
  const rank = checkRank(where, options.rank ?? { ratio: 0.01, cap: 10 }, window, columns);

  const factor = exactScale(largest(raw));
  const t = raw.map((value) => value * factor);
  const dust = DUST * scale * factor;
  const floor = window * columns * dust * dust;
  const subspaceOf = (gram: Float64Array): Subspace => leading(gram, window, rank, floor);

  let result: Subspace;
  if (method === 'column') {
    result = subspaceOf(hankelGramOf(t, window));
    if (result.rank > 0) result = subspaceOf(dropColumns(t, window, result, trim));
  } else {
    const trimmed = replaceLargest(t, trim);
    result = subspaceOf(hankelGramOf(trimmed, window));
    if (method === 'element') result = subspaceOf(replaceElements(t, trimmed, window, result, trim));
  }
  for (let i = 0; i < window; i++) result.values[i] = result.values[i] / factor / factor;
  return result;
}

/**
 * The leading eigenvectors of a Gram matrix X X^T, as {@link estimateSubspace} returns them: for Gram matrices that
 * are kept up to date with {@link updateGram}.
 *
 * It does not know outliers. A matrix that is not positive semi-definite (after subtracting too much) loses its
 * negative part silently: those values are clipped at 0. Cost: O(window^3).
 *
 * @param gram shape [window, window], row-major, symmetric, finite.
 * @param window order, at least 1.
 * @param rank see {@link RankRule}, default `{ ratio: 0.01, cap: 10 }`.
 * @param floor the rank is 0 unless the first eigenvalue exceeds it, default 0.
 * @returns basis, rank and all eigenvalues.
 * @throws RangeError for a matrix of wrong size, not symmetric or not finite, or a bad rank rule.
 * @example
 * const { basis, rank } = leadingSubspace([2, 0, 0, 1], 2, 1);
 * console.assert(rank === 1 && Math.abs(basis[0]) === 1 && basis[1] === 0);
 */
export function leadingSubspace(
  gram: ArrayLike<number>,
  window: number,
  rank: RankRule = { ratio: 0.01, cap: 10 },
  floor: number = 0,
): Subspace {
  checkNumber('leadingSubspace', 'floor', floor, 0);
  const matrix = checkSymmetric('leadingSubspace', 'gram', gram, window, 'window');
  return leading(matrix, window, checkRank('leadingSubspace', rank, window, window), floor);
}

/**
 * Coherence of a subspace: the largest leverage, max over i of ||u_i||^2 for the rows u_i of the basis.
 *
 * It says how far one corrupted value can hide: m corruptions of equal size in one window are the m largest residuals
 * whenever the coherence is below 1 / (2 m). It is rank / window at best and 1 when a unit vector lies in the
 * subspace. It assumes orthonormal columns and does not check that. Cost: O(window rank).
 *
 * @param basis shape [window, rank], row-major, orthonormal columns.
 * @param window rows, at least 1.
 * @param rank columns, in [0, window].
 * @returns a number in [rank / window, 1], 0 for rank 0.
 * @throws RangeError for a wrong size or a value that is not finite.
 * @see Rahmani, Deoras and Callot, RPE, Lemma 2 (there r mu^2 bounds this number)
 * @example
 * const half = Math.SQRT1_2;
 * console.assert(Math.abs(coherence([half, half], 2, 1) - 0.5) < 1e-15);
 */
export function coherence(basis: ArrayLike<number>, window: number, rank: number): number {
  checkInteger('coherence', 'window', window, 1);
  checkInteger('coherence', 'rank', rank, 0, window);
  const u = checkFinite('coherence', 'basis', basis, window * rank, `window x rank = ${window} x ${rank}`);
  let max = 0;
  for (let i = 0; i < window; i++) {
    let leverage = 0;
    for (let k = 0; k < rank; k++) leverage += u[i * rank + k] * u[i * rank + k];
    if (leverage > max) max = leverage;
  }
  return max;
}

function hankelGramOf(t: Float64Array, window: number): Float64Array {
  const gram = new Float64Array(window * window);
  accumulateHankelGram(t, window, gram);
  return gram;
}

function leading(gram: Float64Array, window: number, rule: RankRule, floor: number): Subspace {
  let rank = 0;
  const { values, vectors } = leadingEigen(gram, window, (descending) => {
    if (descending[0] > floor) {
      if (typeof rule === 'number') rank = rule;
      else while (rank < rule.cap && descending[rank] > descending[0] * rule.ratio) rank++;
    }
    return rank;
  });
  for (let k = 0; k < window; k++) values[k] = Math.max(0, values[k]);
  return { basis: vectors, rank, values };
}

/** A rule with its cap no larger than the number of rows and columns. */
function checkRank(where: string, rule: RankRule, window: number, columns: number): RankRule {
  if (typeof rule === 'number') return checkInteger(where, 'rank', rule, 1, window);
  checkOptionNames(where, rule, ['ratio', 'cap']);
  checkNumber(where, 'rank.ratio', rule.ratio, 0, 1);
  const cap = checkInteger(where, 'rank.cap', rule.cap, 1);
  return { ratio: rule.ratio, cap: Math.min(cap, window, columns) };
}
