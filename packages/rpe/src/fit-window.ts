/** The robust fit of one window and the score of its newest stamp. */
import { keptLeverage, residualsInto, robustProjectionInto } from '@tsad/linalg';
import type { State } from './state.ts';

/**
 * Fits the window `values[start .. start + rows)` and writes the residuals of its last stamp, in model units.
 * @returns whether the observed rows determine the fit; the residuals are NaN otherwise.
 */
export function fitWindow(
  state: State,
  values: Float64Array,
  start: number,
  flags: Uint8Array,
  missing: number,
): boolean {
  const { options, rows, channels, basis, rank, residual, workspace } = state;
  const { excluded, predictive, refine } = options;
  const determined = robustProjectionInto(workspace, values, start, flags, missing, excluded, predictive, refine);
  const { coefficients } = workspace;
  for (let p = 0, row = rows - channels; p < channels; p++, row++) {
    let e = determined ? values[start + row] : Number.NaN;
    for (let k = 0, u = row * rank; k < rank; k++) e -= basis[u + k] * coefficients[k];
    residual[p] = e;
  }
  return determined;
}

/**
 * Leaves the score of the last stamp after {@link fitWindow} in `state.output`: in units of the data for one channel, in units of each channel's
 * typical deviation for several.
 */
export function scoreWindow(state: State, values: Float64Array, start: number, flags: Uint8Array): void {
  const { options, channels, residual, factor } = state;
  let score: number;
  if (options.scoring === 'energy') {
    score = residual.every(Number.isNaN) ? Number.NaN : windowEnergy(state, values, start, flags);
  } else if (channels === 1) {
    score = Math.abs(residual[0]);
    if (options.scoring === 'standardised') score /= Math.sqrt(residualVariance(state, state.rows - 1));
  } else {
    score = rootMeanSquare(state);
  }
  if (channels === 1) score /= factor[0];
  state.output[0] = Math.min(score, Number.MAX_VALUE);
}

/** Variance of the residual of one row under unit white noise: 1 - leverage if it was kept, 1 + leverage if not. */
export function residualVariance({ workspace }: State, row: number): number {
  const leverage = keptLeverage(workspace, row);
  const { excluded, count } = workspace;
  for (let c = 0; c < count; c++) if (excluded[c] === row) return 1 + leverage;
  return Math.max(1 - leverage, 1e-10);
}

function rootMeanSquare(state: State): number {
  const { options, channels, rows, residual } = state;
  let sum = 0;
  let observed = 0;
  for (let p = 0; p < channels; p++) {
    const e = residual[p];
    if (Number.isNaN(e)) continue;
    observed++;
    const variance = options.scoring === 'standardised' ? residualVariance(state, rows - channels + p) : 1;
    sum += (e * e) / variance;
  }
  return observed > 0 ? Math.sqrt(sum / observed) : Number.NaN;
}

function windowEnergy(state: State, values: Float64Array, start: number, flags: Uint8Array): number {
  const { rows, workspace } = state;
  residualsInto(workspace, values, start);
  const { residuals, missing } = workspace;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    if (missing === 0 || flags[start + row] === 0) sum += residuals[row] * residuals[row];
  }
  return Math.sqrt(sum / (rows - missing));
}
