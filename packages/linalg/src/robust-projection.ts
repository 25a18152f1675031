/**
 * Robust projection of one window: Algorithm 2 of Rahmani, Deoras and Callot, "Robust Projection based anomaly
 * Extraction (RPE) in univariate time-series", with missing values, concentration steps and forced rows.
 */
import { checkInteger, checkOptionNames, toFloat64 } from '@tsad/core';
import { keptLeverage } from './robust-projection-factor.ts';
import { residualsInto, robustProjectionInto } from './robust-projection-kernel.ts';
import { createRobustWorkspace, type RobustWorkspace, setBasis } from './robust-workspace.ts';

/** How {@link robustProjection} chooses the rows to leave out. */
export interface RobustProjectionOptions {
  /** Groups of rows to exclude beside the missing ones (n_s), at least 0; 0 is the plain projection. Default 0. */
  excluded?: number;
  /** Always exclude the last group, so that its residual is a forecast error. Default false. */
  predictive?: boolean;
  /** Most concentration steps: select again by the residuals of the robust fit, and refit. Default 0. */
  refine?: number;
  /** Consecutive rows that are excluded together, a divisor of `window`. Default 1. */
  group?: number;
}

/** The robust fit of one window. */
export interface RobustProjection {
  /** Coefficients a, shape [rank]; NaN when not `determined`. */
  coefficients: Float64Array;
  /** e = x - U a, shape [window]; NaN where x is missing, or everywhere when not `determined`. */
  residuals: Float64Array;
  /** Observed rows left out of the fit, ascending, at most `window` of them: length varies. */
  excluded: Int32Array;
  /** Rows of x that are missing, ascending: length varies. */
  missing: Int32Array;
  /** u_L^T (U_I^T U_I)^-1 u_L of the last row: its residual has variance 1 + leverage if excluded, else 1 - leverage. */
  lastLeverage: number;
  /** Concentration steps that changed the excluded rows. */
  steps: number;
  /** Whether the observed rows determine the fit. */
  determined: boolean;
}

/**
 * Projects a window onto a subspace, leaving out the rows with the largest residuals, so that a few gross errors of any
 * size do not leak into the fit. Exact for equal errors on rows of small leverage; with errors of very different sizes
 * in one window the single pass can miss the small ones, which `refine` mends. It cannot help where the corrupted rows
 * outnumber `excluded`, or where the basis itself holds a spike.
 *
 * Missing rows are left out before anything else. At most `window - rank - 1` rows are left out in all, and a row whose
 * absence would leave the fit undetermined is kept. Nothing is ever added to the matrix, so errors of 1e12 beside
 * values of 1 leave an error of rounding size.
 * @param basis shape [window, rank], row-major, orthonormal columns.
 * @param window rows, at least 1.
 * @param rank columns, 0 to `window`.
 * @param x shape [window]; NaN marks a missing row.
 * @param options see {@link RobustProjectionOptions}.
 * @returns the fit, freshly allocated; {@link robustProjectionInto} is the form without allocation.
 *
 * Cost O(window rank + n^2 min(n, rank)) for n excluded rows, times 1 + `refine`.
 * @see Rahmani, Deoras and Callot, Algorithm 2. The paper forms U_I^T U_I; here (U_I^T U_I)^-1 b = b + U_c^T G^-1 U_c b
 * with G = I - U_c U_c^T and b summed over the kept rows.
 * @example
 * const window = 8;
 * const basis = new Float64Array(window).fill(1 / Math.sqrt(window)); // constants
 * const { residuals } = robustProjection(basis, window, 1, [5, 5, 5, 1e12, 5, 5, 5, 7], { excluded: 2, refine: 2 });
 * console.assert(Math.abs(residuals[7] - 2) < 1e-12);
 */
export function robustProjection(
  basis: ArrayLike<number>,
  window: number,
  rank: number,
  x: ArrayLike<number>,
  options: RobustProjectionOptions = {},
): RobustProjection {
  const where = 'robustProjection';
  checkOptionNames(where, options, ['excluded', 'predictive', 'refine', 'group']);
  const { excluded = 0, predictive = false, refine = 0, group = 1 } = options;
  checkInteger(where, 'window', window, 1);
  checkInteger(where, 'rank', rank, 0, window);
  checkInteger(where, 'excluded', excluded, 0);
  checkInteger(where, 'refine', refine, 0);
  checkInteger(where, 'group', group, 1, window);
  if (window % group !== 0) throw new RangeError(`${where}: group must divide window = ${window}, got ${group}`);
  const flatBasis = toFloat64(where, 'basis', basis);
  checkInteger(where, 'basis.length', flatBasis.length, window * rank, window * rank);
  const given = toFloat64(where, 'x', x);
  checkInteger(where, 'x.length', given.length, window, window);

  const flags = Uint8Array.from(given, (value) => (Number.isNaN(value) ? 1 : 0));
  const values = given.map((value, row) => finite(value, row));
  const missing = flags.reduce((sum, flag) => sum + flag, 0);
  const workspace = createRobustWorkspace(window, rank, group);
  setBasis(workspace, flatBasis, rank);
  const determined = robustProjectionInto(workspace, values, 0, flags, missing, excluded, predictive, refine);
  if (determined) residualsInto(workspace, values, 0);
  return {
    coefficients: determined ? workspace.coefficients : new Float64Array(rank).fill(Number.NaN),
    residuals: workspace.residuals.map((e, row) => (determined && flags[row] === 0 ? e : Number.NaN)),
    excluded: determined ? excludedRows(workspace) : new Int32Array(0),
    missing: Int32Array.from(flags.keys()).filter((row) => flags[row] !== 0),
    lastLeverage: determined ? keptLeverage(workspace, window - 1) : Number.NaN,
    steps: workspace.steps,
    determined,
  };
}

/**
 * The observed rows that the last fit left out.
 * @param workspace after {@link robustProjectionInto}.
 * @returns row numbers, ascending, length `count - missing`, freshly allocated.
 */
export function excludedRows({ excluded, missing, count }: RobustWorkspace): Int32Array {
  return excluded.slice(Math.min(missing, count), count).sort();
}

function finite(value: number, row: number): number {
  if (Number.isNaN(value)) return 0;
  if (Number.isFinite(value)) return value;
  throw new RangeError(`robustProjection: x[${row}] must be finite, or NaN where missing, got ${value}`);
}
