/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder tridiagonalisation, then the implicit QR iteration
 * with Wilkinson's shift (Golub and Van Loan, Matrix Computations, 4th edition, sections 8.3.1 to 8.3.5).
 */
import { checkSymmetric, exactScale, largest } from './_check.ts';

/** Shifted QR sweeps allowed for one eigenvalue; two are usual. */
const MAX_SWEEPS = 60;

/** Off-diagonal entries below it, in a matrix scaled to about 1, are zero: far under any rounding error. */
const NEGLIGIBLE = 1e-145;

/** A decomposition A = V diag(values) V^T. */
export interface SymmetricEigen {
  /** Eigenvalues in descending order, shape [n]. */
  values: Float64Array;
  /**
   * Orthonormal eigenvectors as the columns of V, shape [n, n], row-major: component i of eigenvector k is
   * `vectors[i * n + k]`. Unique up to sign, and up to rotation within equal eigenvalues.
   */
  vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix.
 *
 * Each value is accurate to about n eps of the largest magnitude, so a value much smaller than that has few or no
 * digits of its own; take {@link svd} of a factor where small ones matter. Entries from 1e-300 to 1e300 are scaled
 * exactly first. Cost: O(n^3), about 9 n^3 flops.
 *
 * @param a shape [n, n], row-major, symmetric up to rounding; its upper triangle is what is decomposed.
 * @param n order, at least 1.
 * @returns values in descending order and eigenvectors as columns.
 * @throws RangeError for a wrong size, a value that is not finite or a matrix that is not symmetric.
 * @see Golub and Van Loan, Matrix Computations, 4th edition, section 8.3
 * @example
 * const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
 * console.assert(Math.abs(values[0] - 3) < 1e-12 && Math.abs(values[1] - 1) < 1e-12);
 * console.assert(Math.abs(vectors[0] - vectors[2]) < 1e-12); // the first column is (1, 1) / sqrt(2), up to sign
 */
export function symmetricEigen(a: ArrayLike<number>, n: number): SymmetricEigen {
  const matrix = checkSymmetric('symmetricEigen', a, n);
  const scale = exactScale(largest(matrix));
  const work = new Float64Array(n * n);
  for (let i = 0; i < work.length; i++) work[i] = matrix[i] * scale;
  const diagonal = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  decompose(work, n, diagonal, vectors);
  for (let i = 0; i < n; i++) diagonal[i] /= scale;
  return sortDescending(diagonal, vectors, n);
}

/** Destroys `a` (entries of about 1, upper triangle used); leaves values and vectors unsorted. */
function decompose(a: Float64Array, n: number, diagonal: Float64Array, vectors: Float64Array): void {
  const off = new Float64Array(n);
  const tau = new Float64Array(n);
  tridiagonalise(a, n, diagonal, off, tau);
  formReflections(a, n, tau, vectors);
  diagonalise(diagonal, off, n, vectors);
}

/**
 * A = Q T Q^T, working on the upper triangle so that every inner loop runs along a row.
 * On return row k of `a` holds the vector v of reflection k (I - tau v v^T) right of the diagonal.
 */
function tridiagonalise(
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

/** Q = H_0 H_1 ... row-major, from the vectors that {@link tridiagonalise} left. */
function formReflections(a: Float64Array, n: number, tau: Float64Array, q: Float64Array): void {
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    if (tau[k] === 0) continue;
    const row = k * n;
    product.fill(0, k + 1, n);
    for (let i = k + 1; i < n; i++) {
      const base = i * n;
      const vi = a[row + i] * tau[k];
      for (let j = k + 1; j < n; j++) product[j] += vi * q[base + j];
    }
    for (let i = k + 1; i < n; i++) {
      const base = i * n;
      const vi = a[row + i];
      for (let j = k + 1; j < n; j++) q[base + j] -= vi * product[j];
    }
  }
}

/** QR sweeps on the tridiagonal matrix until its off-diagonal vanishes; `vectors` <- `vectors` times the rotations. */
function diagonalise(d: Float64Array, e: Float64Array, n: number, vectors: Float64Array): void {
  const cosines = new Float64Array(n);
  const sines = new Float64Array(n);
  let sweeps = 0;
  let high = n - 1;
  while (high > 0) {
    let low = high;
    while (low > 0 && Math.abs(e[low - 1]) > Number.EPSILON * (Math.abs(d[low - 1]) + Math.abs(d[low])) + NEGLIGIBLE) {
      low--;
    }
    if (low === high) {
      high--;
      sweeps = 0;
      continue;
    }
    if (++sweeps > MAX_SWEEPS) {
      throw new Error(`symmetricEigen: eigenvalue ${high} did not converge in ${MAX_SWEEPS} sweeps`);
    }
    chase(d, e, low, high, cosines, sines);
    rotateColumns(vectors, n, low, high, cosines, sines);
  }
}

/** One implicit QR sweep on rows low..high; the rotations of columns (k, k + 1) go to `cosines` and `sines`. */
function chase(
  d: Float64Array,
  e: Float64Array,
  low: number,
  high: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const last = e[high - 1];
  const half = (d[high - 1] - d[high]) / 2;
  const root = length(half, last);
  const shift = d[high] - (last * last) / (half + (half > 0 ? root : -root));
  let x = d[low] - shift;
  let z = e[low];
  for (let k = low; k < high; k++) {
    const r = length(x, z);
    const c = r === 0 ? 1 : x / r;
    const s = r === 0 ? 0 : z / r;
    if (k > low) e[k - 1] = r;
    const t = s * (d[k + 1] - d[k]) + 2 * c * e[k];
    d[k] += s * t;
    d[k + 1] -= s * t;
    e[k] = c * t - e[k];
    x = e[k];
    if (k < high - 1) {
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
    cosines[k] = c;
    sines[k] = s;
  }
}

/** A whole sweep of rotations runs along each row, four rows at a time: one load and one store per rotation. */
function rotateColumns(
  q: Float64Array,
  n: number,
  low: number,
  high: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  let i = 0;
  for (; i + 3 < n; i += 4) {
    let i0 = i * n + low;
    let i1 = i0 + n;
    let i2 = i1 + n;
    let i3 = i2 + n;
    let x0 = q[i0];
    let x1 = q[i1];
    let x2 = q[i2];
    let x3 = q[i3];
    for (let k = low; k < high; k++) {
      const c = cosines[k];
      const s = sines[k];
      const y0 = q[i0 + 1];
      const y1 = q[i1 + 1];
      const y2 = q[i2 + 1];
      const y3 = q[i3 + 1];
      q[i0++] = c * x0 + s * y0;
      q[i1++] = c * x1 + s * y1;
      q[i2++] = c * x2 + s * y2;
      q[i3++] = c * x3 + s * y3;
      x0 = c * y0 - s * x0;
      x1 = c * y1 - s * x1;
      x2 = c * y2 - s * x2;
      x3 = c * y3 - s * x3;
    }
    q[i0] = x0;
    q[i1] = x1;
    q[i2] = x2;
    q[i3] = x3;
  }
  for (; i < n; i++) {
    const base = i * n;
    let x = q[base + low];
    for (let k = low; k < high; k++) {
      const y = q[base + k + 1];
      q[base + k] = cosines[k] * x + sines[k] * y;
      x = cosines[k] * y - sines[k] * x;
    }
    q[base + high] = x;
  }
}

/** sqrt(x^2 + y^2); the slow, careful form only where squares could vanish. */
function length(x: number, y: number): number {
  const r = Math.sqrt(x * x + y * y);
  return r > 1e-140 ? r : Math.hypot(x, y);
}

function sortDescending(diagonal: Float64Array, columns: Float64Array, n: number): SymmetricEigen {
  const order = Array.from(diagonal, (_, k) => k).sort((i, j) => diagonal[j] - diagonal[i]);
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  for (let k = 0; k < n; k++) values[k] = diagonal[order[k]];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) vectors[i * n + k] = columns[i * n + order[k]];
  }
  return { values, vectors };
}
