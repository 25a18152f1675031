/** The soft discord as a stream: every window against the train part and the past, on scales fixed by the train part. */
import {
  type Capabilities,
  checkInteger,
  checkNumber,
  checkOptionNames,
  checkSnapshot,
  type FitOptions,
  type JsonObject,
  NotFittedError,
  type Snapshot,
  type StreamingDetector,
  throwIfAborted,
} from '@tsad/core';
import type { SoftDiscordOptions } from './soft/options.ts';
import { resolveSoftDiscord } from './soft/options.ts';
import { checkTrain, rowsOf } from './soft/rows.ts';
import { flatten, unflatten } from './soft/stream-state.ts';
import { VariableStream, type VariableStreamOptions } from './soft/variable-stream.ts';

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

export class CausalSoftDiscord implements StreamingDetector<number | ArrayLike<number>> {
  readonly options: Readonly<Resolved> & JsonObject;
  readonly channels: number;
  readonly warmup: number = 0;
  #streams: VariableStream[] = [];

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

  get periods(): number[] {
    return this.#streams.map(({ period }) => period);
  }

  async fit(train: ArrayLike<number>, { signal, onProgress }: FitOptions = {}): Promise<this> {
    throwIfAborted(signal);
    const where = 'CausalSoftDiscord.fit';
    const { channels, period, windows, guard, reference } = this.options;
    const learnt = checkTrain(where, rowsOf(where, 'train', train, channels), channels, period, windows);
    const longest = Math.max(...learnt.map((one) => Math.round(guard * one.period)));
    if (reference <= longest) {
      throw new RangeError(`${where}: reference must exceed the guard of ${longest} points, got ${reference}`);
    }
    const streams: VariableStream[] = [];
    for (const [v, one] of learnt.entries()) {
      const stream = new VariableStream(one, this.#streamOptions());
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

  async score(series: ArrayLike<number>, { signal }: FitOptions = {}): Promise<Float64Array> {
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

  snapshot(): Snapshot {
    const { numbers, tensors } = flatten(this.#streams.map((stream) => stream.state()));
    return { kind: KIND, version: VERSION, meta: { options: this.options, streams: numbers }, tensors };
  }

  static restore(snapshot: Snapshot): CausalSoftDiscord {
    checkSnapshot('CausalSoftDiscord.restore', snapshot, KIND, VERSION);
    const { meta, tensors } = snapshot;
    const detector = new CausalSoftDiscord(meta.options as CausalSoftDiscordOptions);
    const states = unflatten({ numbers: meta.streams as JsonObject[], tensors });
    detector.#streams = states.map((state) => VariableStream.restore(state, detector.#streamOptions()));
    return detector;
  }

  get #delay(): number {
    return Math.max(0, ...this.#streams.map(({ delay }) => delay));
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
    return (sum / count) ** (1 / this.options.power);
  }
}
