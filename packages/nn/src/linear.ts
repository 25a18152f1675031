/** The linear layer y = x W' + b. */
import { checkBoolean, checkChoice, checkInteger, checkOptionNames, type Random } from '@tsad/core';
import { type Engine, kernelsOf } from './engine.ts';
import { checkRandom, drawWeights, type Init, inits } from './init.ts';
import { type Buffer, createParameter, type Layer, type Parameter, Pass } from './layer.ts';
import { multiplyMatrices } from './product.ts';
import { checkFeatures, type Tensor } from './tensor.ts';

/** Options of {@link Linear}. */
export interface LinearOptions {
  /** Features of the input. */
  inputs: number;
  /** Features of the output. */
  outputs: number;
  /** Whether there is a bias. Default true. */
  bias?: boolean;
  /** How weights start. Default 'torch'. */
  init?: Init;
  /** Where the initial weights are drawn from: weight first, then bias. */
  random: Random;
}

/**
 * A linear layer on the last axis: [..., inputs] to [..., outputs]. Parameters `weight` [outputs][inputs] and `bias` [outputs].
 * @example
 * const engine = await createEngine();
 * const { createRandom } = await import('@tsad/core');
 * const layer = new Linear(engine, { inputs: 3, outputs: 2, random: createRandom(1) });
 * const pass = layer.forward(engine.tensor([4, 3]));
 * console.assert(pass.output.shape.join() === '4,2');
 * engine.dispose();
 */
export class Linear implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[] = [];
  readonly #engine: Engine;
  readonly #inputs: number;
  readonly #outputs: number;
  readonly #weight: Parameter;
  readonly #bias: Parameter | undefined;

  /**
   * @param engine where its parameters live.
   * @param options sizes, bias and initial weights.
   * @throws RangeError or TypeError for bad options.
   */
  constructor(engine: Engine, options: LinearOptions) {
    checkOptionNames('Linear', options, ['inputs', 'outputs', 'bias', 'init', 'random']);
    const { inputs, outputs, bias = true, init = 'torch', random } = options;
    this.#engine = engine;
    this.#inputs = checkInteger('Linear', 'inputs', inputs, 1);
    this.#outputs = checkInteger('Linear', 'outputs', outputs, 1);
    checkBoolean('Linear', 'bias', bias);
    checkChoice('Linear', 'init', init, inits);
    const shape = [outputs, inputs];
    const drawn = drawWeights(init, checkRandom('Linear', random), shape, inputs, outputs, bias ? outputs : 0);
    this.#weight = createParameter(engine, 'weight', shape, drawn.weight);
    this.#bias = bias ? createParameter(engine, 'bias', [outputs], drawn.bias) : undefined;
    this.parameters = this.#bias ? [this.#weight, this.#bias] : [this.#weight];
  }

  forward(input: Tensor): Pass {
    const rows = checkFeatures('Linear', this.#engine, input, this.#inputs);
    return new Pass(this.infer(input), (gradient, wanted) => {
      if (wanted.parameters) this.#addGradients(input, gradient, rows);
      return wanted.input ? this.#inputGradient(input, gradient, rows) : undefined;
    });
  }

  infer(input: Tensor): Tensor {
    const rows = checkFeatures('Linear', this.#engine, input, this.#inputs);
    const [inputs, outputs] = [this.#inputs, this.#outputs];
    const output = this.#engine.empty([...input.shape.slice(0, -1), outputs]);
    multiplyMatrices(
      this.#engine,
      [rows, outputs, inputs],
      { offset: input.offset, strides: [inputs, 1] },
      { offset: this.#weight.value.offset, strides: [1, inputs] },
      { offset: output.offset, stride: outputs },
      this.#bias ? { row: this.#bias.value.offset } : 'zero',
    );
    return output;
  }

  #inputGradient(input: Tensor, gradient: Tensor, rows: number): Tensor {
    const [inputs, outputs] = [this.#inputs, this.#outputs];
    const result = this.#engine.empty(input.shape);
    multiplyMatrices(
      this.#engine,
      [rows, inputs, outputs],
      { offset: gradient.offset, strides: [outputs, 1] },
      { offset: this.#weight.value.offset, strides: [inputs, 1] },
      { offset: result.offset, stride: inputs },
    );
    return result;
  }

  #addGradients(input: Tensor, gradient: Tensor, rows: number): void {
    const [inputs, outputs] = [this.#inputs, this.#outputs];
    multiplyMatrices(
      this.#engine,
      [outputs, inputs, rows],
      { offset: gradient.offset, strides: [1, outputs] },
      { offset: input.offset, strides: [inputs, 1] },
      { offset: this.#weight.gradient.offset, stride: inputs },
      'result',
    );
    if (this.#bias) {
      kernelsOf(this.#engine).columnSums(gradient.offset, outputs, rows, outputs, this.#bias.gradient.offset);
    }
  }
}
