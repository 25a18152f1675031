/** Both networks together: one training step on a block of windows, and prediction (paper, 3.3; released code). */
import { createRandom, type JsonObject } from '@tsad/core';
import {
  add,
  addInto,
  type Block,
  type BlockArray,
  binaryCrossEntropy,
  collect,
  type Engine,
  type Loss,
  meanSquaredError,
  multiply,
  type Parameter,
  type Replica,
  scale,
  sigmoid,
  swapAxes,
  type Tensor,
} from '@tsad/nn';
import { type DecisionPass, DetectionNet, type FeaturePass, mapFeatures, subtractFeatures } from './detection-net.ts';
import { type MaskedPass, maskedReconstruction } from './masked.ts';
import type { NetworkOptions } from './options.ts';
import { ReconstructionNet } from './reconstruction-net.ts';

/** Terms of the loss that {@link CoadNetwork.step} returns, in this order; they add up over blocks. */
export const LOSS_TERMS = ['total', 'classification', 'reconstruction'] as const;

/** What the network says about a batch of windows. */
export interface Prediction {
  /** Shape [patches][rows]. */
  probability: Tensor;
  /** Shape [rows][points]. */
  reconstruction: Tensor;
}

/** Extras of {@link CoadNetwork.predict}. */
export interface PredictOptions {
  /** 2 reconstructs again with the combined probability as the mask. */
  passes: 1 | 2;
  /** Hard masks: patches above this probability are hidden in the last reconstruction. */
  threshold?: number;
}

/** The model. Parameters carry the names of the released code. */
export class CoadNetwork implements Replica {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly [] = [];
  readonly #engine: Engine;
  readonly #options: NetworkOptions;
  readonly #detection?: DetectionNet;
  readonly #reconstruction?: ReconstructionNet;

  constructor(engine: Engine, options: NetworkOptions) {
    this.#engine = engine;
    this.#options = options;
    const random = createRandom(options.seed).fork('weights');
    const modules: Record<string, { parameters: readonly Parameter[] }> = {};
    if (options.networks !== 'reconstruction') {
      this.#detection = new DetectionNet(engine, options, random.fork('detection'));
      modules.detection_net = this.#detection;
    }
    if (options.networks !== 'detection') {
      this.#reconstruction = new ReconstructionNet(engine, options, random.fork('reconstruction'));
      modules.reconstruction_net = this.#reconstruction;
    }
    this.parameters = collect(
      Object.fromEntries(Object.entries(modules).map(([name, { parameters }]) => [name, { parameters, buffers: [] }])),
    ).parameters;
  }

  /**
   * Forward and backward on a block: adds to the gradients of the parameters.
   * @param block the arrays of a batch (see `Batch`); `values.labelled` and `values.unlabelled` count the points in
   * distorted and other patches of the whole batch.
   * @returns {@link LOSS_TERMS}.
   */
  step(block: Block): number[] {
    return this.#engine.scope(() => this.#step(block));
  }

  #step({ rows, totalRows, seed, index, arrays, values }: Block): number[] {
    const { patch, positiveWeight, reconstructionWeight, residual, sharedPass } = this.#options;
    const engine = this.#engine;
    const random = createRandom(seed).fork(index);
    const points = arrays.x.length / rows;
    const x = engine.tensor([rows, points], arrays.x);
    const clean = engine.tensor([rows, points], arrays.clean);
    const patches = points / patch;
    const perPatch = arrays.labels.length / (rows * patches);
    const labels = swapAxes(engine.tensor([rows, patches, perPatch], arrays.labels));
    const count = totalRows * patches * perPatch;
    const share = residual ? 0.5 : 1;
    const classify = (decision: DecisionPass) =>
      binaryCrossEntropy(decision.output, labels, { positiveWeight, reduction: 'sum', scale: share / count });

    const features = this.#detection?.features(x, random.fork('first'));
    const decision = features && this.#detection!.decide(features.output, 'input');
    const probability = decision && sigmoid(meanOfLast(engine, decision.output));
    const ensemble = decision && classify(decision);
    const terms = [ensemble?.value ?? 0, 0];
    let intoLogits = ensemble?.gradient;
    let intoFeatures: ReturnType<DecisionPass['backward']> | undefined;

    if (this.#reconstruction) {
      const masked: MaskedPass = maskedReconstruction({
        engine,
        net: this.#reconstruction,
        mode: this.#options.mask,
        x,
        probability,
        random: random.fork('reconstruction'),
      });
      const loss = masked.loss(clean, (output) =>
        this.#options.mask === 'soft'
          ? balanced(engine, output, clean, arrays.marks, values, reconstructionWeight)
          : meanSquaredError(output, clean, { reduction: 'sum', scale: reconstructionWeight / (totalRows * points) }),
      );
      terms[1] = loss.value / reconstructionWeight;
      let intoOutput = loss.gradient;
      if (residual && features) {
        const again = sharedPass ? features : this.#detection!.features(x, random.fork('second'));
        const seen = this.#detection!.features(masked.output, random.fork('third'));
        const residualDecision = this.#detection!.decide(subtractFeatures(again.output, seen.output), 'residual');
        const own = classify(residualDecision);
        terms[0] += own.value;
        const gradient = residualDecision.backward(own.gradient);
        intoOutput = add(intoOutput, seen.backward(mapFeatures(gradient, (part) => scale(part, -1))));
        if (sharedPass) intoFeatures = gradient;
        else again.parameterGradients(gradient);
      }
      const intoMask = masked.backward(intoOutput);
      if (probability && intoMask) {
        intoLogits = add(intoLogits!, spreadToLast(engine, throughSigmoid(probability, intoMask), perPatch));
      }
    }
    if (features) finish(features, decision!, intoLogits!, intoFeatures);
    return [terms[0] + reconstructionWeight * terms[1], terms[0], terms[1]];
  }

  /**
   * Probability and reconstruction of windows. The features of the input are computed once, where the released code
   * computes the same numbers twice.
   * @param x shape [rows][points].
   */
  predict(x: Tensor, { passes, threshold }: PredictOptions): Prediction {
    const engine = this.#engine;
    const { patch, mask, residual, seed } = this.#options;
    const [rows, points] = x.shape;
    const features = this.#detection?.inferFeatures(x);
    const first = features && this.#probability(this.#detection!.inferDecision(features, 'input'));
    if (!this.#reconstruction) return { probability: first!, reconstruction: x };
    const random = createRandom(seed).fork('mask');
    const reconstruct = (probability: Tensor | undefined): Tensor =>
      maskedReconstruction({ engine, net: this.#reconstruction!, mode: mask, x, probability, random, infer: true })
        .output;
    let reconstruction = reconstruct(first);
    if (!features) return { probability: engine.tensor([points / patch, rows]), reconstruction };
    let probability = first!;
    if (residual) {
      const difference = subtractFeatures(features, this.#detection!.inferFeatures(reconstruction));
      const second = this.#probability(this.#detection!.inferDecision(difference, 'residual'));
      probability = scale(add(probability, second), 0.5);
    }
    if (mask === 'hard' && threshold !== undefined) {
      const hidden = engine.tensor(probability.shape);
      const [from, to] = [probability.data, hidden.data];
      for (let i = 0; i < to.length; i++) to[i] = Number(from[i] > threshold);
      reconstruction = this.#reconstruction.infer(x, hidden);
    } else if (passes === 2 && mask === 'soft') reconstruction = reconstruct(probability);
    return { probability, reconstruction };
  }

  #probability(logits: Tensor): Tensor {
    return sigmoid(meanOfLast(this.#engine, logits));
  }
}

/** Makes a network from plain JSON, as workers need it. */
export function createCoadNetwork(engine: Engine, config: JsonObject): CoadNetwork {
  return new CoadNetwork(engine, config as unknown as NetworkOptions);
}

function finish(
  features: FeaturePass,
  decision: DecisionPass,
  intoLogits: Tensor,
  more: ReturnType<DecisionPass['backward']> | undefined,
): void {
  const gradient = decision.backward(intoLogits);
  if (more) for (const domain of Object.keys(more) as (keyof typeof more)[]) addInto(gradient[domain]!, more[domain]!);
  features.parameterGradients(gradient);
}

/** Half the mean squared error of distorted patches plus half that of the others. */
function balanced(
  engine: Engine,
  output: Tensor,
  clean: Tensor,
  marks: BlockArray,
  values: JsonObject,
  weight: number,
): Loss {
  const [distorted, other] = [values.labelled as number, values.unlabelled as number];
  const weights = engine.empty([marks.length]);
  const to = weights.data;
  for (let i = 0; i < to.length; i++) to[i] = 0.5 / ((marks[i] === 1 ? distorted : other) + 1e-7);
  const shape = [marks.length, clean.length / marks.length];
  const loss = meanSquaredError(output.reshape(shape), clean.reshape(shape), {
    weights,
    reduction: 'sum',
    scale: weight,
  });
  return { value: loss.value, gradient: loss.gradient.reshape(clean.shape) };
}

function throughSigmoid(probability: Tensor, gradient: Tensor): Tensor {
  const [p, out] = [probability, multiply(gradient, probability)];
  const [values, to] = [p.data, out.data];
  for (let i = 0; i < to.length; i++) to[i] *= 1 - values[i];
  return out;
}

/** Mean over the last axis, which is dropped. */
function meanOfLast(engine: Engine, logits: Tensor): Tensor {
  const [patches, rows, count] = logits.shape;
  if (count === 1) return logits.reshape([patches, rows]);
  const out = engine.tensor([patches, rows]);
  const [from, to] = [logits.data, out.data];
  for (let i = 0; i < from.length; i++) to[Math.floor(i / count)] += from[i] / count;
  return out;
}

/** The transpose of {@link meanOfLast}. */
function spreadToLast(engine: Engine, gradient: Tensor, count: number): Tensor {
  const [patches, rows] = gradient.shape;
  const out = engine.empty([patches, rows, count]);
  const [from, to] = [gradient.data, out.data];
  for (let i = 0; i < from.length; i++) to.fill(from[i] / count, i * count, (i + 1) * count);
  return out;
}
