/** What the deep baselines share: the contract around a model of a few functions, and the loop of their training. */
import {
  type Capabilities,
  checkFitOptions,
  checkSnapshot,
  createRandom,
  type Detector,
  type FitOptions,
  type JsonObject,
  NotFittedError,
  nestedTensors,
  nestTensors,
  type Random,
  type Snapshot,
  SnapshotError,
} from '@tsad/core';
import {
  AdamW,
  collect,
  cosine,
  createEngine,
  type Engine,
  type Layer,
  loadWeights,
  type Parameter,
  type Tensor,
  weightsOf,
} from '@tsad/nn';
import { countRows, fitScaler, type Scaler, scaleRows } from '../scaling.ts';
import { batches, gather, Ticker } from '../training.ts';
import type { DeepOptions } from './deep-options.ts';

const VERSION = 1;

/** Named numbers that a model keeps beside its weights. */
export type Constants = Record<string, Float64Array>;

/** A detector as functions of its options. */
export interface DeepModel<O> {
  /** Class name, for messages. */
  name: string;
  /** Kind of its snapshots. */
  kind: string;
  /** The layers with their initial weights. */
  build(engine: Engine, options: O, random: Random): Record<string, Layer>;
  /** Trains the layers on scaled rows and returns what else is learnt. */
  train(net: DeepNet<O>, rows: Float32Array, run: DeepRun): Promise<Constants>;
  /** How many numbers each of the {@link Constants} holds. */
  sizes(options: O): Record<string, number>;
  /** One score a scaled row. */
  measure(net: DeepNet<O>, constants: Constants, rows: Float32Array): Float64Array;
}

/** The layers on their engine. */
export interface DeepNet<O> {
  engine: Engine;
  layers: Record<string, Layer>;
  options: O;
}

/** What a training is given besides the rows. */
export interface DeepRun {
  random: Random;
  ticker: Ticker;
}

/** A detector of rows around a deep model. */
export class DeepDetector<O extends Required<DeepOptions>> implements Detector {
  /** The options with every default filled in. */
  readonly options: Readonly<O> & JsonObject;
  /** What the contract battery checks. */
  readonly capabilities: Readonly<Capabilities> = {
    causal: true,
    streaming: false,
    multivariate: true,
    missingValues: false,
    supervision: 'semi-supervised',
    deterministic: true,
  };
  /** Values per row. */
  readonly channels: number;
  /** Always 0: every row has a score. */
  readonly warmup: number = 0;
  readonly #model: DeepModel<O>;
  #fitted: { scaler: Scaler; net: DeepNet<O>; constants: Constants } | undefined;

  /**
   * @param model the functions.
   * @param options resolved and checked.
   */
  constructor(model: DeepModel<O>, options: O) {
    this.#model = model;
    this.options = options as unknown as Readonly<O> & JsonObject;
    this.channels = options.channels;
  }

  /**
   * Trains on rows.
   * @param train shape [n, channels], at least 2 rows, finite, mostly normal.
   * @param options signal and progress.
   * @throws RangeError or TypeError naming the value that is wrong; the reason of an abort. The detector stays as it was.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    checkFitOptions(`${this.#model.name}.fit`, options);
    const { name } = this.#model;
    countRows(`${name}.fit`, 'train', train, this.channels, 2);
    const scaler = fitScaler(this.options.scaling, train, this.channels);
    const random = createRandom(this.options.seed);
    const net = await this.#build(random.fork('weights'));
    try {
      const run = { random: random.fork('training'), ticker: new Ticker(options) };
      const constants = await this.#model.train(net, scaleRows(scaler, train), run);
      this.#fitted?.net.engine.dispose();
      this.#fitted = { scaler, net, constants };
    } catch (problem) {
      net.engine.dispose();
      throw problem;
    }
    return this;
  }

  /**
   * Scores every row on its own.
   * @param rows shape [n, channels], finite.
   * @returns shape [n]; higher is more anomalous.
   * @throws NotFittedError before `fit`; RangeError or TypeError naming the value that is wrong.
   */
  async score(rows: ArrayLike<number>): Promise<Float64Array> {
    const { name } = this.#model;
    if (!this.#fitted) throw new NotFittedError(name);
    countRows(`${name}.score`, 'series', rows, this.channels);
    const { scaler, net, constants } = this.#fitted;
    return this.#model.measure(net, constants, scaleRows(scaler, rows));
  }

  /** Options and everything learnt. */
  snapshot(): Snapshot {
    const head = { kind: this.#model.kind, version: VERSION, meta: { options: this.options } };
    if (!this.#fitted) return { ...head, tensors: {} };
    const { scaler, net, constants } = this.#fitted;
    const tensors: Snapshot['tensors'] = {};
    for (const [name, data] of Object.entries({ ...constants, shift: scaler.shift, factor: scaler.factor })) {
      tensors[name] = { shape: [data.length], data: data.slice() };
    }
    return { ...head, tensors: { ...tensors, ...nestTensors('net.', weightsOf(collect(net.layers))) } };
  }

  /** Takes over what a snapshot of an equal detector holds, which {@link optionsOf} has checked. */
  protected async load({ tensors }: Snapshot): Promise<this> {
    const { name } = this.#model;
    if (Object.keys(tensors).length === 0) return this;
    const net = await this.#build(createRandom(0));
    try {
      loadWeights(collect(net.layers), nestedTensors('net.', tensors));
      const rest = Object.entries(tensors).filter(([key]) => !key.startsWith('net.'));
      const { shift, factor, ...constants } = Object.fromEntries(
        rest.map(([key, { data }]) => [key, Float64Array.from(data as Float64Array)]),
      );
      const sizes = { shift: this.channels, factor: this.channels, ...this.#model.sizes(this.options) };
      for (const [key, size] of Object.entries(sizes)) {
        const length = tensors[key]?.data.length ?? 0;
        if (length !== size) throw new RangeError(`${key} must hold ${size} numbers, got ${length}`);
      }
      this.#fitted = { scaler: { shift, factor }, net, constants };
    } catch (cause) {
      net.engine.dispose();
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new SnapshotError(
        `${name}.restore: the snapshot is damaged or of an earlier version (${what}); fit the detector again`,
        { cause },
      );
    }
    return this;
  }

  async #build(random: Random): Promise<DeepNet<O>> {
    const engine = await createEngine();
    return { engine, layers: this.#model.build(engine, this.options, random), options: this.options };
  }
}

/**
 * The options in a snapshot.
 * @throws SnapshotError for a snapshot of another kind.
 */
export function optionsOf<O>({ name, kind }: DeepModel<O>, snapshot: Snapshot): O {
  checkSnapshot(`${name}.restore`, snapshot, kind, VERSION);
  return snapshot.meta.options as O;
}

/** Runs all epochs: `step` is given a batch of scaled rows and adds the gradients of its loss. */
export async function trainEpochs(
  { engine, options }: DeepNet<Required<DeepOptions>>,
  rows: Float32Array,
  { random, ticker }: DeepRun,
  parameters: readonly Parameter[],
  step: (x: Tensor, epoch: number) => void,
  weightDecay: number = 0,
): Promise<void> {
  const { channels, epochs, learningRate } = options;
  const count = rows.length / channels;
  const batch = Math.min(options.batch, count);
  const memory = engine.mark();
  const optimiser = new AdamW(parameters, { learningRate, weightDecay });
  const rate = cosine({ start: learningRate, end: 0.01 * learningRate, steps: epochs * Math.floor(count / batch) });
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const shuffling = random.fork('order');
  for (let epoch = 0, done = 0; epoch < epochs; epoch++) {
    shuffling.shuffle(order);
    for (const indices of batches(order, batch)) {
      engine.scope(() => {
        const x = engine.empty([batch, channels]);
        gather(rows, channels, indices, x.data);
        optimiser.zeroGradients();
        step(x, epoch);
        optimiser.learningRate = rate(done++);
        optimiser.step();
      });
      await ticker.step();
    }
    await ticker.report('fit', (epoch + 1) / epochs);
  }
  engine.release(memory);
}
