/**
 * Gram matrices C = X X^T of trajectory (Hankel) matrices X[i, j] = t[i + j], without forming X.
 *
 * Entries on one diagonal are sums over sliding windows of the same products t[k] t[k + d]. The textbook recurrence
 * C[i+1, j+1] = C[i, j] - t[i] t[j] + t[i+M2] t[j+M2] gets them in O(1) each, but a product that enters and leaves
 * again leaves its rounding error behind: one early value of 1e8 costs all later entries every digit. The sums are
 * split here at multiples of M2 into the end of one block and the start of the next, so that nothing is ever
 * subtracted, at the same cost.
 */
import { checkInteger, checkNumber, toFinite64 } from '@tsad/core';
import { checkFinite } from './_check.ts';

/**
 * C = X X^T of the Hankel matrix whose columns are all windows of the series: C[i, j] = sum over k of
 * t[i + k] t[j + k], k = 0 .. M2 - 1 with M2 = n - window + 1.
 *
 * It does not centre and does not scale: values beyond about 1e150 overflow, and a large mean hides everything else,
 * so subtract it first. Cost: O(window n) time, O(window^2) memory.
 *
 * @param series shape [n], finite, n at least `window`.
 * @param window rows of the Hankel matrix (M1), at least 1.
 * @returns shape [window, window], row-major, exactly symmetric.
 * @throws RangeError for a value that is not finite, a wrong size, or sums beyond the double range.
 * @see Golyandina and Zhigljavsky, Singular Spectrum Analysis for Time Series, 2013, section 2.1, for the matrix
 * @example
 * const gram = hankelGram([1, 2, 3, 4], 2); // windows (1, 2), (2, 3), (3, 4)
 * console.assert(gram.join() === '14,20,20,29');
 */
export function hankelGram(series: ArrayLike<number>, window: number): Float64Array {
  const t = toFinite64('hankelGram', 'series', series);
  checkInteger('hankelGram', 'window', window, 1, Math.max(1, t.length));
  if (t.length === 0) throw new RangeError('hankelGram: series must hold at least window values, got 0');
  const gram = new Float64Array(window * window);
  accumulateHankelGram(t, window, gram);
  for (let i = 0; i < window; i++) {
    if (!Number.isFinite(gram[i * window + i])) {
      throw new RangeError('hankelGram: series is too large, its squares overflow; divide it by its largest magnitude');
    }
  }
  return gram;
}

/**
 * Kernel of {@link hankelGram}; nothing is checked.
 *
 * @param t shape [n], n at least `window`.
 * @param window rows of the Hankel matrix (M1).
 * @param out shape [window, window], row-major, overwritten. Cost: window n multiply-adds.
 * @example
 * const out = new Float64Array(4);
 * accumulateHankelGram(Float64Array.of(1, 2, 3, 4), 2, out);
 * console.assert(out.join() === '14,20,20,29');
 */
export function accumulateHankelGram(t: Float64Array, window: number, out: Float64Array): void {
  const columns = t.length - window + 1;
  for (let lag = 0; lag < window; lag++) diagonal(t, window, columns, lag, out);
  for (let i = 0; i < window; i++) {
    for (let j = 0; j < i; j++) out[i * window + j] = out[j * window + i];
  }
}

/** Entries (i, i + lag): sums of t[k] t[k + lag] over k = i .. i + columns - 1, in blocks of `columns`. */
function diagonal(t: Float64Array, window: number, columns: number, lag: number, out: Float64Array): void {
  const count = window - lag;
  const step = window + 1;
  for (let start = 0; start < count; start += columns) {
    const stop = Math.min(start + columns, count);
    let sum = laggedSum(t, lag, stop, Math.min(start + columns, t.length - lag));
    for (let i = stop - 1; i >= start; i--) {
      sum += t[i] * t[i + lag];
      out[i * step + lag] = sum;
    }
    sum = 0;
    for (let i = start + 1; i < stop; i++) {
      const entering = i + columns - 1;
      sum += t[entering] * t[entering + lag];
      out[i * step + lag] += sum;
    }
  }
}

/** Sum of t[k] t[k + lag] for k in [from, to), in four independent chains. */
function laggedSum(t: Float64Array, lag: number, from: number, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = from;
  for (; k + 3 < to; k += 4) {
    s0 += t[k] * t[k + lag];
    s1 += t[k + 1] * t[k + 1 + lag];
    s2 += t[k + 2] * t[k + 2 + lag];
    s3 += t[k + 3] * t[k + 3 + lag];
  }
  for (; k < to; k++) s0 += t[k] * t[k + lag];
  return s0 + s1 + (s2 + s3);
}

/**
 * Moves a Gram matrix by one vector, in place: C <- decay C + weight x x^T.
 *
 * Weight 1 learns a window, weight -1 forgets the oldest one, decay below 1 forgets all of them exponentially (over
 * about 1 / (1 - decay) windows). Repeated removal drifts by rounding: rebuild with {@link hankelGram} now and then.
 * Cost: O(window^2), no allocation.
 *
 * @param gram shape [window, window], row-major, symmetric; changed.
 * @param window order.
 * @param x shape [window], finite.
 * @param weight finite, default 1.
 * @param decay in [0, 1], default 1.
 * @returns `gram` itself, shape [window, window].
 * @throws RangeError for a wrong size, a value that is not finite, or a weight or decay out of range.
 * @example
 * const gram = hankelGram([1, 2, 3], 2);
 * updateGram(gram, 2, Float64Array.of(3, 4)); // now the Gram matrix of 1, 2, 3, 4
 * console.assert(gram.join() === '14,20,20,29');
 */
export function updateGram(
  gram: Float64Array,
  window: number,
  x: Float64Array,
  weight: number = 1,
  decay: number = 1,
): Float64Array {
  checkInteger('updateGram', 'window', window, 1);
  if (gram?.length !== window * window) {
    throw new RangeError(
      `updateGram: gram must hold window^2 = ${window * window} values, got ${gram?.length ?? gram}`,
    );
  }
  checkFinite('updateGram', 'x', x, window, 'window');
  checkNumber('updateGram', 'weight', weight);
  checkNumber('updateGram', 'decay', decay, 0, 1);
  for (let i = 0; i < window; i++) {
    const row = i * window;
    const factor = weight * x[i];
    for (let j = i; j < window; j++) {
      const entry = decay * gram[row + j] + factor * x[j];
      gram[row + j] = entry;
      gram[j * window + i] = entry;
    }
  }
  return gram;
}
