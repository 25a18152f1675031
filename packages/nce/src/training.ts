/** What the training loops share: when to stop, whom to tell, and letting others have a turn. */
import { type FitOptions, throwIfAborted } from '@tsad/core';

/** What was measured in one epoch. */
export interface EpochRecord {
  /** Which part of the training, such as `all weights` or `decoder`. */
  stage: string;
  /** From 0. */
  epoch: number;
  /** Mean loss of the batches. */
  loss: number;
  /** Criterion on rows that were not learnt from; absent where there are none. */
  validation?: number;
}

/** Remembers the best state and says when there is no use in going on. */
export class BestState<T> {
  #best = Infinity;
  #mark = Infinity;
  #waited = 0;
  #state: T | undefined;
  readonly #patience: number;
  readonly #gain: number;

  /**
   * @param patience epochs without a gain after which to stop.
   * @param gain share of the criterion that counts as a gain, default 0.001.
   */
  constructor(patience: number, gain: number = 1e-3) {
    this.#patience = patience;
    this.#gain = gain;
  }

  /** Takes the criterion of an epoch and, if it is the lowest so far, the state; false when it is time to stop. */
  offer(criterion: number, state: () => T): boolean {
    if (criterion < this.#best) {
      this.#best = criterion;
      this.#state = state();
    }
    // Measured against the last gain that counted, so that many small gains add up to one.
    if (criterion < this.#mark - this.#gain * Math.abs(this.#mark) || this.#mark === Infinity) {
      this.#mark = criterion;
      this.#waited = 0;
    } else this.#waited++;
    return this.#waited < this.#patience;
  }

  /** What {@link BestState.restore} needs beside the state: lowest criterion, last gain that counted, epochs since. */
  marks(): Float64Array {
    return Float64Array.of(this.#best, this.#mark, this.#waited);
  }

  /** Goes on from marks and state. */
  restore([best, mark, waited]: Float64Array, state: T | undefined): void {
    [this.#best, this.#mark, this.#waited, this.#state] = [best, mark, waited, state];
  }

  /** The state of the lowest criterion; undefined when none was offered. */
  get state(): T | undefined {
    return this.#state;
  }
}

/** Reports a training in steps and lets aborts through. */
export class Ticker {
  #last = 0;
  #steps = 0;
  readonly #options: FitOptions;
  readonly #from: number;
  readonly #to: number;

  /** A part of a longer work: from share `from` to share `to` of it. */
  constructor(options: FitOptions, from: number = 0, to: number = 1) {
    this.#options = options;
    this.#from = from;
    this.#to = to;
  }

  /** The part of this work from share `from` to share `to`. */
  part(from: number, to: number): Ticker {
    const at = (share: number): number => this.#from + share * (this.#to - this.#from);
    return new Ticker(this.#options, at(from), at(to));
  }

  /** Tells that a share of the part is done, waits for the event loop, and throws if the work was aborted. */
  async report(stage: string, fraction: number): Promise<void> {
    this.#last = Math.max(this.#last, this.#from + Math.min(1, fraction) * (this.#to - this.#from));
    this.#options.onProgress?.({ stage, fraction: Math.min(1, this.#last) });
    await this.breathe();
  }

  /** Every 32nd call waits for the event loop and throws if the work was aborted. */
  async step(): Promise<void> {
    if (++this.#steps % 32 === 0) await this.breathe();
  }

  /** Waits for the event loop once and throws if the work was aborted. */
  async breathe(): Promise<void> {
    await new Promise((resume) => setTimeout(resume));
    throwIfAborted(this.#options.signal);
  }
}

/** Batches of an epoch: the order of rows cut into pieces of `batch`; what remains is dropped. */
export function* batches(order: Int32Array, batch: number): Generator<Int32Array> {
  for (let from = 0; from + batch <= order.length; from += batch) yield order.subarray(from, from + batch);
}

/** Copies the rows at `indices` to the start of `out`. */
export function gather(values: Float32Array, columns: number, indices: Int32Array, out: Float32Array): void {
  for (let i = 0; i < indices.length; i++) {
    out.set(values.subarray(indices[i] * columns, (indices[i] + 1) * columns), i * columns);
  }
}
