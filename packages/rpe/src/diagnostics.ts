/** What the model thought of its newest point; computed on request from the state alone. */
import { fittedValue, keptLeverage, residualsInto } from '@tsad/linalg';
import { fitWindow, residualVariance, scoreWindow } from './fit-window.ts';
import { firstTraining, type State } from './state.ts';

/** Half width of the band in standard deviations. */
const BAND = 3;

/** Why one point of one channel got its score. Values are in units of the data, NaN where there is none. */
export interface RpeDiagnostics {
  /** Position of the point: from the first point ever taken in, or from the start of the explained series. */
  index: number;
  /**
   * `ready`; `warm-up`: not trained yet; `missing`: the point is not a finite number; `undetermined`: too much of the
   * window is missing.
   */
  status: 'ready' | 'warm-up' | 'missing' | 'undetermined';
  /** The value as it was given. */
  value: number;
  /** Its score. */
  score: number;
  /** What the robust fit of the window says the value should be; also for a missing point. */
  expected: number;
  /** value - expected, positive above the model. */
  residual: number;
  /** `expected` minus three standard deviations of the residual under the noise of the training part. */
  low: number;
  /** `expected` plus three of them. */
  high: number;
  /** Dimensions of the subspace. */
  rank: number;
  /** Leverage of the point against the rows that were kept. */
  leverage: number;
  /** Positions in the window that the fit left out, ascending; length n_s unless values are missing. */
  excluded: number[];
  /** Those of `excluded` that lie outside their own band: the stamps judged corrupted, length 0 to n_s. */
  corrupted: number[];
  /** Positions in the window that are missing, ascending, length 0 to the window. */
  missing: number[];
  /** Trainings done so far. */
  trainings: number;
  /** Points until the model trains itself; 0 once it did. */
  warmup: number;
}

/**
 * Explains the newest point.
 * @param origin position that counts as 0.
 * @returns one entry per channel.
 *
 * Cost that of one `update` and O(n_s^2) per excluded row. The state does not change.
 */
export function diagnose(state: State, origin: number): RpeDiagnostics[] {
  const { rows, channels, scaled, flags, rank, workspace, noise, trainings } = state;
  const warmup = trainings > 0 ? 0 : Math.max(0, firstTraining(state) - state.seen);
  const start = state.end * channels - rows;
  const determined = trainings > 0 && fitWindow(state, scaled, start, flags, state.missing);
  if (determined) scoreWindow(state, scaled, start, flags);
  const score = determined ? state.output[0] : Number.NaN;
  const extreme = trainings > 0 && state.input.some((value) => Math.abs(value) === Infinity);
  const left = new Set<number>();
  const wrong = new Set<number>();
  const holes = new Set<number>();
  const stampOf = (row: number): number => state.seen - origin - state.options.window + Math.floor(row / channels);
  if (determined) {
    residualsInto(workspace, scaled, start);
    for (const row of workspace.excluded.slice(workspace.missing, workspace.count)) {
      left.add(stampOf(row));
      const deviation = noise[row % channels] * Math.sqrt(residualVariance(state, row));
      if (Math.abs(workspace.residuals[row]) > BAND * deviation) wrong.add(stampOf(row));
    }
  }
  if (trainings > 0) for (let row = 0; row < rows; row++) if (flags[start + row] !== 0) holes.add(stampOf(row));
  return Array.from({ length: channels }, (_, p) => {
    const row = rows - channels + p;
    const value = state.input[p];
    const missing = value - value !== 0;
    const expected = determined ? fittedValue(workspace, row) : Number.NaN;
    const width = determined ? BAND * noise[p] * Math.sqrt(residualVariance(state, row)) : Number.NaN;
    const inData = (x: number): number => (x + state.level[p]) / state.factor[p];
    return {
      index: state.seen - 1 - origin,
      status: trainings === 0 ? 'warm-up' : missing ? 'missing' : determined ? 'ready' : 'undetermined',
      value,
      score: extreme ? Number.MAX_VALUE : score,
      expected: inData(expected),
      residual: residualInData(state, p),
      low: inData(expected - width),
      high: inData(expected + width),
      rank,
      leverage: determined ? keptLeverage(workspace, row) : Number.NaN,
      excluded: ascending(left),
      corrupted: ascending(wrong),
      missing: ascending(holes),
      trainings,
      warmup,
    };
  });
}

/** The signed residual of the newest stamp in units of the data; the largest number of its sign for an infinity. */
export function residualInData(state: State, channel: number): number {
  const value = state.input[channel];
  if (state.trainings === 0 || Number.isNaN(value)) return Number.NaN;
  const residual = value - value === 0 ? state.residual[channel] / state.factor[channel] : value;
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, residual));
}

function ascending(positions: Set<number>): number[] {
  return [...positions].sort((a, b) => a - b);
}
