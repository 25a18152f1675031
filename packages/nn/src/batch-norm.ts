/** Batch normalisation (Ioffe and Szegedy 2015) with PyTorch's conventions. */
import { checkBoolean, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { type Engine, kernelsOf } from './engine.ts';
import { type Buffer, createParameter, type ForwardOptions, type Layer, type Parameter, Pass } from './layer.ts';
import { checkFeatures, type Tensor } from './tensor.ts';

/** Options of {@link BatchNorm}. */
export interface BatchNormOptions {
  /** Extent of the last axis. */
  features: number;
  /** Whether a trained factor and shift follow. Default true. */
  affine?: boolean;
  /** Added to the variance, > 0. Default 1e-5. */
  epsilon?: number;
  /** Share of a new batch in the running statistics, in [0, 1]. Default 0.1. */
  momentum?: number;
}

/**
 * Batch normalisation of the last axis over all others: [..., features]. In training mode it uses the batch's mean and biased
 * variance and moves the running ones (with the unbiased variance); in evaluation mode it uses the running ones. Parameters
 * `weight` and `bias` (where affine), buffers `running_mean` and `running_var`.
 */
export class BatchNorm implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[];
  readonly #engine: Engine;
  readonly #features: number;
  readonly #epsilon: number;
  readonly #momentum: number;
  readonly #affine: { weight: Parameter; bias: Parameter } | undefined;
  readonly #runningMean: Tensor;
  readonly #runningVariance: Tensor;

  /**
   * @param engine where its parameters live.
   * @param options number of features and the constants.
   * @throws RangeError or TypeError for bad options.
   */
  constructor(engine: Engine, options: BatchNormOptions) {
    checkOptionNames('BatchNorm', options, ['features', 'affine', 'epsilon', 'momentum']);
    const { features, affine = true, epsilon = 1e-5, momentum = 0.1 } = options;
    this.#engine = engine;
    this.#features = checkInteger('BatchNorm', 'features', features, 1);
    this.#epsilon = checkNumber('BatchNorm', 'epsilon', epsilon, Number.MIN_VALUE);
    this.#momentum = checkNumber('BatchNorm', 'momentum', momentum, 0, 1);
    if (checkBoolean('BatchNorm', 'affine', affine)) {
      const weight = createParameter(engine, 'weight', [features]);
      weight.value.fill(1);
      this.#affine = { weight, bias: createParameter(engine, 'bias', [features]) };
    }
    this.parameters = this.#affine ? [this.#affine.weight, this.#affine.bias] : [];
    this.#runningMean = engine.tensor([features]);
    this.#runningVariance = engine.tensor([features]).fill(1);
    this.buffers = [
      { name: 'running_mean', value: this.#runningMean },
      { name: 'running_var', value: this.#runningVariance },
    ];
  }

  forward(input: Tensor, { training = true }: ForwardOptions = {}): Pass {
    const rows = checkFeatures('BatchNorm', this.#engine, input, this.#features);
    const [mean, variance] = training ? this.#batchMoments(input, rows) : this.#running();
    const factor = this.#factor(variance);
    const output = this.#normalise(input, rows, mean, factor);
    return new Pass(output, (gradient, wanted) => {
      const sums = this.#engine.empty([this.#features]);
      const products = this.#engine.empty([this.#features]);
      if (training || wanted.parameters) {
        kernelsOf(this.#engine).normaliseSums(
          input.offset,
          gradient.offset,
          rows,
          this.#features,
          mean.offset,
          sums.offset,
          products.offset,
        );
      }
      if (wanted.parameters) this.#addGradients(sums, products, variance);
      if (!wanted.input) return undefined;
      const slope = this.#engine.tensor([this.#features]);
      const shift = this.#engine.tensor([this.#features]);
      if (training) this.#batchTerms(rows, variance, factor, sums, products, slope, shift);
      const result = this.#engine.empty(input.shape);
      kernelsOf(this.#engine).normaliseBack(
        input.offset,
        gradient.offset,
        rows,
        this.#features,
        mean.offset,
        factor.offset,
        slope.offset,
        shift.offset,
        result.offset,
      );
      return result;
    });
  }

  infer(input: Tensor): Tensor {
    const rows = checkFeatures('BatchNorm', this.#engine, input, this.#features);
    const [mean, variance] = this.#running();
    return this.#normalise(input, rows, mean, this.#factor(variance));
  }

  /** Copies, so that a later training pass does not change what a backward pass sees. */
  #running(): [Tensor, Tensor] {
    const shape = [this.#features];
    return [this.#engine.tensor(shape, this.#runningMean.data), this.#engine.tensor(shape, this.#runningVariance.data)];
  }

  #batchMoments(input: Tensor, rows: number): [Tensor, Tensor] {
    if (rows < 2) throw new RangeError(`BatchNorm: a training batch must have at least 2 rows, got ${rows}`);
    const mean = this.#engine.empty([this.#features]);
    const variance = this.#engine.empty([this.#features]);
    kernelsOf(this.#engine).columnMoments(input.offset, rows, this.#features, mean.offset, variance.offset);
    move(this.#runningMean.data, mean.data, this.#momentum, 1);
    move(this.#runningVariance.data, variance.data, this.#momentum, rows / (rows - 1));
    return [mean, variance];
  }

  /** weight / sqrt(variance + epsilon) */
  #factor(variance: Tensor): Tensor {
    const factor = this.#engine.empty([this.#features]);
    const weight = this.#affine?.weight.value.data;
    const from = variance.data;
    factor.set(from.map((value, j) => (weight ? weight[j] : 1) / Math.sqrt(value + this.#epsilon)));
    return factor;
  }

  #normalise(input: Tensor, rows: number, mean: Tensor, factor: Tensor): Tensor {
    const shift = this.#affine ? this.#affine.bias.value : this.#engine.tensor([this.#features]);
    const output = this.#engine.empty(input.shape);
    kernelsOf(this.#engine).normalise(
      input.offset,
      rows,
      this.#features,
      mean.offset,
      factor.offset,
      shift.offset,
      output.offset,
    );
    return output;
  }

  #addGradients(sums: Tensor, products: Tensor, variance: Tensor): void {
    if (!this.#affine) return;
    const [weight, bias] = [this.#affine.weight.gradient.data, this.#affine.bias.gradient.data];
    const [sum, product, spread] = [sums.data, products.data, variance.data];
    for (let j = 0; j < this.#features; j++) {
      weight[j] += product[j] / Math.sqrt(spread[j] + this.#epsilon);
      bias[j] += sum[j];
    }
  }

  /** What the batch's own mean and variance take away from the gradient. */
  #batchTerms(
    rows: number,
    variance: Tensor,
    factor: Tensor,
    sums: Tensor,
    products: Tensor,
    slope: Tensor,
    shift: Tensor,
  ): void {
    const [spread, by, sum, product] = [variance.data, factor.data, sums.data, products.data];
    slope.set(product.map((value, j) => (-by[j] * value) / ((spread[j] + this.#epsilon) * rows)));
    shift.set(sum.map((value, j) => (-by[j] * value) / rows));
  }
}

function move(running: Float32Array, batch: Float32Array, momentum: number, correction: number): void {
  for (let j = 0; j < running.length; j++) {
    running[j] = (1 - momentum) * running[j] + momentum * correction * batch[j];
  }
}
