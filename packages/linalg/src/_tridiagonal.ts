/** Householder reduction of a symmetric matrix to tridiagonal form, and the way back for chosen vectors. */
import { NEGLIGIBLE } from './_check.ts';

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

/**
 * y <- Q y for `count` vectors, the rows of y (shape [count, n]); Q from what {@link tridiagonalise} left in `a`.
 * Four vectors at a time share each load of a reflection.
 */
export function reflectBack(a: Float64Array, n: number, tau: Float64Array, y: Float64Array, count: number): void {
  for (let k = n - 3; k >= 0; k--) {
    if (tau[k] === 0) continue;
    const row = k * n;
    let c = 0;
    for (; c + 3 < count; c += 4) {
      const y0 = c * n;
      const y1 = y0 + n;
      const y2 = y1 + n;
      const y3 = y2 + n;
      let d0 = 0;
      let d1 = 0;
      let d2 = 0;
      let d3 = 0;
      for (let j = k + 1; j < n; j++) {
        const v = a[row + j];
        d0 += v * y[y0 + j];
        d1 += v * y[y1 + j];
        d2 += v * y[y2 + j];
        d3 += v * y[y3 + j];
      }
      d0 *= tau[k];
      d1 *= tau[k];
      d2 *= tau[k];
      d3 *= tau[k];
      for (let j = k + 1; j < n; j++) {
        const v = a[row + j];
        y[y0 + j] -= v * d0;
        y[y1 + j] -= v * d1;
        y[y2 + j] -= v * d2;
        y[y3 + j] -= v * d3;
      }
    }
    for (; c < count; c++) {
      let dot = 0;
      for (let j = k + 1; j < n; j++) dot += a[row + j] * y[c * n + j];
      dot *= tau[k];
      for (let j = k + 1; j < n; j++) y[c * n + j] -= a[row + j] * dot;
    }
  }
}
