/** Stacks of gated recurrent units (Cho et al. 2014) in PyTorch's convention. */
import { checkBoolean, checkInteger, checkOptionNames, type Random } from '@tsad/core';
import { checkRate, drawMask } from './dropout.ts';
import type { Engine } from './engine.ts';
import { type DirectionTrace, GruDirection } from './gru-direction.ts';
import { checkRandom } from './init.ts';
import { type Buffer, type ForwardOptions, type Layer, type Parameter, Pass, type Wanted } from './layer.ts';
import { checkEngine, name, type Tensor } from './tensor.ts';

/** Options of {@link Gru}. */
export interface GruOptions {
  /** Features of the input. */
  inputs: number;
  /** Features of the state, for each direction. */
  hidden: number;
  /** Layers one above the other. Default 1. */
  layers?: number;
  /** Whether a second unit runs from the end; its state is appended to the output's features. Default false. */
  bidirectional?: boolean;
  /** Dropout between layers, in [0, 1). Default 0. */
  dropout?: number;
  /** Where the initial weights are drawn from: uniform within 1 / sqrt(hidden), parameter after parameter. */
  random: Random;
}

interface LayerTrace {
  traces: DirectionTrace[];
  /** Dropout on this layer's input. */
  mask: ((tensor: Tensor) => Tensor) | undefined;
}

/**
 * A stack of GRU layers: [time][batch][inputs] to [time][batch][hidden x directions]; the first state is zero. Gates and names are
 * PyTorch's: `weight_ih_l0` [3 hidden][inputs] in the order r, z, n, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, then the
 * same with `_reverse`, then `_l1`. A training pass keeps 4 hidden + output floats a step, row, layer and direction; `infer` keeps
 * none of them. Windows that lie batch-major are turned with `swapAxes`.
 * @example
 * const { createRandom } = await import('@tsad/core');
 * const engine = await createEngine();
 * const gru = new Gru(engine, { inputs: 3, hidden: 4, layers: 2, bidirectional: true, random: createRandom(1) });
 * const states = gru.infer(engine.tensor([10, 5, 3]).fill(1));
 * console.assert(states.shape.join() === '10,5,8');
 * engine.dispose();
 */
export class Gru implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[] = [];
  readonly #engine: Engine;
  readonly #inputs: number;
  readonly #width: number;
  readonly #dropout: number;
  readonly #layers: readonly GruDirection[][];

  /**
   * @param engine where its parameters live.
   * @param options sizes, directions, dropout and initial weights.
   * @throws RangeError or TypeError for bad options.
   */
  constructor(engine: Engine, options: GruOptions) {
    checkOptionNames('Gru', options, ['inputs', 'hidden', 'layers', 'bidirectional', 'dropout', 'random']);
    const { inputs, hidden, layers = 1, bidirectional = false, dropout = 0, random } = options;
    this.#engine = engine;
    this.#inputs = checkInteger('Gru', 'inputs', inputs, 1);
    checkInteger('Gru', 'hidden', hidden, 1);
    checkInteger('Gru', 'layers', layers, 1);
    this.#width = checkBoolean('Gru', 'bidirectional', bidirectional) ? 2 * hidden : hidden;
    this.#dropout = checkRate('Gru', 'dropout', dropout);
    checkRandom('Gru', random);
    const suffixes = bidirectional ? ['', '_reverse'] : [''];
    this.#layers = Array.from({ length: layers }, (_, layer) =>
      suffixes.map((suffix, direction) => {
        const sizes = { inputs: layer === 0 ? inputs : this.#width, hidden };
        return new GruDirection(engine, sizes, `_l${layer}${suffix}`, direction === 1, direction * hidden, random);
      }),
    );
    this.parameters = this.#layers.flat().flatMap(({ parameters }) => parameters);
  }

  forward(input: Tensor, { training = true, random }: ForwardOptions = {}): Pass {
    this.#check(input);
    const dropping = training && this.#dropout > 0 && this.#layers.length > 1;
    let output = input;
    const layers: LayerTrace[] = this.#layers.map((directions, layer) => {
      const mask = dropping && layer > 0 ? drawMask('Gru', this.#engine, this.#dropout, random) : undefined;
      const from = mask ? mask(output) : output;
      const to = this.#engine.empty([input.shape[0], input.shape[1], this.#width]);
      output = to;
      const traces = directions.map((direction) => ({
        input: from,
        output: to,
        gates: direction.run(from, to, true),
      }));
      return { traces, mask };
    });
    let used = false;
    return new Pass(output, (gradient, wanted) => {
      if (used) throw new Error('Gru: a pass can go back only once; run forward again');
      used = true;
      return this.#back(layers, gradient, wanted);
    });
  }

  infer(input: Tensor): Tensor {
    this.#check(input);
    const engine = this.#engine;
    const [steps, batch] = input.shape;
    const result = engine.empty([steps, batch, this.#width]);
    engine.scope(() => {
      let from = input;
      for (const [layer, directions] of this.#layers.entries()) {
        const to = layer === this.#layers.length - 1 ? result : engine.empty(result.shape);
        for (const direction of directions) direction.run(from, to, false);
        from = to;
      }
    });
    return result;
  }

  #back(layers: readonly LayerTrace[], gradient: Tensor, wanted: Wanted): Tensor | undefined {
    let back = gradient;
    for (let layer = layers.length - 1; layer >= 0; layer--) {
      const { traces, mask } = layers[layer];
      const result = layer > 0 || wanted.input ? this.#engine.empty(traces[0].input.shape) : undefined;
      for (const [at, direction] of this.#layers[layer].entries()) {
        direction.back(traces[at], back, result, at > 0, wanted);
      }
      if (!result) return undefined;
      back = mask ? mask(result) : result;
    }
    return back;
  }

  #check(input: Tensor): void {
    checkEngine('Gru', this.#engine, input);
    const { shape } = input;
    if (shape.length !== 3 || shape[0] < 1 || shape[1] < 1 || shape[2] !== this.#inputs) {
      throw new RangeError(
        `Gru: the input must have shape [time, batch, ${this.#inputs}] with at least one step and row, got ${name(input)}`,
      );
    }
  }
}
