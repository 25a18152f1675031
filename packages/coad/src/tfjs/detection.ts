/** The classifier in ops of TensorFlow.js: the counterpart of `detection-net.ts`, forward only. */
import { gru, linear, type Tfjs, type TfTensor, type TfWeights } from '@tsad/nn/tfjs';
import type { Domain } from '../detection-net.ts';
import { FREQUENCY_VALUES } from '../frequency.ts';
import type { NetworkOptions } from '../options.ts';

/** What the encoder says about every patch, shape [patches][rows][2 * hidden]; a domain that is off is absent. */
export type TfFeatures = Partial<Record<Domain, TfTensor>>;

/** Draws the mask of one dropout, which multiplies. */
export type DrawMask = (shape: readonly number[]) => TfTensor;

const SHORT: Readonly<Record<Domain, string>> = { frequency: 'freq', time: 'time' };

/** Values of a point's transform by its left neighbour, itself and its right neighbour: see `frequencyOf`. */
const TRANSFORM = [
  [0.25, 0, 0, -0.25, -0.25, 0],
  [0.5, 0, -0.5, 0, 0.5, 0],
  [0.25, 0, 0, 0.25, -0.25, 0],
];

/** The classifier with given weights. */
export class TfDetectionNet {
  readonly #tf: Tfjs;
  readonly #options: NetworkOptions;
  readonly #weights: TfWeights;
  readonly #domains: readonly Domain[];

  /** @param weights without the prefix `detection_net.`. */
  constructor(tf: Tfjs, options: NetworkOptions, weights: TfWeights) {
    this.#tf = tf;
    this.#options = options;
    this.#weights = weights;
    this.#domains = options.domains === 'both' ? ['frequency', 'time'] : [options.domains];
  }

  /** @param x shape [rows][points]; @param mask dropout between the layers of the encoder; absent when scoring. */
  features(x: TfTensor, mask?: DrawMask): TfFeatures {
    const tf = this.#tf;
    const { layers, encoders } = this.#options;
    const inputs = this.#domains.map((domain) => {
      const patches = domain === 'time' ? this.#patches(x, 1) : this.#patches(this.#transform(x), FREQUENCY_VALUES);
      return tf.selu(linear(tf, this.#weights, `proj_${SHORT[domain]}.0.`, patches));
    });
    const encode = (name: string, input: TfTensor): TfTensor =>
      gru(tf, this.#weights, `${name}.`, input, { layers, bidirectional: true, mask });
    let outputs: TfTensor[];
    if (this.#domains.length > 1 && encoders === 'shared') {
      outputs = tf.split(encode('encoder', tf.concat(inputs, 1)), this.#domains.length, 1);
    } else {
      const name = (domain: Domain): string => (encoders === 'shared' ? 'encoder' : `encoder_${SHORT[domain]}`);
      outputs = this.#domains.map((domain, i) => encode(name(domain), inputs[i]));
    }
    return Object.fromEntries(this.#domains.map((domain, i) => [domain, outputs[i]]));
  }

  /**
   * Logits, shape [patches][rows][values].
   * @param which heads: those of the input, or the one of the residual.
   */
  decide(features: TfFeatures, which: 'input' | 'residual'): TfTensor {
    if (this.#options.granularity !== 'window') return this.#fuse(features, which);
    const tf = this.#tf;
    const pooled: TfFeatures = {};
    for (const domain of this.#domains) pooled[domain] = tf.mean(features[domain]!, 0, true);
    return tf.tile(this.#fuse(pooled, which), [features[this.#domains[0]]!.shape[0], 1, 1]);
  }

  /** The difference of two sets of features. */
  subtract(a: TfFeatures, b: TfFeatures): TfFeatures {
    return Object.fromEntries(this.#domains.map((domain) => [domain, this.#tf.sub(a[domain]!, b[domain]!)]));
  }

  #fuse(features: TfFeatures, which: 'input' | 'residual'): TfTensor {
    const tf = this.#tf;
    const { fusion, residual } = this.#options;
    const [first, second] = this.#domains;
    const head = (domain: Domain, input: TfTensor): TfTensor => {
      const own = which === 'residual' && residual ? 'residual' : SHORT[domain];
      const inner = tf.selu(linear(tf, this.#weights, `classifier_${own}.0.`, input));
      return linear(tf, this.#weights, `classifier_${own}.2.`, inner);
    };
    const [a, b] = [features[first]!, features[second]!];
    if (second === undefined) return head(first, a);
    if (fusion === 'max') return tf.maximum(head(first, a), head(second, b));
    if (fusion === 'mean') return tf.mul(tf.add(head(first, a), head(second, b)), 0.5);
    return head(first, fusion === 'add' ? tf.add(a, b) : this.#gate(a, b));
  }

  #gate(frequency: TfTensor, time: TfTensor): TfTensor {
    const tf = this.#tf;
    const through = (name: string, x: TfTensor): TfTensor => linear(tf, this.#weights, `fusion_net.${name}.`, x);
    const [a, b] = [tf.tanh(through('hidden1', frequency)), tf.tanh(through('hidden2', time))];
    const z = tf.sigmoid(through('hidden_sigmoid', tf.concat([a, b], 2)));
    return tf.add(b, tf.mul(z, tf.sub(a, b)));
  }

  /** [rows][points][values] to [patches][rows][patch * values]. */
  #patches(x: TfTensor, values: number): TfTensor {
    return patchesOf(this.#tf, x, this.#options.patch, values);
  }

  /** The short-time Fourier transform as a constant linear map: the real and imaginary parts have no gradient of their own. */
  #transform(x: TfTensor): TfTensor {
    const tf = this.#tf;
    const [rows, points] = x.shape;
    const column = (at: number, count: number): TfTensor => tf.slice(x, [0, at], [rows, count]);
    const before = tf.concat([column(1, 1), column(0, points - 1)], 1);
    const after = tf.concat([column(1, points - 1), column(points - 2, 1)], 1);
    const map = tf.tensor(Float32Array.from(TRANSFORM.flat()), [3, FREQUENCY_VALUES]);
    const taps = tf.reshape(tf.stack([before, x, after], 2), [rows * points, 3]);
    return tf.reshape(tf.matMul(taps, map), [rows, points, FREQUENCY_VALUES]);
  }
}

/** [rows][points][values] to [patches][rows][patch * values]. */
export function patchesOf(tf: Tfjs, x: TfTensor, patch: number, values: number = 1): TfTensor {
  const [rows, points] = x.shape;
  return tf.transpose(tf.reshape(x, [rows, points / patch, patch * values]), [1, 0, 2]);
}
