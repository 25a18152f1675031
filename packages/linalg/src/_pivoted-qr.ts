/**
 * Householder QR with column pivoting (Businger and Golub 1965) of a tall matrix whose columns are the rows of `w`.
 * Norms are downdated and recomputed when they have lost half their digits (as LAPACK working note 176 advises).
 */
import { reflectRows } from './_reflect.ts';

/** Squared norms below it count as zero: their square roots would be rounded. */
const VANISHING = 2 ** -1000;

const HALF_THE_DIGITS = Math.sqrt(Number.EPSILON);

export interface PivotedQr {
  /** Diagonal of R, shape [count]. */
  diagonal: Float64Array;
  /** Factor of each reflection I - tau v v^T, shape [count]. */
  tau: Float64Array;
  /** Column j of Q R is column `pivots[j]` of the matrix. */
  pivots: Int32Array;
  /** Rows of R that are not zero. */
  rank: number;
}

/**
 * Factors in place: w[j, i] becomes R[i, j] for i < j, and w[j, j..] the vector of reflection j.
 * @param w shape [count, length], row-major, each row one column of the matrix, count <= length.
 */
export function pivotedQr(w: Float64Array, count: number, length: number): PivotedQr {
  const diagonal = new Float64Array(count);
  const tau = new Float64Array(count);
  const pivots = Int32Array.from({ length: count }, (_, j) => j);
  const norms = Float64Array.from(pivots, (j) => squaredNorm(w, j * length, (j + 1) * length));
  const trusted = norms.slice();
  for (let s = 0; s < count; s++) {
    let best = s;
    for (let j = s + 1; j < count; j++) if (norms[j] > norms[best]) best = j;
    if (best !== s) exchange(w, length, s, best, pivots, norms, trusted);
    const start = s * length + s;
    const end = (s + 1) * length;
    const square = squaredNorm(w, start, end);
    if (square < VANISHING) return { diagonal, tau, pivots, rank: s };
    const head = w[start];
    const norm = Math.sqrt(square);
    diagonal[s] = head > 0 ? -norm : norm;
    w[start] = head - diagonal[s];
    tau[s] = 1 / (norm * (norm + Math.abs(head)));
    reflectRows(w, start, length - s, tau[s], w, start + length, length, count - s - 1);
    for (let j = s + 1; j < count; j++) downdate(w, length, s, j, norms, trusted);
  }
  return { diagonal, tau, pivots, rank: count };
}

/** y <- Q y for the Q of {@link pivotedQr} and the `vectors` rows of y, shape [vectors, length]. */
export function applyReflections(
  w: Float64Array,
  count: number,
  length: number,
  tau: Float64Array,
  y: Float64Array,
  vectors: number,
): void {
  for (let s = count - 1; s >= 0; s--) {
    if (tau[s] > 0) reflectRows(w, s * length + s, length - s, tau[s], y, s, length, vectors);
  }
}

/** The squared norm of what is left of column j below row s. */
function downdate(
  w: Float64Array,
  length: number,
  s: number,
  j: number,
  norms: Float64Array,
  trusted: Float64Array,
): void {
  const removed = w[j * length + s];
  norms[j] -= removed * removed;
  if (norms[j] > HALF_THE_DIGITS * trusted[j]) return;
  norms[j] = squaredNorm(w, j * length + s + 1, (j + 1) * length);
  trusted[j] = norms[j];
}

function squaredNorm(w: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let k = start; k < end; k++) sum += w[k] * w[k];
  return sum;
}

function exchange(
  w: Float64Array,
  length: number,
  i: number,
  j: number,
  pivots: Int32Array,
  norms: Float64Array,
  trusted: Float64Array,
): void {
  const row = w.slice(i * length, (i + 1) * length);
  w.copyWithin(i * length, j * length, (j + 1) * length);
  w.set(row, j * length);
  for (const list of [pivots, norms, trusted]) [list[i], list[j]] = [list[j], list[i]];
}
