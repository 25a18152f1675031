/** The reconstruction and its masks in ops of TensorFlow.js: the counterpart of `reconstruction-net.ts` and `masked.ts`. */
import type { Random } from '@tsad/core';
import { gru, linear, type Tfjs, type TfTensor, type TfWeights } from '@tsad/nn/tfjs';
import { complementaryMasks } from '../masked.ts';
import type { NetworkOptions } from '../options.ts';
import { type DrawMask, patchesOf } from './detection.ts';

/** Reconstructions of windows, shape [rows][points] each. */
export interface TfReconstruction {
  /** Every patch where it was hidden. */
  hidden: TfTensor;
  /** Every patch where it was shown; absent for soft masks. */
  shown?: TfTensor;
}

/** How windows are reconstructed. */
export interface TfMaskedOptions {
  /** Shape [patches][rows]; present for soft masks. */
  probability?: TfTensor;
  /** Draws the masks. */
  random: Random;
  /** Draws dropout, for soft masks or for one of two; absent when scoring. */
  dropout?: (index?: number) => DrawMask | undefined;
  /** Whether all rows have the same mask, as in scoring. */
  same?: boolean;
}

/** The reconstruction network with given weights. */
export class TfReconstructionNet {
  readonly #tf: Tfjs;
  readonly #options: NetworkOptions;
  readonly #weights: TfWeights;

  /** @param weights without the prefix `reconstruction_net.`. */
  constructor(tf: Tfjs, options: NetworkOptions, weights: TfWeights) {
    this.#tf = tf;
    this.#options = options;
    this.#weights = weights;
  }

  /**
   * Reconstructs under a given mask.
   * @param x shape [rows][points].
   * @param mask shape [patches][rows]: 1 hides a patch, 0 shows it.
   */
  under(x: TfTensor, mask: TfTensor, dropout?: DrawMask): TfTensor {
    const tf = this.#tf;
    const { patch, reconstructionHidden: hidden, reconstructionLayers: layers } = this.#options;
    const projected = tf.selu(linear(tf, this.#weights, 'proj.', patchesOf(tf, x, patch)));
    const vector = this.#weights.mask_embedding ?? tf.tensor(new Float32Array(hidden), [hidden]);
    const share = tf.reshape(mask, [...mask.shape, 1]);
    const blended = tf.add(projected, tf.mul(share, tf.sub(vector, projected)));
    const encoded = gru(tf, this.#weights, 'encoder.', blended, { layers, bidirectional: true, mask: dropout });
    return tf.reshape(tf.transpose(linear(tf, this.#weights, 'head.', encoded), [1, 0, 2]), [...x.shape]);
  }

  /** Reconstructs under the masks of the options. */
  masked(x: TfTensor, { probability, random, dropout, same }: TfMaskedOptions): TfReconstruction {
    const { mask: mode, patch } = this.#options;
    if (mode === 'soft') return { hidden: this.under(x, probability!, dropout?.()) };
    const tf = this.#tf;
    const [rows, points] = x.shape;
    const patches = points / patch;
    const masks = complementaryMasks(mode, patches, rows, random, same);
    const [a, b] = masks.map((mask, i) => this.under(x, tf.tensor(mask, [patches, rows]), dropout?.(i)));
    const first = new Float32Array(rows * points);
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < points; i++) first[row * points + i] = masks[0][Math.floor(i / patch) * rows + row];
    }
    const pick = tf.mul(tf.tensor(first, [rows, points]), tf.sub(a, b));
    return { hidden: tf.add(b, pick), shown: tf.sub(a, pick) };
  }
}
