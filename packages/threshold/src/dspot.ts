/** SPOT on what a score differs from its recent mean: DSPOT of Siffer et al. 2017, Algorithm 2. */
import { checkInteger, checkOptionNames, checkSnapshot, type Snapshot, SnapshotError } from '@tsad/core';
import { type Decision, LARGEST_SCORE, SPOT_OPTIONS, Spot, type SpotOptions } from './spot.ts';
import { checkCount, doubles, vector } from './tensors.ts';

/** Options of {@link Dspot}. */
export interface DspotOptions extends SpotOptions {
  /** Scores whose mean is the local level, 1 to 1e6. Default 100. */
  driftWindow?: number;
}

const KIND = 'dspot';
const VERSION = 1;

/**
 * {@link Spot} for scores whose level drifts: the score less the mean of the last `driftWindow` normal scores is judged.
 *
 * The mean itself has noise of 1 / sqrt(driftWindow) of the scores', so a short window costs sensitivity and a long one
 * follows late. It follows the level only: where the spread changes, scale the scores first. An alarm enters the mean as
 * the threshold it exceeded (the paper leaves it out and can stay in alarm for ever after a jump), so the level of a
 * lasting jump is reached after some windows.
 *
 * Cost and memory as {@link Spot}, plus `driftWindow` numbers.
 *
 * @example
 * const dspot = new Dspot({ driftWindow: 20, calibration: 200 });
 * for (let i = 0; i < 220; i++) dspot.update(i / 10 + Math.abs(Math.sin(i * i)));
 * console.assert(!dspot.update(22).alarm && dspot.update(50).alarm);
 */
export class Dspot {
  /** The resolved options, plain JSON; `new Dspot(dspot.options)` builds an equal one. */
  readonly options: Readonly<Required<DspotOptions>>;
  #spot: Spot;
  /** Ring of the last scores. */
  readonly #window: Float64Array;
  /** Scores ever put into the window. */
  #count = 0;
  #sum = 0;

  /**
   * @param options see {@link DspotOptions}.
   * @throws RangeError or TypeError for a wrong option.
   */
  constructor(options: DspotOptions = {}) {
    checkOptionNames('Dspot', options, [...SPOT_OPTIONS, 'driftWindow']);
    const { driftWindow = 100, ...inner } = options;
    checkInteger('Dspot', 'driftWindow', driftWindow, 1, 1e6);
    this.#spot = new Spot(inner);
    this.options = { ...this.#spot.options, driftWindow };
    this.#window = new Float64Array(driftWindow);
  }

  /** Scores still needed before the first decision. */
  get warmup(): number {
    return Math.max(0, this.options.driftWindow - this.#count) + this.#spot.warmup;
  }

  /**
   * Judges a score, then learns from it.
   * @param score higher = more anomalous. NaN is a missing score: no decision, nothing learnt. +Infinity is always an
   *   alarm and -Infinity never; neither is learnt. Scores beyond 1e300 in size count as infinite.
   * @returns the decision; the threshold is that of the score itself, local level included.
   * @throws TypeError when the score is not a number.
   */
  update(score: number): Decision {
    if (typeof score !== 'number') throw new TypeError(`Dspot.update: score must be a number, got ${typeof score}`);
    const usable = Math.abs(score) <= LARGEST_SCORE;
    if (this.#count < this.options.driftWindow && usable) {
      this.#push(score);
      return { threshold: Number.NaN, pValue: Number.NaN, alarm: false };
    }
    const level = this.#sum / this.options.driftWindow;
    const decision = this.#spot.update(usable ? score - level : score * Number.POSITIVE_INFINITY);
    const threshold = decision.threshold + level;
    if (usable) this.#push(decision.alarm && !Number.isNaN(threshold) ? threshold : score);
    return { ...decision, threshold };
  }

  /** The state, to continue bit for bit with {@link Dspot.restore}. */
  snapshot(): Snapshot {
    const inner = this.#spot.snapshot();
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: { ...this.options } },
      tensors: {
        ...inner.tensors,
        window: vector(this.#window.slice()),
        drift: vector(Float64Array.of(this.#count, this.#sum)),
      },
    };
  }

  /**
   * Continues where a snapshot was taken.
   * @throws SnapshotError when the snapshot is of another kind, version or size.
   */
  static restore(snapshot: Snapshot): Dspot {
    checkSnapshot('Dspot.restore', snapshot, KIND, VERSION);
    const dspot = new Dspot(snapshot.meta.options as DspotOptions);
    const { driftWindow, ...options } = dspot.options;
    const inner = new Spot(options).snapshot();
    dspot.#spot = Spot.restore({ ...inner, tensors: snapshot.tensors });
    dspot.#window.set(doubles(snapshot, 'window', driftWindow));
    [dspot.#count, dspot.#sum] = doubles(snapshot, 'drift', 2);
    checkCount('Dspot.restore', 'count', dspot.#count);
    for (const value of [...dspot.#window, dspot.#sum]) {
      if (!Number.isFinite(value)) throw new SnapshotError(`Dspot.restore: the window must be finite, got ${value}`);
    }
    return dspot;
  }

  #push(score: number): void {
    const at = this.#count++ % this.#window.length;
    this.#sum += score - this.#window[at];
    this.#window[at] = score;
    // The sum is built anew at every turn of the ring, so that rounding cannot pile up.
    if (at === this.#window.length - 1) this.#sum = this.#window.reduce((sum, value) => sum + value, 0);
  }
}
