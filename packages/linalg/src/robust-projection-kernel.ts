/**
 * Robust projection without allocation: the least squares fit of a window by the rows that are not suspected
 * (Algorithm 2 of Rahmani, Deoras and Callot, "Robust Projection based anomaly Extraction", with the Woodbury identity).
 *
 * Symbols: U `basis` (rows x rank, orthonormal columns, row i = u_i), x window, a `coefficients`, e `residuals`,
 * c `excluded`, I the kept rows, G = I - U_c U_c^T, A = U_I^T U_I = I - U_c^T U_c.
 */

import { applyTransposed, factorise, solveKept } from './robust-projection-factor.ts';
import { collectMissing, selectExcluded } from './robust-projection-select.ts';

/** Buffers and results of {@link robustProjectionInto}; made once, used for every window. */
export interface RobustWorkspace {
  /** Length of a window in rows. */
  readonly rows: number;
  /** Consecutive rows that are excluded together (the channels of one time stamp). */
  readonly group: number;
  /** Result a: the first `rank` entries, shape [maxRank]. */
  readonly coefficients: Float64Array;
  /** Result e = x - U a, shape [rows], valid while `fresh`; {@link residualsInto} makes it so. */
  readonly residuals: Float64Array;
  /** Result c: the first `count` entries, shape [rows]; missing rows, then forced ones, then by falling residual. */
  readonly excluded: Int32Array;
  /** Rows in `excluded`. */
  count: number;
  /** Leading entries of `excluded` that are missing values. */
  missing: number;
  /** Concentration steps that changed the excluded rows. */
  steps: number;
  /** Whether `residuals` belong to `coefficients`. */
  fresh: boolean;
  /** Which matrix `factor` is the Cholesky factor of: G (`count` rows), or A (`rank` rows). */
  small: boolean;
  /** Packed lower triangle, length rows (rows + 1) / 2; the diagonal holds reciprocals. */
  readonly factor: Float64Array;
  /** The window with its excluded rows at 0, shape [rows]. */
  readonly kept: Float64Array;
  /** Right-hand sides of triangular solves, shape [rows]. */
  readonly scratch: Float64Array;
  /** Size of the residual of every group, shape [rows / group]; negative where nothing is observed or it is chosen. */
  readonly sizes: Float64Array;
  /** The largest of `sizes`, falling, shape [rows / group]. */
  readonly weights: Float64Array;
  /** Their groups, shape [rows / group]; the next selection looks at them first. */
  readonly chosen: Int32Array;
  /** Entries of `chosen` that the last selection made. */
  held: number;
}

/**
 * Allocates the buffers for windows of `rows` rows.
 * @param rows window length, at least 1.
 * @param maxRank largest rank that will be used, at most `rows`.
 * @param group consecutive rows excluded together, a divisor of `rows`. Default 1.
 * @returns about rows^2 / 2 numbers.
 * @example
 * const workspace = createRobustWorkspace(30, 10);
 * console.assert(workspace.residuals.length === 30);
 */
export function createRobustWorkspace(rows: number, maxRank: number, group: number = 1): RobustWorkspace {
  return {
    rows,
    group,
    coefficients: new Float64Array(maxRank),
    residuals: new Float64Array(rows),
    excluded: new Int32Array(rows),
    count: 0,
    missing: 0,
    steps: 0,
    fresh: false,
    small: false,
    factor: new Float64Array((rows * (rows + 1)) / 2),
    kept: new Float64Array(rows),
    scratch: new Float64Array(Math.max(rows, maxRank)),
    sizes: new Float64Array(rows / group),
    weights: new Float64Array(rows / group),
    chosen: new Int32Array(rows / group),
    held: 0,
  };
}

/**
 * Fits one window robustly; results lie in the workspace. Checks nothing: sizes and finite values are the caller's.
 * The excluded rows are capped at `rows - rank - 1`; a row whose exclusion would leave the fit undetermined stays in.
 * @param workspace buffers for this window length.
 * @param basis shape [rows, rank], orthonormal columns.
 * @param rank columns of the basis.
 * @param x length at least at + rows, the window in `x[at .. at + rows)`; any finite value where a row is missing.
 * @param at start of the window in `x`, and of its flags in `flags`.
 * @param flags length at least at + rows, non-zero where a row is missing; not read when `missing` is 0.
 * @param missing how many rows of the window are missing.
 * @param excluded groups to exclude beside the missing rows.
 * @param predictive whether the last group is always one of them.
 * @param refine most concentration steps.
 * @returns whether the observed rows determine the fit.
 *
 * Cost O(rows rank + n^2 min(n, rank)) for n excluded rows, times the passes taken.
 */
export function robustProjectionInto(
  workspace: RobustWorkspace,
  basis: Float64Array,
  rank: number,
  x: Float64Array,
  at: number,
  flags: Uint8Array,
  missing: number,
  excluded: number,
  predictive: boolean,
  refine: number,
): boolean {
  const { rows, group } = workspace;
  const spare = rows - rank - 1 - missing;
  workspace.count = 0;
  workspace.missing = missing;
  workspace.steps = 0;
  workspace.small = false;
  if (missing === 0) {
    applyTransposed(basis, rows, rank, x, at, workspace.coefficients);
  } else {
    if (spare < 0) return false;
    collectMissing(workspace, flags, at);
    if (!factorise(workspace, basis, rank)) return false;
    solveKept(workspace, basis, rank, x, at);
  }
  workspace.fresh = false;
  const budget = Math.min(excluded, Math.floor(spare / group));
  if (budget <= 0) return true;
  for (let step = 0; step <= refine; step++) {
    residualsInto(workspace, basis, rank, x, at);
    if (!selectExcluded(workspace, flags, at, budget, predictive, step > 0)) return true;
    workspace.steps = step;
    if (!factorise(workspace, basis, rank)) return false;
    solveKept(workspace, basis, rank, x, at);
    workspace.fresh = false;
  }
  return true;
}

/**
 * e = x - U a for every row, unless it is up to date already.
 * @param workspace after {@link robustProjectionInto} on the same window.
 * @param basis shape [rows, rank], as there.
 * @param rank as there.
 * @param x length at least at + rows, as there.
 * @param at as there.
 */
export function residualsInto(
  workspace: RobustWorkspace,
  basis: Float64Array,
  rank: number,
  x: Float64Array,
  at: number,
): void {
  if (workspace.fresh) return;
  const { rows, coefficients, residuals } = workspace;
  for (let i = 0; i < rows; i++) residuals[i] = x[at + i];
  let k = 0;
  for (; k + 5 <= rank; k += 5) {
    const a0 = coefficients[k];
    const a1 = coefficients[k + 1];
    const a2 = coefficients[k + 2];
    const a3 = coefficients[k + 3];
    const a4 = coefficients[k + 4];
    for (let i = 0, p = k; i < rows; i++, p += rank) {
      const sum = basis[p] * a0 + basis[p + 1] * a1 + (basis[p + 2] * a2 + basis[p + 3] * a3);
      residuals[i] -= sum + basis[p + 4] * a4;
    }
  }
  for (; k + 2 <= rank; k += 2) {
    const a0 = coefficients[k];
    const a1 = coefficients[k + 1];
    for (let i = 0, p = k; i < rows; i++, p += rank) residuals[i] -= basis[p] * a0 + basis[p + 1] * a1;
  }
  if (k < rank) {
    const a0 = coefficients[k];
    for (let i = 0, p = k; i < rows; i++, p += rank) residuals[i] -= basis[p] * a0;
  }
  workspace.fresh = true;
}
