/**
 * The least squares fit by the kept rows, through a Cholesky factor of the smaller of G = I - U_c U_c^T and
 * A = U_I^T U_I = I - U_c^T U_c.
 */
import type { RobustWorkspace } from './robust-workspace.ts';

/** A pivot below this means that the kept rows no longer determine the fit. */
const SINGULAR = 1e-10;

/**
 * The fitted value u_row . a of one row.
 * @param workspace after {@link robustProjectionInto}.
 * @param row in [0, rows).
 */
export function fittedValue(workspace: RobustWorkspace, row: number): number {
  const { rank, basis, coefficients } = workspace;
  const p = row * rank;
  let sum = 0;
  for (let k = 0; k < rank; k++) sum += basis[p + k] * coefficients[k];
  return sum;
}

/**
 * The leverage u^T (U_I^T U_I)^-1 u of one row against the kept rows: under white noise of variance s^2 the residual has
 * variance (1 - leverage) s^2 when the row was kept and (1 + leverage) s^2 when it was excluded.
 * @param workspace after a {@link robustProjectionInto} that returned true.
 * @param row in [0, rows).
 *
 * Cost O(n rank + n^2) for n excluded rows, or O(rank^2); the first call after a fit may have to factor once more.
 */
export function keptLeverage(workspace: RobustWorkspace, row: number): number {
  if (!workspace.factored) factorise(workspace);
  const { rank, basis, count, excluded, factor, scratch, small } = workspace;
  const base = row * rank;
  const n = small ? rank : count;
  let leverage = 0;
  if (!small) for (let k = 0; k < rank; k++) leverage += basis[base + k] * basis[base + k];
  for (let i = 0, at = 0; i < n; at += ++i) {
    let sum = 0;
    if (small) sum = basis[base + i];
    else for (let k = 0, p = excluded[i] * rank; k < rank; k++) sum += basis[p + k] * basis[base + k];
    for (let k = 0; k < i; k++) sum -= factor[at + k] * scratch[k];
    sum *= factor[at + i];
    scratch[i] = sum;
    leverage += sum * sum;
  }
  return leverage;
}

/** a = U^T x, five columns at a time: one index for six operands is what a compiler without SIMD does best. */
export function applyTransposed(workspace: RobustWorkspace, x: Float64Array, at: number): void {
  const { rows, rank, basis, coefficients: out } = workspace;
  let k = 0;
  for (; k + 5 <= rank; k += 5) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    for (let i = 0, p = k; i < rows; i++, p += rank) {
      const value = x[at + i];
      s0 += basis[p] * value;
      s1 += basis[p + 1] * value;
      s2 += basis[p + 2] * value;
      s3 += basis[p + 3] * value;
      s4 += basis[p + 4] * value;
    }
    out[k] = s0;
    out[k + 1] = s1;
    out[k + 2] = s2;
    out[k + 3] = s3;
    out[k + 4] = s4;
  }
  for (; k + 2 <= rank; k += 2) {
    let s0 = 0;
    let s1 = 0;
    for (let i = 0, p = k; i < rows; i++, p += rank) {
      const value = x[at + i];
      s0 += basis[p] * value;
      s1 += basis[p + 1] * value;
    }
    out[k] = s0;
    out[k + 1] = s1;
  }
  if (k < rank) {
    let sum = 0;
    for (let i = 0, p = k; i < rows; i++, p += rank) sum += basis[p] * x[at + i];
    out[k] = sum;
  }
}

/** Factors the smaller of A and G; false when missing rows alone leave the fit undetermined. */
export function factorise(workspace: RobustWorkspace): boolean {
  workspace.small = workspace.count > workspace.rank && factoriseRank(workspace);
  workspace.factored = true;
  return workspace.small || factoriseExcluded(workspace);
}

/** Cholesky of A = I - U_c^T U_c; false on a failing pivot. */
function factoriseRank(workspace: RobustWorkspace): boolean {
  const { rank, basis, count, excluded, factor } = workspace;
  for (let i = 0, at = 0; i < rank; at += ++i) {
    for (let j = 0; j < i; j++) factor[at + j] = 0;
    factor[at + i] = 1;
  }
  for (let c = 0; c < count; c++) {
    const p = excluded[c] * rank;
    for (let i = 0, at = 0; i < rank; at += ++i) {
      const u = basis[p + i];
      for (let j = 0; j <= i; j++) factor[at + j] -= u * basis[p + j];
    }
  }
  for (let i = 0, at = 0; i < rank; at += ++i) {
    let pivot = factor[at + i];
    for (let j = 0, other = 0; j < i; other += ++j) {
      let sum = factor[at + j];
      for (let k = 0; k < j; k++) sum -= factor[at + k] * factor[other + k];
      sum *= factor[other + j];
      factor[at + j] = sum;
      pivot -= sum * sum;
    }
    if (!(pivot > SINGULAR)) return false;
    factor[at + i] = 1 / Math.sqrt(pivot);
  }
  return true;
}

/** Cholesky of G = I - U_c U_c^T, row by row; a row with a failing pivot leaves c, a missing one makes it fail. */
function factoriseExcluded(workspace: RobustWorkspace): boolean {
  const { rank, basis, count, missing, excluded, factor } = workspace;
  let n = 0;
  let at = 0;
  for (let c = 0; c < count; c++) {
    const row = excluded[c];
    const p = row * rank;
    let pivot = 1;
    for (let k = 0; k < rank; k++) pivot -= basis[p + k] * basis[p + k];
    for (let j = 0, other = 0; j < n; other += ++j) {
      const q = excluded[j] * rank;
      let sum = 0;
      for (let k = 0; k < rank; k++) sum -= basis[p + k] * basis[q + k];
      for (let k = 0; k < j; k++) sum -= factor[at + k] * factor[other + k];
      sum *= factor[other + j];
      factor[at + j] = sum;
      pivot -= sum * sum;
    }
    if (pivot > SINGULAR) {
      factor[at + n] = 1 / Math.sqrt(pivot);
      excluded[n] = row;
      at += ++n;
    } else if (c < missing) {
      return false;
    }
  }
  workspace.count = n;
  return true;
}

/** a = A^-1 b with b = sum of u_i x_i over the kept rows, summed afresh: never U^T x minus the excluded part. */
export function solveKept(workspace: RobustWorkspace, x: Float64Array, at: number): void {
  const { rows, rank, basis, count, excluded, factor, kept, scratch, coefficients } = workspace;
  for (let i = 0; i < rows; i++) kept[i] = x[at + i];
  for (let c = 0; c < count; c++) kept[excluded[c]] = 0;
  applyTransposed(workspace, kept, 0);
  if (workspace.small) {
    solveFactor(factor, rank, coefficients);
    return;
  }
  for (let c = 0; c < count; c++) scratch[c] = fittedValue(workspace, excluded[c]);
  solveFactor(factor, count, scratch);
  for (let c = 0; c < count; c++) {
    const p = excluded[c] * rank;
    const weight = scratch[c];
    for (let k = 0; k < rank; k++) coefficients[k] += basis[p + k] * weight;
  }
}

/** Solves L L^T v = v in place for the packed factor. */
function solveFactor(factor: Float64Array, n: number, v: Float64Array): void {
  let at = 0;
  for (let i = 0; i < n; at += ++i) {
    let sum = v[i];
    for (let k = 0; k < i; k++) sum -= factor[at + k] * v[k];
    v[i] = sum * factor[at + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    at -= i + 1;
    const value = v[i] * factor[at + i];
    v[i] = value;
    for (let k = 0; k < i; k++) v[k] -= factor[at + k] * value;
  }
}
