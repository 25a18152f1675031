/** What every layer is: parameters, a forward pass that remembers, a backward pass that adds up. */
import type { Random } from '@tsad/core';
import type { Tensor } from './tensor.ts';

/** A trained tensor and the gradient that backward passes add to. */
export interface Parameter {
  /** Name as in PyTorch, such as "0.weight". */
  readonly name: string;
  /** The weights. */
  readonly value: Tensor;
  /** The sum of the gradients since it was last zeroed; same shape. */
  readonly gradient: Tensor;
}

/** State that is kept with the weights but not trained, such as running statistics. */
export interface Buffer {
  /** Name as in PyTorch, such as "1.running_mean". */
  readonly name: string;
  /** The content. */
  readonly value: Tensor;
}

/** How a forward pass runs. */
export interface ForwardOptions {
  /** Training mode: batch statistics and dropout. Default true. */
  training?: boolean;
  /** Source of dropout's masks; needed where dropout is active in training mode. Default none. */
  random?: Random;
}

/** A layer. It keeps nothing of a pass, so it may run several times within one step. */
export interface Layer {
  /** What is trained, in a fixed order. */
  readonly parameters: readonly Parameter[];
  /** What else belongs to the state. */
  readonly buffers: readonly Buffer[];
  /** Runs the layer and keeps in the returned pass what its backward needs. */
  forward(input: Tensor, options?: ForwardOptions): Pass;
  /** Runs the layer in evaluation mode and keeps nothing. */
  infer(input: Tensor): Tensor;
}

/** What a backward pass is to compute. */
export interface Wanted {
  /** The gradient with respect to the input. */
  input: boolean;
  /** The gradients of the parameters. */
  parameters: boolean;
}

/** One run of a layer. Call one of its three backward methods, once; none changes the gradient it is given. */
export class Pass {
  /** What the layer returned. */
  readonly output: Tensor;
  readonly #run: (gradient: Tensor, wanted: Wanted) => Tensor | undefined;

  /**
   * For layers of your own.
   * @param output what the layer returns.
   * @param run computes what is wanted from the gradient with respect to the output; adds to the parameters' gradients,
   * returns the gradient with respect to the input where that is wanted.
   */
  constructor(output: Tensor, run: (gradient: Tensor, wanted: Wanted) => Tensor | undefined) {
    this.output = output;
    this.#run = run;
  }

  /** Adds to the parameters' gradients and returns the gradient with respect to the input. */
  backward(gradient: Tensor): Tensor {
    return this.#run(this.#checked(gradient), { input: true, parameters: true })!;
  }

  /** Returns the gradient with respect to the input and leaves the parameters' gradients alone. */
  inputGradient(gradient: Tensor): Tensor {
    return this.#run(this.#checked(gradient), { input: true, parameters: false })!;
  }

  /** Adds to the parameters' gradients only: for the first layer of a network. */
  parameterGradients(gradient: Tensor): void {
    this.#run(this.#checked(gradient), { input: false, parameters: true });
  }

  #checked(gradient: Tensor): Tensor {
    if (gradient.length !== this.output.length || gradient.engine !== this.output.engine) {
      throw new RangeError(
        `pass.backward: the gradient must be of the output's engine and shape [${this.output.shape}], got [${gradient.shape}]`,
      );
    }
    return gradient;
  }
}

/** A parameter of zeros at the top of the stack. */
export function createParameter(
  engine: Tensor['engine'],
  name: string,
  shape: readonly number[],
  values?: ArrayLike<number>,
): Parameter {
  return { name, value: engine.tensor(shape, values), gradient: engine.tensor(shape) };
}
