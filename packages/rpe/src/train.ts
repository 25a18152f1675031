/** Training: level, scale and subspace from the last points (Algorithms 3 and 4, or column-wise), and the noise. */
import { estimateSubspace, leadingSubspace, type Subspace, setBasis } from '@tsad/linalg';
import { fitWindow, residualVariance, scoreWindow } from './fit-window.ts';
import { fillGaps, median } from './series.ts';
import { cloneState, firstTraining, push, type State, toModel } from './state.ts';
import { weightedGram } from './weighted-gram.ts';

/** Windows of the training part from which the noise is measured. */
const NOISE_WINDOWS = 64;
/** Median of |z| for a standard normal z. */
const NORMAL_MEDIAN = 0.6744897501960817;
/** What centring leaves of a constant series by rounding, relative to its magnitude. */
const DUST = 1e-12;

/** Whether the next point must be preceded by a training. */
export function trainingIsDue(state: State): boolean {
  const { options, seen, attempted, trainings } = state;
  if (trainings === 0) return seen >= firstTraining(state);
  const { retrainEvery, retrainUntil, refreshEvery } = options;
  if (retrainUntil === null || seen <= retrainUntil) return seen - attempted >= retrainEvery;
  return refreshEvery !== null && seen - attempted >= refreshEvery;
}

/**
 * Learns from the last `maxTrain` points and brings the present window into the new units.
 * @returns whether it could: at least half of the values must be observed, else the model stays as it is.
 */
export function train(state: State): boolean {
  const { options, channels, rows } = state;
  state.attempted = state.seen;
  const count = Math.min(state.seen, options.maxTrain);
  const first = state.end - count;
  const series = Array.from({ length: channels }, (_, p) => channelOf(state, first, count, p));
  const observed = series.map((values) => values.filter((value) => !Number.isNaN(value)));
  if (2 * observed.reduce((sum, values) => sum + values.length, 0) < count * channels) return false;

  const magnitudes = observed.map((values, p) => chooseUnits(state, values, p));
  const values = new Float64Array(count * channels);
  for (let p = 0; p < channels; p++) {
    fillGaps(series[p]);
    for (let i = 0; i < count; i++) {
      values[i * channels + p] = toModel(series[p][i], state.factor[p], state.level[p]);
    }
  }
  const { basis, rank } = subspaceOf(state, values, count, Math.max(...magnitudes));
  state.basis.set(basis);
  state.rank = rank;
  setBasis(state.workspace, basis, rank);
  state.trainings++;
  for (let i = state.end * channels - rows; i < state.end * channels; i++) {
    state.scaled[i] =
      state.flags[i] === 0 ? toModel(state.raw[i], state.factor[i % channels], state.level[i % channels]) : 0;
  }
  measureNoise(state, values, count);
  return true;
}

/**
 * Scores of the last training windows by the model learnt from them, oldest first.
 * @param most largest number of scores.
 */
export function trainingScores(state: State, most: number): Float64Array {
  const copy = cloneState(state);
  const count = Math.min(state.seen, state.options.maxTrain);
  const windows = Math.min(most, count - state.options.window + 1);
  const { raw, end, channels } = state;
  const scores = new Float64Array(windows);
  copy.end = end - count;
  copy.missing = 0;
  copy.flags.fill(0);
  for (let i = 0; i < count; i++) {
    push(copy, raw, (end - count + i) * channels);
    if (i < count - windows) continue;
    const start = copy.end * channels - copy.rows;
    const determined = fitWindow(copy, copy.scaled, start, copy.flags, copy.missing);
    if (determined) scoreWindow(copy, copy.scaled, start, copy.flags);
    scores[i - count + windows] = determined ? copy.output[0] : Number.NaN;
  }
  return scores.filter((score) => !Number.isNaN(score));
}

function channelOf({ raw, channels }: State, first: number, count: number, channel: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0, at = first * channels + channel; i < count; i++, at += channels) values[i] = raw[at];
  return values;
}

/**
 * Sets level and factor of one channel. One channel alone gets a power of two, which changes no digit of a result;
 * several get their exact typical deviation, so that they weigh the same.
 * @returns largest magnitude of the observed values, in model units.
 */
function chooseUnits(state: State, observed: Float64Array, channel: number): number {
  const { options, channels, trainings, level, factor } = state;
  const frozen = options.centring === 'frozen' && trainings > 0;
  const previous = level[channel] / factor[channel];
  const centre = options.centring === 'none' ? 0 : frozen ? previous : median(observed);
  const magnitude = observed.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const distances = observed.map((value) => Math.min(Math.abs(value - centre), Number.MAX_VALUE));
  const typical = median(distances) || distances.reduce((sum, value) => sum + value / distances.length, 0);
  const deviation = typical > DUST * magnitude ? typical : Math.max(magnitude, 1);
  const unit = channels === 1 ? 2 ** -Math.floor(Math.log2(deviation)) : NORMAL_MEDIAN / deviation;
  factor[channel] = Math.min(2 ** 1022, Math.max(2 ** -1022, unit));
  level[channel] = centre * factor[channel];
  return magnitude * factor[channel];
}

function subspaceOf(state: State, values: Float64Array, count: number, magnitude: number): Subspace {
  const { options, channels, rows, maxRank } = state;
  const { window, method, trim, forgetting } = options;
  const columns = count - window + 1;
  const limit = Math.min(maxRank, columns);
  const rank = typeof options.rank === 'number' ? limit : { ratio: options.rank.ratio, cap: limit };
  if (channels === 1 && forgetting === null) {
    return estimateSubspace(values, { window, method, trim, rank, scale: magnitude });
  }
  const dust = DUST * magnitude;
  return leadingSubspace(
    weightedGram(values, channels, window, trim, forgetting),
    rows,
    rank,
    rows * columns * dust * dust,
  );
}

/** Robust standard deviation of the standardised residuals over windows of the training part. */
function measureNoise(state: State, values: Float64Array, count: number): void {
  const { options, channels, rows, residual, noise, flags } = state;
  const windows = Math.min(NOISE_WINDOWS, count - options.window + 1);
  const sizes = Array.from({ length: channels }, () => new Float64Array(windows));
  for (let i = 0; i < windows; i++) {
    fitWindow(state, values, (count - options.window - i) * channels, flags, 0);
    for (let p = 0; p < channels; p++) {
      sizes[p][i] = Math.abs(residual[p]) / Math.sqrt(residualVariance(state, rows - channels + p));
    }
  }
  for (let p = 0; p < channels; p++) noise[p] = median(sizes[p]) / NORMAL_MEDIAN;
}
