/** The soft discord as a batch detector: every window against its nearest train window, training-free. */
import {
  type Capabilities,
  checkSnapshot,
  type Detector,
  type FitOptions,
  type JsonObject,
  NotFittedError,
  type Snapshot,
  SnapshotError,
  throwIfAborted,
} from '@tsad/core';
import type { ScoreOptions } from './matrix-profile.ts';
import { analysisOf, type SoftDiscordAnalysis } from './soft/analysis.ts';
import { channelsOf, type VariableChannels } from './soft/channels.ts';
import { joinsOf } from './soft/joins.ts';
import { type ResolvedSoftDiscord, resolveSoftDiscord, type SoftDiscordOptions } from './soft/options.ts';
import { checkTrain, longestWindow, rowsOf } from './soft/rows.ts';
import { type LearntVariable, pickVariable } from './soft/variable.ts';

const KIND = 'soft-discord';
const VERSION = 1;

export class SoftDiscord implements Detector {
  readonly options: Readonly<ResolvedSoftDiscord> & JsonObject;
  readonly capabilities: Readonly<Capabilities> = {
    causal: false,
    streaming: false,
    multivariate: true,
    missingValues: true,
    supervision: 'semi-supervised',
    deterministic: true,
  };
  readonly channels: number;
  readonly warmup: number = 0;
  #train: Float64Array | undefined;
  #learnt: LearntVariable[] = [];

  constructor(options: SoftDiscordOptions = {}) {
    this.options = resolveSoftDiscord('SoftDiscord', options);
    this.channels = this.options.channels;
  }

  async fit(train: ArrayLike<number>, { signal }: FitOptions = {}): Promise<this> {
    throwIfAborted(signal);
    const where = 'SoftDiscord.fit';
    const { channels, period, windows } = this.options;
    const values = rowsOf(where, 'train', train, channels).slice();
    const learnt = checkTrain(where, values, channels, period, windows);
    this.#learnt = learnt;
    this.#train = values;
    return this;
  }

  async score(series: ArrayLike<number>, options: ScoreOptions = {}): Promise<Float64Array> {
    return (await this.#run('SoftDiscord.score', series, false, options)).scores;
  }

  async scoreAll(series: ArrayLike<number>, options: ScoreOptions = {}): Promise<Float64Array> {
    return (await this.#run('SoftDiscord.scoreAll', series, true, options)).scores;
  }

  async analyse(series: ArrayLike<number>, options: ScoreOptions = {}): Promise<SoftDiscordAnalysis> {
    return this.#run('SoftDiscord.analyse', series, false, options);
  }

  snapshot(): Snapshot {
    const train = this.#train;
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: this.options },
      tensors: train ? { train: { shape: [train.length], data: train.slice() } } : {},
    };
  }

  static async restore(snapshot: Snapshot): Promise<SoftDiscord> {
    checkSnapshot('SoftDiscord.restore', snapshot, KIND, VERSION);
    const detector = new SoftDiscord(snapshot.meta.options as SoftDiscordOptions);
    const { train } = snapshot.tensors;
    if (!train) return detector;
    if (!(train.data instanceof Float64Array)) throw new SnapshotError('SoftDiscord.restore: train is not float64');
    return detector.fit(train.data);
  }

  async #run(
    where: string,
    series: ArrayLike<number>,
    withTrain: boolean,
    options: ScoreOptions,
  ): Promise<SoftDiscordAnalysis> {
    const values = rowsOf(where, 'series', series, this.channels);
    if (this.#learnt.length === 0) throw new NotFittedError('SoftDiscord');
    throwIfAborted(options.signal);
    const { scaling, windows, amplitude } = this.options;
    const rows = values.length / this.channels;
    const trainRows = withTrain ? this.#learnt[0].train.length : 0;
    const window = longestWindow(windows, this.#learnt);
    if (rows > 0 && rows < window) {
      throw new RangeError(`${where}: series must hold a window of ${window} rows, got ${rows}`);
    }
    const sides = withTrain ? 2 : 1;
    const total = windows.length * (1 + (scaling === 'shape' ? 2 : 1) * sides) + (amplitude ? sides : 0);
    const joins = joinsOf(total * this.channels, options);
    const inputs = this.#learnt.map((_, v) => pickVariable(values, v, this.channels));
    const variables: VariableChannels[] = [];
    for (const [v, learnt] of this.#learnt.entries()) {
      if (rows > 0) variables.push(await channelsOf(inputs[v], learnt, this.options, withTrain, joins));
    }
    return analysisOf({ variables, inputs, rows: rows + trainRows, trainRows, options: this.options });
  }
}
