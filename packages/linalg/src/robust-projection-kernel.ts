/**
 * Robust projection without allocation: the least squares fit of a window by the rows that are not suspected
 * (Algorithm 2 of Rahmani, Deoras and Callot, "Robust Projection based anomaly Extraction", with the Woodbury identity).
 *
 * Symbols: U `basis` (rows x rank, orthonormal columns, row i = u_i), x window, a `coefficients`, e `residuals`,
 * c `excluded`, I the kept rows, G = I - U_c U_c^T, A = U_I^T U_I = I - U_c^T U_c.
 */
import { fitCompiled } from './robust-projection-engine.ts';
import { applyTransposed, factorise, solveKept } from './robust-projection-factor.ts';
import { collectMissing, selectExcluded } from './robust-projection-select.ts';
import type { RobustWorkspace } from './robust-workspace.ts';

/**
 * Fits one window robustly; results lie in the workspace. Checks nothing: sizes and finite values are the caller's.
 * The excluded rows are capped at `rows - rank - 1`; a row whose exclusion would leave the fit undetermined stays in.
 * Windows without missing rows and without groups are fitted in WebAssembly where there is SIMD, to the same bits.
 * @param workspace after {@link setBasis}.
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
  x: Float64Array,
  at: number,
  flags: Uint8Array,
  missing: number,
  excluded: number,
  predictive: boolean,
  refine: number,
): boolean {
  const { rows, group, rank } = workspace;
  const spare = rows - rank - 1 - missing;
  workspace.missing = missing;
  workspace.fresh = false;
  if (missing > 0 && spare < 0) {
    workspace.count = 0;
    workspace.steps = 0;
    return false;
  }
  const budget = Math.max(0, Math.min(excluded, Math.floor(spare / group)));
  return (
    (missing === 0 && group === 1 && fitCompiled(workspace, x, at, budget, predictive, refine)) ||
    fitPlain(workspace, x, at, flags, budget, predictive, refine)
  );
}

/** {@link robustProjectionInto} without WebAssembly; any window. */
export function fitPlain(
  workspace: RobustWorkspace,
  x: Float64Array,
  at: number,
  flags: Uint8Array,
  budget: number,
  predictive: boolean,
  refine: number,
): boolean {
  workspace.count = 0;
  workspace.steps = 0;
  workspace.small = false;
  workspace.factored = true;
  if (workspace.missing === 0) {
    applyTransposed(workspace, x, at);
  } else {
    collectMissing(workspace, flags, at);
    if (!factorise(workspace)) return false;
    solveKept(workspace, x, at);
  }
  if (budget === 0) return true;
  for (let step = 0; step <= refine; step++) {
    residualsInto(workspace, x, at);
    if (!selectExcluded(workspace, flags, at, budget, predictive, step > 0)) return true;
    workspace.steps = step;
    if (!factorise(workspace)) return false;
    solveKept(workspace, x, at);
    workspace.fresh = false;
  }
  return true;
}
/**
 * e = x - U a for every row, unless it is up to date already.
 * @param workspace after {@link robustProjectionInto} on the same window.
 * @param x length at least at + rows, as there.
 * @param at as there.
 */
export function residualsInto(workspace: RobustWorkspace, x: Float64Array, at: number): void {
  if (workspace.fresh) return;
  const { rows, rank, basis, coefficients, residuals } = workspace;
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
