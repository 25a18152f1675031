/** The state of one model: a short history, the window in units of the model, the subspace. Plain data, cheap to copy. */
import { createRobustWorkspace, type RobustWorkspace, setBasis } from '@tsad/linalg';
import type { ResolvedOptions } from './options.ts';

/** Everything that a model knows. Rows of a window are (stamp, channel) pairs, the channels of a stamp together. */
export interface State {
  readonly options: ResolvedOptions;
  readonly channels: number;
  /** Rows of a window: `options.window * channels`. */
  readonly rows: number;
  /** Largest rank that a training may choose. */
  readonly maxRank: number;
  /** Points taken in, in all. */
  seen: number;
  /** `seen` at the last training or attempt. */
  attempted: number;
  /** Trainings done; 0 is the warm-up. */
  trainings: number;
  rank: number;
  /** First `rows * rank` entries: orthonormal columns, row-major. */
  readonly basis: Float64Array;
  /** Level of each channel, times its factor. */
  readonly level: Float64Array;
  /** Factor of each channel: model units = value * factor - level. */
  readonly factor: Float64Array;
  /** Standard deviation of the noise of each channel, in model units. */
  readonly noise: Float64Array;
  /** Values, imputed where missing and predictable, else NaN; the newest row ends at `end`. Shape [capacity, channels]. */
  readonly raw: Float64Array;
  /** The same in model units, for the rows of the present window. */
  readonly scaled: Float64Array;
  /** 1 where a value was missing. */
  readonly flags: Uint8Array;
  /** Stamps in the three arrays above. */
  end: number;
  /** Flags set in the present window. */
  missing: number;
  /** The newest row as it was given. */
  readonly input: Float64Array;
  /** Its residuals in model units; NaN where missing. */
  readonly residual: Float64Array;
  /** Its score, shape [1]: a number returned by a function that is not inlined would be allocated. */
  readonly output: Float64Array;
  readonly workspace: RobustWorkspace;
}

/** Magnitudes are cut here, in units of the typical deviation, so that no square overflows. */
export const LIMIT = 1e100;

/**
 * A state that has seen nothing.
 * @param channels values per stamp, at least 1.
 */
export function createState(options: ResolvedOptions, channels: number): State {
  const { window, excluded, rank, maxTrain } = options;
  const rows = window * channels;
  const room = rows - excluded * channels - 1;
  const maxRank =
    typeof rank === 'number' ? Math.min(rank, room) : Math.max(1, Math.min(rank.cap, Math.floor(rows / 3), room));
  const capacity = 2 * maxTrain * channels;
  return {
    options,
    channels,
    rows,
    maxRank,
    seen: 0,
    attempted: 0,
    trainings: 0,
    rank: 0,
    basis: new Float64Array(rows * maxRank),
    level: new Float64Array(channels),
    factor: new Float64Array(channels).fill(1),
    noise: new Float64Array(channels),
    raw: new Float64Array(capacity),
    scaled: new Float64Array(capacity),
    flags: new Uint8Array(capacity),
    end: 0,
    missing: 0,
    input: new Float64Array(channels).fill(Number.NaN),
    residual: new Float64Array(channels).fill(Number.NaN),
    output: new Float64Array(1).fill(Number.NaN),
    workspace: createRobustWorkspace(rows, maxRank, channels),
  };
}

/** An independent copy. */
export function cloneState(state: State): State {
  const copy = createState(state.options, state.channels);
  copyCounters(state, copy);
  for (const name of MODEL) copy[name].set(state[name]);
  for (const name of HISTORY) copy[name].set(state[name]);
  setBasis(copy.workspace, copy.basis, copy.rank);
  return copy;
}

/** Names of the arrays that describe the model. */
export const MODEL = ['basis', 'level', 'factor', 'noise', 'input'] as const;
/** Names of the arrays that hold the last stamps. */
export const HISTORY = ['raw', 'scaled', 'flags'] as const;
/** Names of the integers of a state. */
export const COUNTERS = ['seen', 'attempted', 'trainings', 'rank', 'end', 'missing'] as const;

/** Copies the integers of a state. */
export function copyCounters(from: Pick<State, (typeof COUNTERS)[number]>, to: State): void {
  for (const name of COUNTERS) to[name] = from[name];
}

/** Points needed before a model trains itself: max(2 M1, M1 + cap), so that there are enough windows for the rank. */
export function firstTraining({ options, maxRank }: State): number {
  return Math.min(options.maxTrain, Math.max(2 * options.window, options.window + maxRank));
}

/**
 * Takes in one row: value * factor - level, cut to +-LIMIT; what is not finite is flagged as missing.
 * @param sample holds the row at `sample[at .. at + channels)`.
 */
export function push(state: State, sample: Float64Array, at: number): void {
  const { channels, rows, raw, scaled, flags, factor, level, input } = state;
  if ((state.end + 1) * channels > raw.length) compact(state);
  const next = state.end * channels;
  const leaving = next - rows;
  for (let p = 0; p < channels; p++) {
    const value = sample[at + p];
    if (leaving >= 0) state.missing -= flags[leaving + p];
    input[p] = value;
    if (value - value === 0) {
      raw[next + p] = value;
      // As toModel, spelt out: a call that is not inlined would allocate its result.
      scaled[next + p] = Math.min(LIMIT, Math.max(-LIMIT, value * factor[p] - level[p]));
      flags[next + p] = 0;
    } else {
      raw[next + p] = Number.NaN;
      scaled[next + p] = 0;
      flags[next + p] = 1;
      state.missing++;
    }
  }
  state.end++;
  state.seen++;
}

/** A value in units of the model. */
export function toModel(value: number, factor: number, level: number): number {
  return Math.min(LIMIT, Math.max(-LIMIT, value * factor - level));
}

/** Moves the last `maxTrain` stamps to the front. */
function compact(state: State): void {
  const { channels, options } = state;
  const start = (state.end - options.maxTrain) * channels;
  state.raw.copyWithin(0, start);
  state.scaled.copyWithin(0, start);
  state.flags.copyWithin(0, start);
  state.end = options.maxTrain;
}
