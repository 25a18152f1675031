/** Householder reduction of a symmetric matrix to tridiagonal form, and the way back for chosen vectors. */
import { NEGLIGIBLE } from './_check.ts';
import { reflectRows } from './_reflect.ts';

/**
 * A = Q T Q^T, working on the upper triangle so that every inner loop runs along a row.
 * On return row k of `a` holds the vector v of reflection k (I - tau v v^T) right of the diagonal.
 */
export function tridiagonalise(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  off: Float64Array,
  tau: Float64Array,
): void {
  const p = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const row = k * n;
    diagonal[k] = a[row + k];
    if (k === n - 1) break;
    const head = a[row + k + 1];
    let tail = 0;
    for (let j = k + 2; j < n; j++) tail += a[row + j] * a[row + j];
    if (tail < NEGLIGIBLE * NEGLIGIBLE) {
      off[k] = head;
      tau[k] = 0;
      continue;
    }
    const norm = Math.sqrt(head * head + tail);
    off[k] = head > 0 ? -norm : norm;
    a[row + k + 1] = head - off[k];
    tau[k] = 1 / (norm * (norm + Math.abs(head)));
    reflectBothSides(a, n, k, tau[k], p);
  }
}

/** Trailing block B <- H B H with H = I - tau v v^T, v = row k right of the diagonal; p is scratch of length n. */
function reflectBothSides(a: Float64Array, n: number, k: number, tau: number, p: Float64Array): void {
  const row = k * n;
  const first = k + 1;
  p.fill(0, first, n);
  for (let i = first; i < n; i++) {
    const base = i * n;
    const vi = a[row + i];
    let sum = a[base + i] * vi;
    for (let j = i + 1; j < n; j++) {
      const entry = a[base + j];
      sum += entry * a[row + j];
      p[j] += entry * vi;
    }
    p[i] += sum;
  }
  let dot = 0;
  for (let j = first; j < n; j++) dot += p[j] * a[row + j];
  const half = 0.5 * tau * (tau * dot); // in this order: tau^2 alone may overflow
  for (let j = first; j < n; j++) p[j] = tau * p[j] - half * a[row + j];
  for (let i = first; i < n; i++) {
    const base = i * n;
    const vi = a[row + i];
    const pi = p[i];
    for (let j = i; j < n; j++) a[base + j] -= vi * p[j] + pi * a[row + j];
  }
}

/** y <- Q y for `count` vectors, the rows of y (shape [count, n]); Q from what {@link tridiagonalise} left in `a`. */
export function reflectBack(a: Float64Array, n: number, tau: Float64Array, y: Float64Array, count: number): void {
  for (let k = n - 3; k >= 0; k--) {
    if (tau[k] !== 0) reflectRows(a, k * n + k + 1, n - k - 1, tau[k], y, k + 1, n, count);
  }
}
