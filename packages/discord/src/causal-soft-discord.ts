/** The soft discord as a stream: every window against the train part and the past, on scales fixed by the train part. */
import {
  type Capabilities,
  checkFitOptions,
  checkInteger,
  checkNumber,
  checkOptionNames,
  checkSnapshot,
  type FitOptions,
  type JsonObject,
  NotFittedError,
  portablePow,
  type Snapshot,
  type StreamingDetector,
  throwIfAborted,
} from '@tsad/core';
import type { SoftDiscordOptions } from './soft/options.ts';
import { resolveSoftDiscord } from './soft/options.ts';
import { checkTrain, rowsOf } from './soft/rows.ts';
import { flatten, unflatten } from './soft/stream-state.ts';
import { delayOf, VariableStream, type VariableStreamOptions } from './soft/variable-stream.ts';

/** Options of {@link CausalSoftDiscord}: those of {@link SoftDiscord} that a stream can have, and its memory. */
export interface CausalSoftDiscordOptions
  extends Pick<
    SoftDiscordOptions,
    'channels' | 'period' | 'windows' | 'softening' | 'scaling' | 'amplitude' | 'roughness'
  > {
  /** Exponent of the power mean over the channels. Default 3. */
  power?: number;
  /** Past windows that are remembered for each window length; time and memory grow with it. Default 10,000. */
  reference?: number;
  /** Periods between a window and the newest one that it is compared with. Default 1. */
  guard?: number;
}

type Resolved = Required<Omit<CausalSoftDiscordOptions, 'windows'>> & { windows: number[] };

const KIND = 'causal-soft-discord';
const VERSION = 1;
const OWN_NAMES = [
  'channels',
  'period',
  'windows',
  'softening',
  'scaling',
  'amplitude',
  'roughness',
  'power',
  'reference',
  'guard',
];
/** Points between two looks at the signal. */
const SLICE = 1024;

/**
 * {@link SoftDiscord} one row at a time: windows are compared with the train part and the past, as far as `reference`
 * windows reach and except for the latest `guard` periods, and contrasts have scales that the second half of the train
 * part fixes once. Scores compare over the whole stream: above about 1 is more than the train part shows.
 *
 * A row is scored when the longest window over it is complete, `capabilities.delay` rows later (the longest window less
 * one; known once the period is, so after `fit` under `period: 'auto'`). What was scored becomes part of the past: an
 * anomaly that comes back in the same way is only seen the first time, and slow drift is followed. Points are not
 * averaged, whatever the period. It does not work where the batch form does not; in a series that is at hand as a
 * whole the batch form is better, as it sees the series' own high values before it decides.
 *
 * Cost: O(reference + period) a row, at a reference of 10,000 about 0.2 ms a variable; memory O(reference + period).
 * @example
 * const wave = (t: number): number => Math.sin(t / 6) + 0.3 * Math.sin(t / 3) + 0.05 * Math.sin(t * t);
 * const detector = await new CausalSoftDiscord().fit(Float64Array.from({ length: 600 }, (_, t) => wave(t)));
 * const { delay = 0 } = detector.capabilities;
 * let highest = { score: 0, at: 0 };
 * for (let t = 600; t < 1000; t++) {
 *   const score = detector.update(wave(t) + (t >= 800 && t < 812 ? 0.6 : 0));
 *   if (score > highest.score) highest = { score, at: t - delay };
 * }
 * console.assert(highest.at > 790 && highest.at < 822);
 */
export class CausalSoftDiscord implements StreamingDetector<number | ArrayLike<number>> {
  /** The options with every default filled in. */
  readonly options: Readonly<Resolved> & JsonObject;
  /** Values per row. */
  readonly channels: number;
  /** Always 0: the train part has filled the memory. */
  readonly warmup: number = 0;
  #streams: VariableStream[] = [];

  /**
   * @param options see {@link CausalSoftDiscordOptions}; all of them have defaults.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: CausalSoftDiscordOptions = {}) {
    const where = 'CausalSoftDiscord';
    checkOptionNames(where, options, OWN_NAMES);
    const { reference = 10_000, guard = 1, power = 3, ...shared } = options;
    const { channels, period, windows, softening, scaling, amplitude, roughness } = resolveSoftDiscord(where, shared);
    this.options = {
      channels,
      period,
      windows,
      softening,
      scaling,
      amplitude,
      roughness,
      power: checkNumber(where, 'power', power, 0.1, 20),
      reference: checkInteger(where, 'reference', reference, 16, 1 << 26),
      guard: checkNumber(where, 'guard', guard, 0.25, 1000),
    };
    this.channels = channels;
  }

  /** What the contract battery checks; `delay` is 0 before `fit`. */
  get capabilities(): Readonly<Capabilities> {
    return {
      causal: true,
      streaming: true,
      multivariate: true,
      missingValues: true,
      supervision: 'semi-supervised',
      deterministic: true,
      delay: this.#delay,
    };
  }

  /** Rows per period of each variable; empty before `fit`. */
  get periods(): number[] {
    return this.#streams.map(({ period }) => period);
  }

  /**
   * Passes the train part through the stream and fixes the scales, O(rows (reference + period)).
   * @param train shape [rows, channels], normal as far as possible; NaN marks a missing value.
   * @throws RangeError for a train part that is too short, or a guard that leaves nothing of `reference`.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    const { signal, onProgress } = checkFitOptions('CausalSoftDiscord.fit', options);
    const where = 'CausalSoftDiscord.fit';
    const { channels, period, windows, guard, reference } = this.options;
    const learnt = checkTrain(where, rowsOf(where, 'train', train, channels), channels, period, windows);
    const longest = Math.max(...learnt.map((one) => Math.round(guard * one.period)));
    if (reference <= longest) {
      throw new RangeError(`${where}: reference must exceed the guard of ${longest} points, got ${reference}`);
    }
    const delay = Math.max(...learnt.map((one) => delayOf(windows, one.period)));
    const streams: VariableStream[] = [];
    for (const [v, one] of learnt.entries()) {
      const stream = new VariableStream(one, this.#streamOptions(), delay);
      await stream.learn(one.train, async (fraction) => {
        onProgress?.({ stage: 'fit', fraction: (v + fraction) / channels });
        await new Promise((resume) => setTimeout(resume));
        throwIfAborted(signal);
      });
      streams.push(stream);
    }
    this.#streams = streams;
    return this;
  }

  /**
   * Scores the continuation of what was learnt; the state stays as it is. The last `delay` rows are scored by the
   * windows that are complete.
   * @param series shape [rows, channels].
   * @param options a signal.
   * @returns shape [rows], higher is more anomalous; NaN where every window touches a missing value.
   */
  async score(series: ArrayLike<number>, options: FitOptions = {}): Promise<Float64Array> {
    const { signal } = checkFitOptions('CausalSoftDiscord.score', options);
    const where = 'CausalSoftDiscord.score';
    const values = rowsOf(where, 'series', series, this.channels);
    const streams = this.#fitted().map((stream) => VariableStream.restore(stream.state(), this.#streamOptions()));
    const delay = this.#delay;
    const rows = values.length / this.channels;
    const out = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      if (row % SLICE === SLICE - 1) {
        await new Promise((resume) => setTimeout(resume));
        throwIfAborted(signal);
      }
      for (const [v, stream] of streams.entries()) stream.push(values[row * this.channels + v]);
      if (row >= delay) out[row - delay] = this.#scoreOf(streams, delay);
    }
    for (let row = Math.max(0, rows - delay); row < rows; row++) out[row] = this.#scoreOf(streams, rows - 1 - row);
    return out;
  }

  /**
   * Takes a row and scores the one `delay` rows earlier (at first these are rows of the train part).
   * @param value one number, or a row of `channels` numbers; NaN marks a missing value.
   * @returns its score.
   * @throws NotFittedError before `fit`; TypeError or RangeError for what is no row.
   */
  update(value: number | ArrayLike<number>): number {
    const where = 'CausalSoftDiscord.update';
    const streams = this.#fitted();
    if (typeof value === 'number') {
      if (this.channels !== 1)
        throw new TypeError(`${where}: value must be a row of ${this.channels} values, got a number`);
      streams[0].push(value);
    } else {
      const row = rowsOf(where, 'value', value, this.channels);
      if (row.length !== this.channels) {
        throw new RangeError(`${where}: value must be a row of ${this.channels} values, got ${row.length}`);
      }
      for (const [v, stream] of streams.entries()) stream.push(row[v]);
    }
    return this.#scoreOf(streams, this.#delay);
  }

  /** The whole state, O(reference) numbers for each window length. */
  snapshot(): Snapshot {
    const { numbers, tensors } = flatten(this.#streams.map((stream) => stream.state()));
    return { kind: KIND, version: VERSION, meta: { options: this.options, streams: numbers }, tensors };
  }

  /**
   * A detector in the state of a snapshot.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static restore(snapshot: Snapshot): CausalSoftDiscord {
    checkSnapshot('CausalSoftDiscord.restore', snapshot, KIND, VERSION);
    const { meta, tensors } = snapshot;
    const detector = new CausalSoftDiscord(meta.options as CausalSoftDiscordOptions);
    const states = unflatten({ numbers: meta.streams as JsonObject[], tensors });
    detector.#streams = states.map((state) => VariableStream.restore(state, detector.#streamOptions()));
    return detector;
  }

  get #delay(): number {
    return this.#streams[0]?.delay ?? 0;
  }

  #fitted(): VariableStream[] {
    if (this.#streams.length === 0) throw new NotFittedError('CausalSoftDiscord');
    return this.#streams;
  }

  #streamOptions(): VariableStreamOptions {
    return this.options;
  }

  /** The power mean of the contrasts of all variables at the point `back` points ago. */
  #scoreOf(streams: readonly VariableStream[], back: number): number {
    let sum = 0;
    let count = 0;
    for (const stream of streams) {
      const part = stream.contrasts(back);
      sum += part.sum;
      count += part.count;
    }
    return portablePow(sum / count, 1 / this.options.power);
  }
}
