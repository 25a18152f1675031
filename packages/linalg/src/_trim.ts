/** The three ways of keeping outliers out of a subspace; series are finite and scaled to about 1. */
import type { Subspace } from './subspace.ts';

/**
 * Algorithm 4: the ceil(n trim / 100) values of largest magnitude, earliest first, give way to the median of t.
 */
export function replaceLargest(t: Float64Array, trim: number): Float64Array {
  const out = t.slice();
  const middle = median(t);
  for (const i of indicesOfLargest(t.map(Math.abs), share(t.length, trim))) out[i] = middle;
  return out;
}

/**
 * Algorithm 3, second half: the Gram matrix of X after the `trim` percent of its entries that the subspace fits worst,
 * |X - U U^T X|, were replaced by the same entries of U U^T Q, Q being the Hankel matrix of the trimmed series.
 */
export function replaceElements(
  t: Float64Array,
  trimmed: Float64Array,
  window: number,
  { basis, rank }: Subspace,
  trim: number,
): Float64Array {
  const columns = t.length - window + 1;
  const x = new Float64Array(window * columns);
  const misfit = new Float64Array(window * columns);
  const fit = new Float64Array(window);
  for (let j = 0; j < columns; j++) {
    project(t, j, window, basis, rank, fit);
    for (let i = 0; i < window; i++) {
      x[i * columns + j] = t[i + j];
      misfit[i * columns + j] = Math.abs(t[i + j] - fit[i]);
    }
  }
  const replaced = new Uint8Array(window * columns);
  for (const index of indicesOfLargest(misfit, share(misfit.length, trim))) replaced[index] = 1;
  for (let j = 0; j < columns; j++) {
    project(trimmed, j, window, basis, rank, fit);
    for (let i = 0; i < window; i++) if (replaced[i * columns + j]) x[i * columns + j] = fit[i];
  }
  return gramOfRows(x, window, columns);
}

/**
 * The Gram matrix of the windows that stay when those of largest leverage ||Lambda^-1/2 U^T x||^2 are dropped:
 * floor(M2 (1 - trim / 100)) of them stay, but at least `window`; of equal ones the earlier stay.
 */
export function dropColumns(
  t: Float64Array,
  window: number,
  { basis, rank, values }: Subspace,
  trim: number,
): Float64Array {
  const columns = t.length - window + 1;
  const kept = Math.min(columns, Math.max(window, Math.floor((columns * (100 - trim)) / 100)));
  const smallness = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k < rank; k++) {
      let dot = 0;
      for (let i = 0; i < window; i++) dot += basis[i * rank + k] * t[i + j];
      smallness[j] -= (dot * dot) / values[k];
    }
  }
  const stay = indicesOfLargest(smallness, kept);
  const x = new Float64Array(window * kept);
  for (let i = 0; i < window; i++) {
    for (let c = 0; c < kept; c++) x[i * kept + c] = t[i + stay[c]];
  }
  return gramOfRows(x, window, kept);
}

/** fit <- U U^T x for the window that starts at `start`. */
function project(
  t: Float64Array,
  start: number,
  window: number,
  basis: Float64Array,
  rank: number,
  fit: Float64Array,
): void {
  fit.fill(0);
  for (let k = 0; k < rank; k++) {
    let dot = 0;
    for (let i = 0; i < window; i++) dot += basis[i * rank + k] * t[start + i];
    for (let i = 0; i < window; i++) fit[i] += basis[i * rank + k] * dot;
  }
}

/** X X^T for a row-major matrix. */
function gramOfRows(x: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = i; j < rows; j++) {
      const a = i * columns;
      const b = j * columns;
      let even = 0;
      let odd = 0;
      let k = 0;
      for (; k + 1 < columns; k += 2) {
        even += x[a + k] * x[b + k];
        odd += x[a + k + 1] * x[b + k + 1];
      }
      if (k < columns) even += x[a + k] * x[b + k];
      out[i * rows + j] = out[j * rows + i] = even + odd;
    }
  }
  return out;
}

/** ceil(count percent / 100), never all of them. */
function share(count: number, percent: number): number {
  return Math.min(count - 1, Math.ceil((count * percent) / 100));
}

/** Indices of the k largest values in ascending order; of equal values the earlier are taken. */
function indicesOfLargest(values: Float64Array, k: number): Int32Array {
  const out = new Int32Array(k);
  if (k === 0) return out;
  const threshold = values.slice().sort()[values.length - k];
  let above = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > threshold) above++;
  let equal = k - above;
  let next = 0;
  for (let i = 0; i < values.length && next < k; i++) {
    if (values[i] > threshold || (values[i] === threshold && equal-- > 0)) out[next++] = i;
  }
  return out;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
