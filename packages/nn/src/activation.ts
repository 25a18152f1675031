/** Activations, element by element; their gradients are computed from their outputs. */
import { checkNumber, checkOptionNames } from '@tsad/core';
import { type Engine, kernelsOf } from './engine.ts';
import type { Kernels } from './kernels.ts';
import { type Buffer, type Layer, type Parameter, Pass } from './layer.ts';
import { checkEngine, type Tensor } from './tensor.ts';

interface Maps {
  forward(kernels: Kernels, input: number, output: number, length: number): void;
  backward(kernels: Kernels, output: number, gradient: number, result: number, length: number): void;
}

class Activation implements Layer {
  readonly parameters: readonly Parameter[] = [];
  readonly buffers: readonly Buffer[] = [];
  readonly #engine: Engine;
  readonly #maps: Maps;

  constructor(engine: Engine, maps: Maps) {
    this.#engine = engine;
    this.#maps = maps;
  }

  forward(input: Tensor): Pass {
    const output = this.infer(input);
    return new Pass(output, (gradient, wanted) => {
      if (!wanted.input) return undefined;
      const result = this.#engine.empty(input.shape);
      const kernels = kernelsOf(this.#engine);
      this.#maps.backward(kernels, output.offset, gradient.offset, result.offset, input.length);
      return result;
    });
  }

  infer(input: Tensor): Tensor {
    checkEngine('activation', this.#engine, input);
    const output = this.#engine.empty(input.shape);
    this.#maps.forward(kernelsOf(this.#engine), input.offset, output.offset, input.length);
    return output;
  }
}

/** max(x, 0). The gradient at 0 is 0. */
export class Relu extends Activation {
  constructor(engine: Engine) {
    super(engine, leakyMaps(0));
  }
}

/** Options of {@link LeakyRelu}. */
export interface LeakyReluOptions {
  /** Factor of negative inputs, > 0. Default 0.01. */
  slope?: number;
}

/** x for x > 0, else slope x. */
export class LeakyRelu extends Activation {
  constructor(engine: Engine, options: LeakyReluOptions = {}) {
    checkOptionNames('LeakyRelu', options, ['slope']);
    super(engine, leakyMaps(checkNumber('LeakyRelu', 'slope', options.slope ?? 0.01, Number.MIN_VALUE)));
  }
}

/** Scaled exponential linear unit (Klambauer et al. 2017). */
export class Selu extends Activation {
  constructor(engine: Engine) {
    super(engine, {
      forward: (kernels, input, output, length) => kernels.selu(input, output, length),
      backward: (kernels, output, gradient, result, length) => kernels.seluBack(output, gradient, result, length),
    });
  }
}

/** 1 / (1 + exp(-x)); absolute error below 1e-7. */
export class Sigmoid extends Activation {
  constructor(engine: Engine) {
    super(engine, {
      forward: (kernels, input, output, length) => kernels.sigmoids(input, output, length),
      backward: (kernels, output, gradient, result, length) => kernels.sigmoidBack(output, gradient, result, length),
    });
  }
}

/** tanh(x); absolute error below 2e-7. */
export class Tanh extends Activation {
  constructor(engine: Engine) {
    super(engine, {
      forward: (kernels, input, output, length) => kernels.tanhs(input, output, length),
      backward: (kernels, output, gradient, result, length) => kernels.tanhBack(output, gradient, result, length),
    });
  }
}

function leakyMaps(slope: number): Maps {
  return {
    forward: (kernels, input, output, length) => kernels.leaky(input, output, length, slope),
    backward: (kernels, output, gradient, result, length) => kernels.leakyBack(output, gradient, result, length, slope),
  };
}
