/** Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), with PyTorch's conventions. */
import { checkInteger, checkNumber, checkOptionNames, portablePow, type Tensor as StoredTensor } from '@tsad/core';
import { kernelsOf } from './engine.ts';
import type { Parameter } from './layer.ts';
import type { Tensor } from './tensor.ts';
import { storeTensors, takeTensors } from './weights.ts';

/** Options of {@link Adam} and {@link AdamW}. */
export interface AdamOptions {
  /** Step size, >= 0. Default 1e-3. */
  learningRate?: number;
  /** Decay of the two moments, each in [0, 1). Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Added to the root of the second moment, > 0. Default 1e-8. */
  epsilon?: number;
  /** Weight decay, >= 0. Default 0 for Adam, 0.01 for AdamW. */
  weightDecay?: number;
}

/** The state of an optimiser; training continues bit for bit from it. */
export interface OptimiserSnapshot {
  /** Steps taken. */
  step: number;
  /** The learning rate at that time. */
  learningRate: number;
  /** The moments, `<parameter>.first` and `<parameter>.second`. */
  tensors: Record<string, StoredTensor>;
}

interface Moments {
  parameter: Parameter;
  first: Tensor;
  second: Tensor;
}

class AdamBase {
  /** The rate of the next step; set it from a schedule. */
  learningRate: number;
  readonly #moments: readonly Moments[];
  readonly #betas: readonly [number, number];
  readonly #epsilon: number;
  readonly #weightDecay: number;
  readonly #decoupled: boolean;
  #step = 0;

  constructor(where: string, parameters: readonly Parameter[], options: AdamOptions, decoupled: boolean) {
    checkOptionNames(where, options, ['learningRate', 'betas', 'epsilon', 'weightDecay']);
    const { learningRate = 1e-3, betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = decoupled ? 0.01 : 0 } = options;
    if (parameters.length === 0) throw new RangeError(`${where}: parameters must hold at least one parameter`);
    this.learningRate = checkNumber(where, 'learningRate', learningRate, 0);
    for (const at of [0, 1]) checkNumber(where, `betas[${at}]`, betas[at], 0, 1 - Number.EPSILON);
    this.#betas = betas;
    this.#epsilon = checkNumber(where, 'epsilon', epsilon, Number.MIN_VALUE);
    this.#weightDecay = checkNumber(where, 'weightDecay', weightDecay, 0);
    this.#decoupled = decoupled;
    this.#moments = parameters.map((parameter) => {
      const { engine, shape } = parameter.value;
      return { parameter, first: engine.tensor(shape), second: engine.tensor(shape) };
    });
  }

  /** Moves every parameter by its gradient; the gradients stay as they are. */
  step(): void {
    this.#step++;
    const [beta1, beta2] = this.#betas;
    const rate = this.learningRate / (1 - portablePow(beta1, this.#step));
    const root = 1 / Math.sqrt(1 - portablePow(beta2, this.#step));
    const shrink = this.#decoupled ? 1 - this.learningRate * this.#weightDecay : 1;
    const penalty = this.#decoupled ? 0 : this.#weightDecay;
    for (const { parameter, first, second } of this.#moments) {
      const { value, gradient } = parameter;
      const kernels = kernelsOf(value.engine);
      const places = [value.offset, gradient.offset, first.offset, second.offset, value.length];
      kernels.adam(...places, beta1, beta2, this.#epsilon, rate, root, shrink, penalty);
    }
  }

  /** Sets all gradients to 0; call it before the passes of a step. */
  zeroGradients(): void {
    for (const { parameter } of this.#moments) parameter.gradient.fill(0);
  }

  /** The state as data. */
  snapshot(): OptimiserSnapshot {
    return { step: this.#step, learningRate: this.learningRate, tensors: storeTensors(this.#named()) };
  }

  /**
   * Continues from a snapshot of an optimiser over the same parameters.
   * @throws RangeError when names, shapes or numbers do not fit.
   */
  restore(snapshot: OptimiserSnapshot): void {
    const step = checkInteger('optimiser.restore', 'step', snapshot.step, 0);
    const rate = checkNumber('optimiser.restore', 'learningRate', snapshot.learningRate, 0);
    takeTensors('optimiser.restore', this.#named(), snapshot.tensors);
    this.#step = step;
    this.learningRate = rate;
  }

  #named(): { name: string; value: Tensor }[] {
    return this.#moments.flatMap(({ parameter, first, second }) => [
      { name: `${parameter.name}.first`, value: first },
      { name: `${parameter.name}.second`, value: second },
    ]);
  }
}

/** Adam; weight decay, if any, is added to the gradient (L2), as in torch.optim.Adam. */
export class Adam extends AdamBase {
  /**
   * @param parameters what to train.
   * @param options rate and constants.
   * @throws RangeError or TypeError for bad options.
   */
  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    super('Adam', parameters, options, false);
  }
}

/** Adam with decoupled weight decay, as in torch.optim.AdamW. */
export class AdamW extends AdamBase {
  /**
   * @param parameters what to train.
   * @param options rate and constants.
   * @throws RangeError or TypeError for bad options.
   */
  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    super('AdamW', parameters, options, true);
  }
}
