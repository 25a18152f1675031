/** CoAD as a stream: the newest points are looked at again with every patch that completes, and scored after some looks. */
import {
  type Capabilities,
  checkFitOptions,
  checkInteger,
  checkOptionNames,
  checkSnapshot,
  NotFittedError,
  type Snapshot,
  type StreamingDetector,
  type Tensor,
  throwIfAborted,
  toFloat64,
} from '@tsad/core';
import { createEngine, createEngineSync, type Engine, loadWeights } from '@tsad/nn';
import { checkFinite } from './analysis.ts';
import type { CoADFitOptions, CoADScoreOptions } from './coad.ts';
import { learn } from './learn.ts';
import { LookMerger, type LookOptions, lagOf } from './look-merger.ts';
import { CoadNetwork } from './network.ts';
import { type CoADOptions, type ResolvedCoAD, resolveCoAD } from './options.ts';
import { applyScale, averageNeighbours, holdGaps } from './prepare.ts';
import { type Fitted, readFitted, writeFitted } from './state.ts';
import { freshStream, readStream, type StreamState, writeStream } from './stream-state.ts';
import { type AskNetwork, measureUsual, sweepLooks } from './sweep-looks.ts';

/** Options of {@link CausalCoAD}: those of {@link CoAD}, and how long a point is looked at. */
export interface CausalCoADOptions extends CoADOptions {
  /** Windows, each a patch later than the one before, that see a point before it is scored. Default 4. */
  looks?: number;
}

type Resolved = ResolvedCoAD & { looks: number };

const KIND = 'causal-coad';
const VERSION = 1;
/** Share of a period that a score is averaged over, to either side. */
const REACH = 0.25;

/**
 * {@link CoAD} one value at a time. Whenever a patch completes, the window that ends there goes through the network; a patch is
 * scored from the windows that have seen it by then, `looks` of them, and averaged over half a period. The score is
 * `capabilities.delay` points late: `looks` patches and a quarter of a period, known once the period is, so after `fit` under
 * `period: 'auto'`.
 *
 * What is left out of the batch detector: later windows (a point is judged with little or nothing to its right), the scaling
 * to [0, 1], and gaps are bridged by the last value instead of a line. So scores are of the kind `centred` and compare over
 * the whole stream; `scoring`, `parts`, `padding` and `scoreStride` have no effect. Weights are those of {@link CoAD} with the same
 * options.
 *
 * Cost per patch: one window through the network (about a millisecond at the default size). Bounded memory.
 * @example
 * const wave = (t: number): number => Math.sin(t / 5) + 0.05 * Math.sin(t * t);
 * const detector = new CausalCoAD({ period: 32, hidden: 4, reconstructionHidden: 4, steps: 5 });
 * await detector.fit(Float64Array.from({ length: 400 }, (_, t) => wave(t)));
 * const scores = Array.from({ length: 100 }, (_, t) => detector.update(wave(400 + t)));
 * console.assert(scores.slice(detector.capabilities.delay).every(Number.isFinite));
 */
export class CausalCoAD implements StreamingDetector {
  /** The options with every default filled in. */
  readonly options: Readonly<Resolved> & Record<string, unknown>;
  /** Values per row: 1. */
  readonly channels = 1;
  /** Always 0: the end of the train part stands before the first value. */
  readonly warmup = 0;
  #fitted: Fitted | undefined;
  #engine: Engine | undefined;
  #net: CoadNetwork | undefined;
  #stream: StreamState | undefined;
  #merger: LookMerger | undefined;

  /**
   * @param options see {@link CausalCoADOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: CausalCoADOptions = {}) {
    const where = 'CausalCoAD';
    checkOptionNames(where, options, [...Object.keys(resolveCoAD(where, {})), 'looks']);
    const { looks = 4, ...rest } = options;
    checkInteger(where, 'looks', looks, 1, 64);
    this.options = { ...resolveCoAD(where, rest), looks } as Resolved & Record<string, unknown>;
  }

  /** What the contract battery checks; the delay is 0 as long as the period is not known. */
  get capabilities(): Readonly<Capabilities> {
    return {
      causal: true,
      streaming: true,
      multivariate: false,
      missingValues: true,
      supervision: 'semi-supervised',
      deterministic: true,
      delay: this.#fitted ? this.#delay(this.#fitted) : 0,
    };
  }

  /**
   * Trains, as {@link CoAD.fit}; forgets the stream.
   * @param train shape [n], at least one period; NaN marks a gap.
   * @param options a signal, callbacks, checkpoints.
   * @throws RangeError for a train part that is too short or holds no value.
   */
  async fit(train: ArrayLike<number>, options: CoADFitOptions = {}): Promise<this> {
    const where = 'CausalCoAD.fit';
    checkFitOptions(where, options);
    const values = toFloat64(where, 'train', train);
    const fitted = await learn(where, coadOptions(this.options), values, options);
    const engine = await createEngine();
    try {
      const net = networkOf(engine, this.options, fitted);
      const usual = await measureUsual(this.#askerOf(engine, net), fitted, this.#looks(fitted), values, options.signal);
      this.#start(engine, net, { ...fitted, usual });
    } catch (problem) {
      engine.dispose();
      throw problem;
    }
    return this;
  }

  /**
   * Scores a series as a continuation of the train part, at once; the stream does not move.
   * @param series shape [n]; NaN marks a gap.
   * @param options a signal and a progress callback.
   * @returns shape [n]; the last `capabilities.delay` scores rest on fewer looks than a stream will give them.
   * @throws NotFittedError before `fit`.
   */
  async score(series: ArrayLike<number>, options: CoADScoreOptions = {}): Promise<Float64Array> {
    const { signal, onProgress } = checkFitOptions('CausalCoAD.score', options);
    const where = 'CausalCoAD.score';
    const values = toFloat64(where, 'series', series);
    const { fitted, net, engine } = this.#require();
    checkFinite(where, 'series', values);
    throwIfAborted(signal);
    const { scale, geometry, context, usual } = fitted;
    const filled = holdGaps(values, scale.low + scale.range * (context.at(-1) ?? 0));
    const scaled = applyScale(averageNeighbours(filled, geometry.factor), scale);
    const merger = new LookMerger(this.#looks(fitted), usual, scale.span);
    const scores: number[] = [];
    await sweepLooks(
      this.#askerOf(engine, net),
      this.#looks(fitted),
      scaled,
      context,
      ({ x, probability, reconstruction }, more) => {
        scores.push(
          ...(more === undefined
            ? merger.add(x, probability, reconstruction)
            : merger.flush(more, x, probability, reconstruction)),
        );
      },
      { signal, onProgress },
    );
    return values.map((value, i) => (Number.isNaN(value) ? Number.NaN : scores[Math.floor(i / geometry.factor)]));
  }

  /**
   * Takes the next value.
   * @param value NaN marks a missing one.
   * @returns the score of the point `capabilities.delay` before; NaN before there is one, or where that value was missing.
   * @throws NotFittedError before `fit`; TypeError or RangeError for what is no number.
   */
  update(value: number): number {
    const { fitted, net, engine } = this.#require();
    if (typeof value !== 'number')
      throw new TypeError(`CausalCoAD.update: value must be a number, got ${typeof value}`);
    if (value === Infinity || value === -Infinity) {
      throw new RangeError(`CausalCoAD.update: value must be finite or NaN, got ${value}`);
    }
    const stream = this.#stream!;
    const { factor } = fitted.geometry;
    const { patch } = this.options;
    const missing = Number.isNaN(value);
    if (!missing) stream.held = value;
    stream.missing[stream.seen % stream.missing.length] = Number(missing);
    stream.block[stream.seen % factor] = stream.held;
    stream.seen++;
    if (stream.seen % factor === 0) {
      const [scaled] = applyScale(averageNeighbours(stream.block, factor), fitted.scale);
      stream.window.copyWithin(0, 1);
      stream.window[stream.window.length - 1] = scaled;
      if ((stream.seen / factor) % patch === 0) {
        const { probability, reconstruction } = this.#askerOf(engine, net)([stream.window]);
        stream.ready.push(...this.#merger!.add(stream.window, probability, reconstruction));
      }
    }
    const point = stream.seen - 1 - this.#delay(fitted);
    if (point < 0) return Number.NaN;
    const index = Math.floor(point / factor);
    while (stream.first < index) {
      stream.ready.shift();
      stream.first++;
    }
    return stream.missing[point % stream.missing.length] ? Number.NaN : stream.ready[0];
  }

  /** Everything needed to continue mid-stream, O(weights + window). */
  snapshot(): Snapshot {
    const snapshot = writeFitted(this.options, this.#fitted);
    snapshot.kind = KIND;
    snapshot.version = VERSION;
    if (this.#stream) writeStream(this.#stream, this.#merger!.state, snapshot);
    return snapshot;
  }

  /**
   * A detector that continues where the snapshot was taken.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static restore(snapshot: Snapshot): CausalCoAD {
    const where = 'CausalCoAD.restore';
    checkSnapshot(where, snapshot, KIND, VERSION);
    const { options, fitted } = readFitted(where, snapshot);
    const detector = new CausalCoAD(options);
    if (!fitted) return detector;
    const engine = createEngineSync();
    try {
      detector.#start(engine, networkOf(engine, detector.options, fitted), fitted);
      const { stream, state } = readStream(where, snapshot, detector.#stream!, detector.#merger!.state);
      detector.#stream = stream;
      detector.#merger = new LookMerger(detector.#looks(fitted), fitted.usual, fitted.scale.span, state);
    } catch (problem) {
      engine.dispose();
      throw problem;
    }
    return detector;
  }

  /** Frees the memory of the network; the detector must be fitted again before it is used. */
  dispose(): void {
    this.#engine?.dispose();
    this.#engine = this.#net = this.#fitted = this.#stream = this.#merger = undefined;
  }

  #start(engine: Engine, net: CoadNetwork, fitted: Fitted): void {
    this.#engine?.dispose();
    this.#engine = engine;
    this.#net = net;
    this.#fitted = fitted;
    this.#merger = new LookMerger(this.#looks(fitted), fitted.usual, fitted.scale.span);
    this.#stream = freshStream(fitted, this.#delay(fitted));
  }

  #require(): { fitted: Fitted; net: CoadNetwork; engine: Engine } {
    if (!this.#fitted) throw new NotFittedError('CausalCoAD');
    return { fitted: this.#fitted, net: this.#net!, engine: this.#engine! };
  }

  /** What the network says of windows, in one batch. */
  #askerOf(engine: Engine, net: CoadNetwork): AskNetwork {
    const { passes } = this.options;
    return (windows) =>
      engine.scope(() => {
        const x = engine.empty([windows.length, windows[0].length]);
        for (const [row, window] of windows.entries()) x.data.set(window, row * window.length);
        const said = net.predict(x, { passes });
        return { probability: said.probability.toArray(), reconstruction: said.reconstruction.toArray() };
      });
  }

  #looks({ geometry: { window, period } }: Fitted): LookOptions {
    const { patch, looks } = this.options;
    return { patch, window, looks: Math.min(looks, window / patch), reach: Math.floor(period * REACH) };
  }

  #delay(fitted: Fitted): number {
    return (lagOf(this.#looks(fitted)) + 1) * fitted.geometry.factor - 1;
  }
}

function coadOptions({ looks: _, ...options }: Resolved): ResolvedCoAD {
  return options;
}

function networkOf(engine: Engine, options: ResolvedCoAD, { weights }: Fitted): CoadNetwork {
  const net = new CoadNetwork(engine, options);
  loadWeights({ parameters: net.parameters, buffers: [] }, weights as Record<string, Tensor>);
  return net;
}
