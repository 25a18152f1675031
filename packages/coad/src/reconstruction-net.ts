/** The reconstruction: patches, blended with a mask vector as far as they look anomalous, through a bidirectional GRU (3.3.2). */
import type { Random } from '@tsad/core';
import {
  blendRows,
  collect,
  type Engine,
  Gru,
  type Layer,
  Linear,
  type Parameter,
  Selu,
  Sequential,
  swapAxes,
  type Tensor,
} from '@tsad/nn';
import type { NetworkOptions } from './options.ts';

/** A reconstruction and the way back. */
export interface ReconstructionPass {
  /** Shape [rows][points]. */
  output: Tensor;
  /** Adds the parameters' gradients; returns the gradient of the mask, shape [patches][rows]. */
  backward(gradient: Tensor): Tensor;
}

/** The reconstruction network. */
export class ReconstructionNet {
  readonly parameters: readonly Parameter[];
  /** Points per patch. */
  readonly patch: number;
  readonly #projection: Layer;
  readonly #encoder: Layer;
  readonly #head: Layer;
  readonly #mask: Parameter;
  /** Stands for what is masked where the mask is not learnt. */
  readonly #nothing: Tensor;
  readonly #learnsMask: boolean;

  constructor(engine: Engine, options: NetworkOptions, random: Random) {
    const { patch, reconstructionHidden: hidden, reconstructionLayers: layers, dropout, mask } = options;
    this.patch = patch;
    this.#learnsMask = mask === 'soft';
    const linear = (name: string, inputs: number, outputs: number): Linear =>
      new Linear(engine, { inputs, outputs, init: 'xavier-uniform', random: random.fork(name) });
    const proj = linear('proj', patch, hidden);
    const draw = random.fork('mask_embedding');
    const value = engine.tensor(
      [hidden],
      Array.from({ length: hidden }, () => draw.normal()),
    );
    this.#mask = { name: 'mask_embedding', value, gradient: engine.tensor([hidden]) };
    this.#nothing = engine.tensor([hidden]);
    this.#projection = new Sequential([proj, new Selu(engine)]);
    this.#encoder = new Gru(engine, {
      inputs: hidden,
      hidden,
      layers,
      bidirectional: true,
      dropout,
      random: random.fork('encoder'),
    });
    this.#head = linear('head', 2 * hidden, patch);
    const { parameters } = collect({ proj, encoder: this.#encoder, head: this.#head });
    this.parameters = this.#learnsMask ? [this.#mask, ...parameters] : parameters;
  }

  /**
   * @param x shape [rows][points].
   * @param mask shape [patches][rows]: 1 hides a patch, 0 shows it.
   */
  forward(x: Tensor, mask: Tensor, random?: Random): ReconstructionPass {
    const projected = this.#projection.forward(this.#patches(x));
    const blended = blendRows(projected.output, this.#vector, mask);
    const encoded = this.#encoder.forward(blended.output, { random });
    const head = this.#head.forward(encoded.output);
    return {
      output: swapAxes(head.output).reshape(x.shape),
      backward: (gradient) => {
        const back = blended.backward(encoded.backward(head.backward(this.#patches(gradient))));
        projected.parameterGradients(back.x);
        if (this.#learnsMask) {
          const [from, to] = [back.vector.data, this.#mask.gradient.data];
          for (let i = 0; i < to.length; i++) to[i] += from[i];
        }
        return back.weight;
      },
    };
  }

  /** The reconstruction without the way back. */
  infer(x: Tensor, mask: Tensor): Tensor {
    const blended = blendRows(this.#projection.infer(this.#patches(x)), this.#vector, mask).output;
    return swapAxes(this.#head.infer(this.#encoder.infer(blended))).reshape(x.shape);
  }

  get #vector(): Tensor {
    return this.#learnsMask ? this.#mask.value : this.#nothing;
  }

  #patches(x: Tensor): Tensor {
    const [rows, points] = x.shape;
    return swapAxes(x.reshape([rows, points / this.patch, this.patch]));
  }
}
