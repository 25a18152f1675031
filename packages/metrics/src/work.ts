/** What the metrics of one pair of scores and labels share: each part is made on first use and then kept. */
import { type Buckets, bucketise } from './buckets.ts';
import { checkBothClasses, type Labels, type Mode, readRuns, readScores, type Scores } from './input.ts';
import { gridLevels, type Levels, quantileLevels } from './levels.ts';
import { type QuantileThresholds, quantileThresholds } from './quantiles.ts';
import type { Runs } from './runs.ts';
import { type Sweep, sweepPositives } from './sweep.ts';

/** Checked scores and labels, with the intermediate results that several metrics need. */
export class Work {
  readonly where: string;
  readonly mode: Mode;
  readonly scores: Float64Array;
  readonly min: number;
  readonly max: number;
  readonly runs: Runs;
  #buckets: Buckets | undefined;
  #sweep: Sweep | undefined;
  #levels: Levels | undefined;
  readonly #quantiles: Map<number, QuantileThresholds> = new Map();

  /** Checks scores and labels; `allowSingleClass` leaves labels of one class to the caller. */
  constructor(where: string, scores: Scores, labels: Labels, mode: Mode, allowSingleClass: boolean) {
    const { values, min, max } = readScores(where, scores);
    this.where = where;
    this.mode = mode;
    this.scores = values;
    this.min = min;
    this.max = max;
    this.runs = readRuns(where, 'labels', labels, values.length);
    if (!allowSingleClass) checkBothClasses(where, this.runs);
  }

  get buckets(): Buckets {
    this.#buckets ??= bucketise(this.scores, this.min, this.max);
    return this.#buckets;
  }

  get sweep(): Sweep {
    this.#sweep ??= sweepPositives(this.scores, this.buckets, this.runs);
    return this.#sweep;
  }

  /** The thresholds of the metrics that take the best of many: the value grid, or in fixed mode the quantiles. */
  get levels(): Levels {
    this.#levels ??=
      this.mode === 'fixed'
        ? quantileLevels(this.scores, this.buckets, this.quantiles(250), this.runs)
        : gridLevels(this.where, this.scores, this.min, this.max, this.runs);
    return this.#levels;
  }

  quantiles(count: number): QuantileThresholds {
    let found = this.#quantiles.get(count);
    if (!found) {
      found = quantileThresholds(this.scores, this.buckets, count);
      this.#quantiles.set(count, found);
    }
    return found;
  }
}
