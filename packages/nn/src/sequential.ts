/** Layers one after the other, and the names of their parameters. */
import type { Buffer, ForwardOptions, Layer, Parameter } from './layer.ts';
import { Pass } from './layer.ts';
import type { Tensor } from './tensor.ts';

/** What holds weights: a layer, a network, or what {@link collect} returns. */
export interface Weighted {
  /** What is trained. */
  readonly parameters: readonly Parameter[];
  /** What else belongs to the state. Default none. */
  readonly buffers?: readonly Buffer[];
}

/**
 * Puts the parameters and buffers of several layers under their names: `weight` of `{ encoder }` becomes `encoder.weight`.
 * @param parts layers, or what holds weights, by name.
 * @example
 * const engine = await createEngine();
 * const { createRandom } = await import('@tsad/core');
 * const head = new Linear(engine, { inputs: 2, outputs: 1, random: createRandom(1) });
 * console.assert(collect({ head }).parameters[1].name === 'head.bias');
 * engine.dispose();
 */
export function collect(parts: Readonly<Record<string, Weighted>>): Required<Weighted> {
  const entries = Object.entries(parts);
  const under = <T extends { name: string }>(prefix: string, items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, name: `${prefix}.${item.name}` }));
  return {
    parameters: entries.flatMap(([prefix, part]) => under(prefix, part.parameters)),
    buffers: entries.flatMap(([prefix, part]) => under(prefix, part.buffers ?? [])),
  };
}

/**
 * Layers one after the other, as one layer. Parameters are named `0.weight`, `1.weight`, ... or by the keys given.
 */
export class Sequential implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[];
  readonly #layers: readonly Layer[];

  /** @param layers in order: a list, or an object whose keys name them. */
  constructor(layers: readonly Layer[] | Readonly<Record<string, Layer>>) {
    const named: Record<string, Layer> = Object.fromEntries(Object.entries(layers));
    this.#layers = Object.values(named);
    const { parameters, buffers } = collect(named);
    this.parameters = parameters;
    this.buffers = buffers;
  }

  forward(input: Tensor, options?: ForwardOptions): Pass {
    const passes: Pass[] = [];
    let output = input;
    for (const layer of this.#layers) {
      const pass = layer.forward(output, options);
      passes.push(pass);
      output = pass.output;
    }
    return new Pass(output, (gradient, wanted) => {
      let back = gradient;
      for (const [at, pass] of [...passes.entries()].reverse()) {
        if (at === 0 && !wanted.input) return void pass.parameterGradients(back);
        back = wanted.parameters ? pass.backward(back) : pass.inputGradient(back);
      }
      return back;
    });
  }

  infer(input: Tensor): Tensor {
    return this.#layers.reduce((output, layer) => layer.infer(output), input);
  }
}
