/** What all online detectors share: the contract around a step function and its state. */
import {
  type Capabilities,
  checkFitOptions,
  checkSnapshot,
  type FitOptions,
  type JsonObject,
  type Snapshot,
  type StreamingDetector,
  toFloat64,
} from '@tsad/core';
import { cloneState, type FlatState, readState, writeState } from './flat-state.ts';

/** Larger magnitudes count as infinite: their squares would overflow. */
const LARGEST = 1e150;
const VERSION = 1;

/** A detector as functions of its options and state. */
export interface OnlineModel<O, S extends FlatState<S>> {
  /** Class name, for messages. */
  name: string;
  /** Kind of its snapshots. */
  kind: string;
  /** The state before the first point. */
  create(options: O): S;
  /** Points that will still get NaN. */
  warmup(options: O, state: S): number;
  /** Scores a value, then learns from it; NaN is a missing one and is bridged. */
  step(options: O, state: S, value: number): number;
  /** Called when a training part has been taken in. */
  finish?(options: O, state: S): void;
  /** Throws where restored numbers are none that a run can reach. */
  check?(where: string, options: O, state: S): void;
}

/**
 * A detector that takes one value at a time. All of them agree in this: NaN is a missing value, scores NaN and is
 * bridged; an infinity, or a magnitude above 1e150, scores `Number.MAX_VALUE` and is bridged too; memory is bounded.
 */
export class OnlineDetector<O extends object, S extends FlatState<S>> implements StreamingDetector<number> {
  /** What the contract battery checks. */
  readonly capabilities: Readonly<Capabilities> = {
    causal: true,
    streaming: true,
    multivariate: false,
    missingValues: true,
    supervision: 'unsupervised',
    deterministic: true,
  };
  /** The resolved options, plain JSON. */
  readonly options: Readonly<O> & Readonly<Record<string, unknown>>;
  /** Values per row. */
  readonly channels: number = 1;
  readonly #model: OnlineModel<O, S>;
  #state: S;

  /**
   * @param model the functions.
   * @param options resolved and checked.
   */
  constructor(model: OnlineModel<O, S>, options: O) {
    this.#model = model;
    this.options = { ...options } as Readonly<O> & Readonly<Record<string, unknown>>;
    this.#state = model.create(options);
  }

  /** Points that will still get NaN. */
  get warmup(): number {
    return this.#model.warmup(this.options, this.#state);
  }

  /**
   * Starts anew and takes in a training part, whose continuation the scored points are.
   * @param train any number of values, NaN where missing.
   * @param options signal and progress.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    const { onProgress } = checkFitOptions(`${this.#model.name}.fit`, options);
    const model = this.#model;
    const values = toFloat64(`${model.name}.fit`, 'train', train);
    const state = model.create(this.options);
    for (let i = 0; i < values.length; i++) advance(model, this.options, state, values[i]);
    model.finish?.(this.options, state);
    this.#state = state;
    onProgress?.({ stage: 'fit', fraction: 1 });
    return this;
  }

  /**
   * Scores every point as the continuation of what was taken in, without taking it in.
   * @param series any number of values, NaN where missing.
   * @returns one score per point, NaN in the warm-up and where the value is missing.
   */
  score(series: ArrayLike<number>): Float64Array {
    const model = this.#model;
    const values = toFloat64(`${model.name}.score`, 'series', series);
    const state = cloneState<S>(this.#state);
    return Float64Array.from(values, (value) => advance(model, this.options, state, value));
  }

  /**
   * Scores one value, then learns from it.
   * @param value NaN when missing.
   * @returns what `score` would return for it, bit for bit.
   * @throws TypeError when it is not a number.
   */
  update(value: number): number {
    if (typeof value !== 'number') {
      throw new TypeError(`${this.#model.name}.update: value must be a number, got ${typeof value}`);
    }
    return advance(this.#model, this.options, this.#state, value);
  }

  /** Everything needed to continue mid-stream bit for bit. */
  snapshot(): Snapshot {
    const { meta, tensors } = writeState<S>(this.#state);
    const options = this.options as unknown as JsonObject;
    return { kind: this.#model.kind, version: VERSION, meta: { options, ...meta }, tensors };
  }

  /** Continues where `snapshot` was taken; for the static `restore` of the classes. */
  protected continueFrom(snapshot: Snapshot): this {
    const model = this.#model;
    const where = `${model.name}.restore`;
    const state = readState<S>(where, model.create(this.options), snapshot);
    model.check?.(where, this.options, state);
    this.#state = state;
    return this;
  }

  /** The options in a snapshot of the wanted kind. */
  protected static optionsOf<T>(name: string, kind: string, snapshot: Snapshot): T {
    checkSnapshot(`${name}.restore`, snapshot, kind, VERSION);
    return snapshot.meta.options as T;
  }
}

function advance<O, S extends FlatState<S>>(model: OnlineModel<O, S>, options: O, state: S, value: number): number {
  if (Math.abs(value) <= LARGEST) return model.step(options, state, value);
  const early = model.warmup(options, state) > 0;
  model.step(options, state, Number.NaN);
  return early || Number.isNaN(value) ? Number.NaN : Number.MAX_VALUE;
}
