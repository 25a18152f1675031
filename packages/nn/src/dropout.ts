/** Dropout (Srivastava et al. 2014) with masks from a seeded stream. */
import { checkNumber, checkOptionNames, type Random } from '@tsad/core';
import { type Engine, kernelsOf } from './engine.ts';
import { type Buffer, type ForwardOptions, type Layer, type Parameter, Pass } from './layer.ts';
import { checkEngine, type Tensor } from './tensor.ts';

/** Options of {@link Dropout}. */
export interface DropoutOptions {
  /** Share of elements that are set to 0, in [0, 1). */
  rate: number;
}

/**
 * In training mode sets each element to 0 with probability `rate` and divides the others by 1 - rate; in evaluation mode it
 * does nothing. The mask is a hash of two words drawn from `random` and of the element's place, so it is never stored.
 */
export class Dropout implements Layer {
  readonly parameters: readonly Parameter[] = [];
  readonly buffers: readonly Buffer[] = [];
  readonly #engine: Engine;
  readonly #rate: number;

  /**
   * @param engine where its results live.
   * @param options the rate.
   * @throws RangeError for a rate outside [0, 1).
   */
  constructor(engine: Engine, options: DropoutOptions) {
    checkOptionNames('Dropout', options, ['rate']);
    this.#engine = engine;
    this.#rate = checkRate('Dropout', 'rate', options.rate);
  }

  forward(input: Tensor, { training = true, random }: ForwardOptions = {}): Pass {
    if (!training || this.#rate === 0) return new Pass(input, (gradient) => gradient);
    const mask = drawMask('Dropout', this.#engine, this.#rate, random);
    return new Pass(mask(input), (gradient, wanted) => (wanted.input ? mask(gradient) : undefined));
  }

  infer(input: Tensor): Tensor {
    return input;
  }
}

/** Asserts a dropout rate. */
export function checkRate(where: string, name: string, rate: number): number {
  if (rate === 1) throw new RangeError(`${where}: ${name} must be a number in [0, 1), got 1`);
  return checkNumber(where, name, rate, 0, 1);
}

/** A mask as the map that applies it: the same for every tensor of one length. */
export function drawMask(
  where: string,
  engine: Engine,
  rate: number,
  random: Random | undefined,
): (tensor: Tensor) => Tensor {
  if (!random) throw new TypeError(`${where}: dropout in training mode needs forward(input, { random })`);
  const keys = [random.integer(2 ** 32), random.integer(2 ** 32)];
  return (tensor) => {
    checkEngine(where, engine, tensor);
    const result = engine.empty(tensor.shape);
    kernelsOf(engine).dropout(tensor.offset, result.offset, tensor.length, 1 - rate, keys[0], keys[1]);
    return result;
  };
}
