/** The soft discord as a batch detector: every window against its nearest train window, training-free. */
import {
  type Capabilities,
  checkFitOptions,
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

/**
 * Scores a point by how unlike everything in a normal train part the windows around it are; nothing is trained.
 *
 * Windows of a quarter, a half and a whole period are compared with their nearest train windows after dividing by
 * (standard deviation + `softening`): flat windows stay small instead of being blown up. A distance is divided by what
 * is usual for the train window that was found. Two more channels compare without that normalisation (`amplitude`) and
 * watch the second difference (`roughness`). Every channel is measured in units of its own high values (contrast), and
 * the power mean of the contrasts is the score: around 1 and below for what is normal, up to 10. Where one place stands
 * out the channel that sees it best decides, and the rest of the scored series counts as normal, too, so that drift is
 * no anomaly; where many places do, all channels have to agree, and only the train part is normal.
 *
 * Works for repeating series with a normal train part of some ten periods or more. It does not work: without repetition; for
 * anomalies that the train part contains too (they are their own neighbour; scores stay defined); for the right shape at
 * the wrong time. Scores compare within one call
 * only, as the scale comes from the scored series itself; {@link CausalSoftDiscord} has a fixed scale and streams. A
 * missing value is NaN: windows that touch it are left out, and a row that no window is left for gets NaN.
 *
 * Cost: three joins of n_train x (n + n_train / 2) pairs and two of n^2 / 2, 1 to 1.5 ns a pair, O(n) memory. Above
 * `budget` pairs the first run on averages of neighbouring points (never fewer than 16 a period), and the others look
 * less far.
 * @see Yeh et al., "Matrix Profile I", ICDM 2016, for nearest windows as a score; softening, local scaling and the fusion
 * by contrast are this package's.
 * @example
 * const wave = (t: number): number => Math.sin(t / 6) + 0.3 * Math.sin(t / 3) + 0.05 * Math.sin(t * t);
 * const train = Float64Array.from({ length: 600 }, (_, t) => wave(t));
 * const test = Float64Array.from({ length: 400 }, (_, t) => wave(600 + t) + (t >= 200 && t < 212 ? 0.6 : 0));
 * const analysis = await (await new SoftDiscord().fit(train)).analyse(test);
 * const oddest = analysis.scores.indexOf(Math.max(...analysis.scores));
 * console.assert(oddest > 190 && oddest < 222);
 * const { start, expected } = analysis.explain(oddest);
 * console.assert(test[206] > expected[206 - start]);
 */
export class SoftDiscord implements Detector {
  /** The options with every default filled in. */
  readonly options: Readonly<ResolvedSoftDiscord> & JsonObject;
  /** What the contract battery checks. */
  readonly capabilities: Readonly<Capabilities> = {
    causal: false,
    streaming: false,
    multivariate: true,
    missingValues: true,
    supervision: 'semi-supervised',
    deterministic: true,
  };
  /** Values per row. */
  readonly channels: number;
  /** Always 0: every row of a series without gaps has a score. */
  readonly warmup: number = 0;
  #train: Float64Array | undefined;
  #learnt: LearntVariable[] = [];

  /**
   * @param options see {@link SoftDiscordOptions}; all of them have defaults.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: SoftDiscordOptions = {}) {
    this.options = resolveSoftDiscord('SoftDiscord', options);
    this.channels = this.options.channels;
  }

  /**
   * Remembers the train part, its scale and its period.
   * @param train shape [rows, channels], normal as far as possible, at least two of the longest windows; NaN marks a
   * missing value.
   * @throws RangeError for a train part that is too short for the period, or a variable without a finite value.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    checkFitOptions('SoftDiscord.fit', options);
    const where = 'SoftDiscord.fit';
    const { channels, period, windows } = this.options;
    const values = rowsOf(where, 'train', train, channels).slice();
    const learnt = checkTrain(where, values, channels, period, windows);
    this.#learnt = learnt;
    this.#train = values;
    return this;
  }

  /**
   * Scores every row.
   * @param series shape [rows, channels], at least one of the longest windows (an empty one has an empty score).
   * @param options a pool of workers, a signal, a progress callback.
   * @returns shape [rows], higher is more anomalous.
   * @throws NotFittedError before `fit`; RangeError for a series that is too short.
   */
  async score(series: ArrayLike<number>, options: ScoreOptions = {}): Promise<Float64Array> {
    return (await this.#run('SoftDiscord.score', series, false, options)).scores;
  }

  /**
   * Scores the train part and the series after it, as benchmarks do that count the train part: train windows look for
   * their neighbours elsewhere in the train part.
   * @param series shape [rows, channels], as for {@link SoftDiscord.score}.
   * @param options a pool of workers, a signal, a progress callback.
   * @returns shape [train rows + rows].
   */
  async scoreAll(series: ArrayLike<number>, options: ScoreOptions = {}): Promise<Float64Array> {
    return (await this.#run('SoftDiscord.scoreAll', series, true, options)).scores;
  }

  /**
   * Scores a series and keeps what the scores were made of.
   * @param series shape [rows, channels], as for {@link SoftDiscord.score}.
   * @param options a pool of workers, a signal, a progress callback.
   * @returns scores, a confidence, the periods, and the reason of any score.
   */
  async analyse(series: ArrayLike<number>, options: ScoreOptions = {}): Promise<SoftDiscordAnalysis> {
    return this.#run('SoftDiscord.analyse', series, false, options);
  }

  /** Options and train part, O(rows). */
  snapshot(): Snapshot {
    const train = this.#train;
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: this.options },
      tensors: train ? { train: { shape: [train.length], data: train.slice() } } : {},
    };
  }

  /**
   * A detector with the train part of a snapshot.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
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
    const { windows, drift } = this.options;
    const rows = values.length / this.channels;
    const trainRows = withTrain ? this.#learnt[0].train.length : 0;
    const window = longestWindow(windows, this.#learnt);
    if (rows > 0 && rows < window) {
      throw new RangeError(`${where}: series must hold a window of ${window} rows, got ${rows}`);
    }
    const joins = joinsOf((drift ? 3 : 2) * windows.length * this.channels, options);
    const inputs = this.#learnt.map((_, v) => pickVariable(values, v, this.channels));
    const variables: VariableChannels[] = [];
    for (const [v, learnt] of this.#learnt.entries()) {
      if (rows > 0) variables.push(await channelsOf(inputs[v], learnt, this.options, withTrain, joins));
    }
    return analysisOf({ variables, inputs, rows: rows + trainRows, trainRows, options: this.options });
  }
}
