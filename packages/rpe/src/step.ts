/** One point: train if it is time, take the point in, fit its window, score. Shared by batch and stream. */
import { fittedValue } from '@tsad/linalg';
import { fitWindow, scoreWindow } from './fit-window.ts';
import { push, type State } from './state.ts';
import { train, trainingIsDue } from './train.ts';

/**
 * Scores one row, then learns from it.
 * The score is left in `state.output`: NaN in the warm-up, where the row is missing, or where too much of its window is.
 * @param sample holds the row at `sample[at .. at + channels)`; NaN is missing, an infinity too, but as an anomaly.
 */
export function step(state: State, sample: Float64Array, at: number): void {
  if (trainingIsDue(state)) train(state);
  push(state, sample, at);
  if (state.trainings === 0) return;
  const { rows, channels, raw, scaled, flags, factor, level, residual, workspace, output } = state;
  const start = state.end * channels - rows;
  const determined = fitWindow(state, scaled, start, flags, state.missing);
  if (determined && state.missing > 0) {
    for (let p = 0, row = rows - channels; p < channels; p++, row++) {
      if (flags[start + row] === 0) continue;
      raw[start + row] = (fittedValue(workspace, row) + level[p]) / factor[p];
      residual[p] = Number.NaN;
    }
  }
  let extreme = false;
  for (let p = 0; p < channels; p++) extreme ||= state.input[p] === Infinity || state.input[p] === -Infinity;
  if (extreme) output[0] = Number.MAX_VALUE;
  else if (determined) scoreWindow(state, scaled, start, flags);
  else output[0] = Number.NaN;
}

/**
 * Trains a fresh state on the last `maxTrain` rows of `train`, as if all of it had been taken in.
 * @throws RangeError when it holds too few rows or too few finite values.
 */
export function learn(where: string, state: State, values: Float64Array): void {
  const { options, channels } = state;
  const count = values.length / channels;
  if (count <= options.window) {
    throw new RangeError(
      `${where}: train must hold more than window = ${options.window} points, got ${count}; choose a smaller window`,
    );
  }
  state.seen = Math.max(0, count - options.maxTrain);
  for (let i = state.seen; i < count; i++) push(state, values, i * channels);
  if (!train(state))
    throw new RangeError(`${where}: at least half of the last ${options.maxTrain} values must be finite`);
}
