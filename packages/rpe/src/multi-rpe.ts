/** The detector for several channels. */
import {
  type Capabilities,
  checkChoice,
  checkFitOptions,
  checkInteger,
  checkSnapshot,
  type FitOptions,
  type JsonObject,
  type Snapshot,
  SnapshotError,
  type StreamingDetector,
  toFloat64,
} from '@tsad/core';
import type { Combination } from './combine.ts';
import type { RpeDiagnostics } from './diagnostics.ts';
import { cloneMulti, createMulti, diagnoseMulti, learnMulti, type MultiState, stepMulti } from './multi-state.ts';
import { type ResolvedOptions, type RpeOptions, resolveOptions } from './options.ts';
import { readState, writeState } from './persist.ts';
import { firstTraining } from './state.ts';

const KIND = 'multi-rpe';
const VERSION = 1;
/** Numbers that all channels together may hold: 800 MB. */
const MOST_NUMBERS = 1e8;

/** Options of {@link MultiRpe}: those of every model, and how the channels go together. */
export interface MultiRpeOptions extends RpeOptions {
  /** Values per row, 1 to 1000. Required. */
  channels: number;
  /**
   * `independent`: one model a channel, their tail probabilities combined. `stacked`: one model of all channels, whose
   * windows hold the rows of all of them; a stamp is left out with all its channels. Default `independent`.
   */
  mode?: 'independent' | 'stacked';
  /** How `independent` channels are combined. Default `simes`. */
  combine?: Combination;
  /** Scores per channel that the tail probabilities rest on, at least 20. Default 200. */
  calibration?: number;
}

/** {@link MultiRpeOptions} with every default filled in. */
export type ResolvedMultiOptions = ResolvedOptions & Required<MultiRpeOptions>;

/**
 * {@link Rpe} for several channels measured together, with a score per channel and a combined one.
 *
 * `independent` finds what stands out in a channel by its own history; its combined score is -ln p, p the combined tail
 * probability, so 6.9 is one in a thousand. `stacked` also finds a channel that no longer follows the others, even if
 * its values are ordinary; its combined score is the root mean square of the residuals in units of each channel's
 * typical deviation. Stacked windows have `window * channels` rows: a training costs the cube of that, so it suits a
 * dozen channels, not hundreds. Neither finds changes in the relation of channels that keep within the subspace.
 *
 * Missing values may fall on any channel; a row scores NaN only when all are missing or the model cannot tell.
 * @example
 * const detector = new MultiRpe({ channels: 2, window: 24 });
 * let worst = 0;
 * for (let t = 0; t < 300; t++) {
 *   const score = detector.update([Math.sin(t / 4), Math.cos(t / 4) + (t === 250 ? 3 : 0)]);
 *   if (score > 20) worst = t;
 * }
 * console.assert(worst === 250);
 */
export class MultiRpe implements StreamingDetector<number | ArrayLike<number>> {
  /** What the battery checks. */
  readonly capabilities: Readonly<Capabilities> = {
    causal: true,
    streaming: true,
    multivariate: true,
    missingValues: true,
    supervision: 'unsupervised',
    deterministic: true,
  };
  /** The resolved options. */
  readonly options: Readonly<ResolvedMultiOptions> & Readonly<Record<string, unknown>>;
  /** Values per row. */
  readonly channels: number;
  #state: MultiState;
  readonly #input: Float64Array;

  /**
   * @param options see {@link MultiRpeOptions}.
   * @throws RangeError or TypeError for an option that is out of range, of the wrong type or unknown.
   */
  constructor(options: MultiRpeOptions) {
    const resolved = resolveOptions('MultiRpe', options, ['channels', 'mode', 'combine', 'calibration'], {
      channels: 'the number of values per row, as { channels: 3 }',
    });
    const channels = checkInteger('MultiRpe', 'channels', options.channels, 1, 1000);
    const mode = checkChoice('MultiRpe', 'mode', options.mode ?? 'independent', ['independent', 'stacked']);
    if (mode === 'stacked' && resolved.method !== 'simple') {
      throw new RangeError(`MultiRpe: mode "stacked" needs method "simple", got "${resolved.method}"`);
    }
    if (mode === 'stacked') checkInteger('MultiRpe', 'window * channels', resolved.window * channels, 1, 2000);
    this.channels = channels;
    this.options = {
      ...resolved,
      channels,
      mode,
      combine: checkChoice('MultiRpe', 'combine', options.combine ?? 'simes', ['simes', 'fisher', 'bonferroni']),
      calibration: checkInteger('MultiRpe', 'calibration', options.calibration ?? 200, 20, 1e6),
    };
    const { window, rank, maxTrain, calibration } = this.options;
    const cap = typeof rank === 'number' ? rank : rank.cap;
    const held = channels * (2 * maxTrain + window * cap + 2 * calibration);
    checkInteger('MultiRpe', 'channels * (2 maxTrain + window * rank + 2 calibration)', held, 1, MOST_NUMBERS);
    this.#input = new Float64Array(channels);
    this.#state = this.#empty();
  }

  /**
   * Continues where `snapshot()` was taken, bit for bit.
   * @param snapshot of kind "multi-rpe".
   * @throws SnapshotError when it is of another kind or version, or damaged.
   */
  static restore(snapshot: Snapshot): MultiRpe {
    const where = 'MultiRpe.restore';
    checkSnapshot(where, snapshot, KIND, VERSION);
    const { options, models, tails } = snapshot.meta as JsonObject & { options: MultiRpeOptions };
    const detector = new MultiRpe(options);
    const state = detector.#state;
    for (let i = 0; i < state.models.length; i++) {
      const counters = Array.isArray(models) ? models[i] : undefined;
      const { channels } = state.models[i];
      state.models[i] = readState(where, detector.options, channels, counters, snapshot.tensors, `${i}.`);
    }
    for (let i = 0; i < state.tails.length; i++) {
      const tail = state.tails[i];
      const { count, next } = ((Array.isArray(tails) ? tails[i] : undefined) ?? {}) as {
        count?: number;
        next?: number;
      };
      for (const name of ['recent', 'sorted'] as const) {
        const data = snapshot.tensors[`${i}.tail.${name}`]?.data;
        if (!(data instanceof Float64Array) || data.length !== tail[name].length) {
          throw new SnapshotError(`${where}: the snapshot is damaged, ${i}.tail.${name} does not fit the rest`);
        }
        tail[name].set(data);
      }
      tail.count = checkInteger(where, `tails[${i}].count`, count, 0, tail.recent.length);
      tail.next = checkInteger(where, `tails[${i}].next`, next, 0, tail.recent.length - 1);
      const ascending = tail.recent.slice(0, tail.count).sort();
      if (!ascending.every((score, k) => Number.isFinite(score) && score === tail.sorted[k])) {
        throw new SnapshotError(`${where}: the snapshot is damaged, ${i}.tail.sorted does not fit ${i}.tail.recent`);
      }
    }
    return detector;
  }

  /** Rows until the models have trained themselves; 0 after `fit`. */
  get warmup(): number {
    const { models } = this.#state;
    if (models.some((model) => model.trainings > 0)) return 0;
    return Math.max(0, firstTraining(models[0]) - models[0].seen);
  }

  /**
   * The scores of the channels at the newest row: |value - expected| in units of each channel (`independent`: what
   * `scoring` says).
   * @returns shape [channels], freshly allocated; NaN where missing or before any `update`.
   */
  get channelScores(): Float64Array {
    return this.#state.scores.slice();
  }

  /**
   * Starts anew: trains on the last `maxTrain` rows of `train` and takes what follows as its continuation.
   * @param train shape [rows, channels], more than `window` rows.
   * @param options signal and progress.
   * @throws RangeError when `train` is too short or mostly missing; the detector stays as it was.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    const { onProgress } = checkFitOptions('MultiRpe.fit', options);
    const state = this.#empty();
    learnMulti('MultiRpe.fit', state, this.#rows('MultiRpe.fit', 'train', train));
    onProgress?.({ stage: 'fit', fraction: 1 });
    this.#state = state;
    return this;
  }

  /**
   * Scores every row as the continuation of what was taken in, without taking it in.
   * @param series shape [rows, channels].
   * @returns combined scores, shape [rows].
   */
  score(series: ArrayLike<number>): Float64Array {
    const values = this.#rows('MultiRpe.score', 'series', series);
    const state = cloneMulti(this.#state);
    const scores = new Float64Array(values.length / this.channels);
    for (let i = 0; i < scores.length; i++) scores[i] = stepMulti(state, values, i * this.channels);
    return scores;
  }

  /**
   * The scores of the channels behind {@link MultiRpe.score}.
   * @param series shape [rows, channels].
   * @returns shape [rows, channels], each as in {@link MultiRpe.channelScores}.
   */
  scoreChannels(series: ArrayLike<number>): Float64Array {
    const values = this.#rows('MultiRpe.scoreChannels', 'series', series);
    const state = cloneMulti(this.#state);
    const scores = new Float64Array(values.length);
    for (let i = 0; i < scores.length; i += this.channels) {
      stepMulti(state, values, i);
      scores.set(state.scores, i);
    }
    return scores;
  }

  /**
   * Scores one row, then learns from it.
   * @param row shape [channels], or the number itself for one channel; NaN when missing.
   * @returns what {@link MultiRpe.score} would return for it, bit for bit.
   * @throws TypeError or RangeError when it is not a row of numbers.
   */
  update(row: number | ArrayLike<number>): number {
    const values = typeof row === 'number' ? Float64Array.of(row) : toFloat64('MultiRpe.update', 'row', row);
    checkInteger('MultiRpe.update', 'row.length', values.length, this.channels, this.channels);
    this.#input.set(values);
    return stepMulti(this.#state, this.#input, 0);
  }

  /**
   * Why the newest row got its score, channel by channel.
   * @returns shape [channels]; positions count rows from the first one ever taken in.
   */
  diagnose(): RpeDiagnostics[] {
    return diagnoseMulti(cloneMulti(this.#state), 0);
  }

  /** Everything needed to continue. */
  snapshot(): Snapshot {
    const tensors: Snapshot['tensors'] = {};
    const models = this.#state.models.map((model, i) => writeState(model, tensors, `${i}.`));
    const tails = this.#state.tails.map(({ recent, sorted, count, next }, i) => {
      tensors[`${i}.tail.recent`] = { shape: [recent.length], data: recent.slice() };
      tensors[`${i}.tail.sorted`] = { shape: [sorted.length], data: sorted.slice() };
      return { count, next };
    });
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: this.options, models, tails } as unknown as JsonObject,
      tensors,
    };
  }

  #empty(): MultiState {
    const { channels, mode, combine, calibration } = this.options;
    return createMulti(this.options, channels, mode === 'stacked', combine, calibration);
  }

  #rows(where: string, name: string, values: ArrayLike<number>): Float64Array {
    const flat = toFloat64(where, name, values);
    if (flat.length % this.channels === 0) return flat;
    throw new RangeError(
      `${where}: ${name}.length must be a multiple of ${this.channels} channels, got ${flat.length}`,
    );
  }
}
