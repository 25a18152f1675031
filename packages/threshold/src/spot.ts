/**
 * Streaming thresholds by extreme value theory: A. Siffer, P.-A. Fouque, A. Termier, C. Largouet, "Anomaly detection in
 * streams with extreme value theory", KDD 2017 (SPOT, Algorithm 1).
 */
import { checkInteger, checkNumber, checkOptionNames, checkSnapshot, type Snapshot } from '@tsad/core';
import { conformalPValue } from './conformal.ts';
import { fitTail, tailQuantile, tailSurvival } from './generalized-pareto.ts';
import { MAX_SHAPE, MIN_SHAPE, readSpot, type SpotState, START } from './spot-state.ts';
import { vector } from './tensors.ts';

/** Options of {@link Spot}. */
export interface SpotOptions {
  /** Wanted share of alarms among normal scores, in (0, 1 - initialQuantile]. Default 1e-3. */
  alarmRate?: number;
  /** Scores of the warm-up, 20 to 1e6. Default 1000; fewer make more false alarms than asked for. */
  calibration?: number;
  /** Level above which scores count as peaks, as a quantile of the warm-up, in [0.5, 0.999]. Default 0.9. */
  initialQuantile?: number;
  /** New peaks between two fits of the tail. Default 50. */
  refitEvery?: number;
  /** Peaks below which the tail is not allowed to be bounded (shape >= 0). Default 500. */
  boundedAfter?: number;
  /** Alarms learnt per alarm that `alarmRate` makes expected, in [0, 10]; 0 = never, as in the paper. Default 1. */
  alarmBudget?: number;
  /** Peaks kept for the fit, the newest ones; at least 20. Default 1000. */
  maxPeaks?: number;
}

/** What a score means. */
export interface Decision {
  /** The threshold that the score was held against, in units of the score. NaN in the warm-up. */
  threshold: number;
  /** Share of normal scores that are at least this high, as the model sees it; NaN in the warm-up or without score. */
  pValue: number;
  /** Whether the score is above the threshold. Never for a missing score. */
  alarm: boolean;
}

/** Names of the options. */
export const SPOT_OPTIONS: readonly (keyof SpotOptions)[] = [
  'alarmRate',
  'calibration',
  'initialQuantile',
  'refitEvery',
  'boundedAfter',
  'alarmBudget',
  'maxPeaks',
];
const KIND = 'spot';
const VERSION = 1;
/** Beyond, differences and sums of scores could overflow. */
export const LARGEST_SCORE = 1e300;
/** With fewer peaks there is no tail to speak of: every exceedance is learnt in full. */
const FEW_PEAKS = 10;

/**
 * Turns a stream of scores into alarms at a given rate of false alarms, and into p-values.
 *
 * The first `calibration` scores set a level (their `initialQuantile`); a generalized Pareto distribution is fitted to
 * what exceeds it, and the threshold is the score that the fitted tail exceeds with probability `alarmRate`. From then
 * on every score is judged first and learnt afterwards.
 *
 * Three things differ from the paper, each because the false-alarm rate comes out wrong without it (see the README for
 * the measured rates):
 * - The shape is kept at 0 or above until there are `boundedAfter` peaks. A few dozen peaks of a Gaussian often fit a
 *   bounded tail, which puts a hard ceiling just above the largest score seen.
 * - The paper never learns from an alarm, which cuts the tail off and lets the threshold creep down. Here as many alarms
 *   are learnt as `alarmRate` makes expected (times `alarmBudget`), each with no more than the excess that the fitted tail expects of an
 *   alarm. A stream of true anomalies can therefore move the threshold only a little.
 * - Memory is bounded: the newest `maxPeaks` peaks are fitted, and the fit is renewed every `refitEvery` peaks.
 *
 * It assumes that normal scores keep one distribution: for a drifting level use {@link Dspot}, for scores that are
 * multi-modal or take few values prefer {@link conformalPValues}. At an `alarmRate` below about 1 / calibration the
 * threshold is an extrapolation. Anomalies in the warm-up raise the threshold.
 *
 * Cost: O(1) per score but for a fit of O(maxPeaks), about 50 passes, every `refitEvery` peaks; memory
 * O(calibration + maxPeaks).
 *
 * @example
 * const spot = new Spot({ alarmRate: 1e-3, calibration: 200 });
 * for (let i = 0; i < 200; i++) spot.update(Math.abs(Math.sin(i * i)));
 * const { alarm, pValue } = spot.update(50);
 * console.assert(alarm && pValue < 1e-3);
 */
export class Spot {
  /** The resolved options, plain JSON; `new Spot(spot.options)` builds an equal one. */
  readonly options: Readonly<Required<SpotOptions>>;
  /** The warm-up: in order of arrival while it fills, ascending once it is full. */
  readonly #reference: Float64Array;
  /** Ring of the newest peaks, as excesses over the level. */
  readonly #excesses: Float64Array;
  readonly #state: SpotState = { ...START };

  /**
   * @param options see {@link SpotOptions}.
   * @throws RangeError or TypeError for a wrong option.
   */
  constructor(options: SpotOptions = {}) {
    checkOptionNames('Spot', options, SPOT_OPTIONS);
    const { alarmRate = 1e-3, calibration = 1000, initialQuantile = 0.9 } = options;
    const { refitEvery = 50, boundedAfter = 500, alarmBudget = 1, maxPeaks = 1000 } = options;
    checkNumber('Spot', 'initialQuantile', initialQuantile, 0.5, 0.999);
    // Rounded, so that 0.1 is allowed at 0.9.
    const peakShare = Number((1 - initialQuantile).toPrecision(12));
    checkNumber('Spot', 'alarmRate', alarmRate, Number.MIN_VALUE, peakShare);
    checkInteger('Spot', 'calibration', calibration, 20, 1e6);
    checkInteger('Spot', 'refitEvery', refitEvery, 1);
    checkInteger('Spot', 'boundedAfter', boundedAfter, 0);
    checkNumber('Spot', 'alarmBudget', alarmBudget, 0, 10);
    checkInteger('Spot', 'maxPeaks', maxPeaks, 20, 1e6);
    this.options = { alarmRate, calibration, initialQuantile, refitEvery, boundedAfter, alarmBudget, maxPeaks };
    this.#reference = new Float64Array(calibration);
    this.#excesses = new Float64Array(maxPeaks);
  }

  /** Scores still needed before the first decision. */
  get warmup(): number {
    return this.options.calibration - this.#state.filled;
  }

  /**
   * Judges a score, then learns from it.
   * @param score higher = more anomalous. NaN is a missing score: no decision, nothing learnt. +Infinity is always an
   *   alarm and -Infinity never; neither is learnt. Scores beyond 1e300 in size count as infinite.
   * @returns the decision. O(1), with a fit every `refitEvery` peaks.
   * @throws TypeError when the score is not a number.
   */
  update(score: number): Decision {
    if (typeof score !== 'number') throw new TypeError(`Spot.update: score must be a number, got ${typeof score}`);
    const { threshold } = this.#state;
    if (!(Math.abs(score) <= LARGEST_SCORE)) {
      const pValue = Number.isNaN(score) ? score : score > 0 ? 0 : 1;
      return { threshold, pValue, alarm: score > 0 };
    }
    if (this.warmup > 0) {
      this.#reference[this.#state.filled++] = score;
      if (this.warmup === 0) this.#calibrate();
      return { threshold, pValue: Number.NaN, alarm: false };
    }
    const decision = { threshold, pValue: this.#pValue(score), alarm: score > threshold };
    this.#learn(score, decision.alarm);
    return decision;
  }

  /** The state, to continue bit for bit with {@link Spot.restore}; at most `calibration + maxPeaks + 10` numbers. */
  snapshot(): Snapshot {
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: { ...this.options } },
      tensors: {
        reference: vector(this.#reference.slice(0, this.#state.filled)),
        excesses: vector(this.#excesses.slice(0, Math.min(this.#state.peaks, this.options.maxPeaks))),
        state: vector(Float64Array.from(Object.values(this.#state))),
      },
    };
  }

  /**
   * Continues where a snapshot was taken.
   * @throws SnapshotError when the snapshot is of another kind, version or size.
   */
  static restore(snapshot: Snapshot): Spot {
    checkSnapshot('Spot.restore', snapshot, KIND, VERSION);
    const spot = new Spot(snapshot.meta.options as SpotOptions);
    const { calibration, maxPeaks } = spot.options;
    const { state, reference, excesses } = readSpot(snapshot, calibration, maxPeaks);
    Object.assign(spot.#state, state);
    spot.#reference.set(reference);
    spot.#excesses.set(excesses);
    return spot;
  }

  #calibrate(): void {
    const { calibration, initialQuantile } = this.options;
    const sorted = this.#reference.toSorted();
    const above = Math.floor((1 - initialQuantile) * calibration + 1e-9);
    this.#state.level = sorted[calibration - 1 - above];
    this.#state.scores = calibration;
    for (const score of this.#reference) if (score > this.#state.level) this.#addPeak(score - this.#state.level);
    this.#reference.set(sorted);
    this.#fit();
  }

  #learn(score: number, alarm: boolean): void {
    const state = this.#state;
    const { alarmRate, alarmBudget, refitEvery } = this.options;
    state.judged++;
    let excess = score - state.level;
    if (alarm && state.peaks >= FEW_PEAKS) {
      if (state.alarmsLearnt >= Math.ceil(alarmBudget * alarmRate * state.judged)) return;
      state.alarmsLearnt++;
      // Beyond the threshold a normal score goes on for about this much (the mean, where the tail is exponential).
      const beyond = tailSurvival(state, state.threshold - state.level) / Math.E;
      excess = Math.min(excess, tailQuantile(state, beyond));
    }
    state.scores++;
    if (!(excess > 0)) return;
    this.#addPeak(excess);
    // Early peaks count most: fits start at every tenth more peaks and slow down to every refitEvery.
    if (state.fresh >= Math.min(refitEvery, Math.ceil(state.peaks / 10))) this.#fit();
    else this.#setThreshold();
  }

  #addPeak(excess: number): void {
    this.#excesses[this.#state.peaks % this.options.maxPeaks] = excess;
    this.#state.peaks++;
    this.#state.fresh++;
  }

  #fit(): void {
    const state = this.#state;
    const { boundedAfter, maxPeaks } = this.options;
    const kept = this.#excesses.subarray(0, Math.min(state.peaks, maxPeaks));
    if (kept.length > 0) {
      const { shape, scale } = fitTail(kept, state.peaks < boundedAfter ? 0 : MIN_SHAPE, MAX_SHAPE);
      state.shape = shape;
      state.scale = scale;
    }
    state.fresh = 0;
    this.#setThreshold();
  }

  #setThreshold(): void {
    const state = this.#state;
    const share = (this.options.alarmRate * state.scores) / state.peaks;
    state.threshold = share < 1 ? state.level + tailQuantile(state, share) : state.level;
  }

  #pValue(score: number): number {
    const { level, scores, peaks } = this.#state;
    if (score > level)
      return peaks > 0 ? (peaks / scores) * tailSurvival(this.#state, score - level) : 1 / (scores + 1);
    return Math.min(1, Math.max(peaks / scores, conformalPValue(this.#reference, score)));
  }
}
