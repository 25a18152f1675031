/** A stack of gated recurrent units in PyTorch's convention, which `tf.layers.gru` cannot express (it has no `reset_after`). */
import { unstackFirst } from './ops.ts';
import type { Tfjs, TfTensor, TfWeights } from './types.ts';

/** Options of {@link gru}. */
export interface TfGruOptions {
  /** Layers one above the other. */
  layers: number;
  /** Whether a second unit runs from the end. */
  bidirectional: boolean;
  /** Dropout: multiplies the input of every layer but the first by what it returns for that shape. Default: none. */
  mask?: (shape: readonly number[]) => TfTensor;
}

/**
 * `Gru`: [time][batch][inputs] to [time][batch][hidden x directions], the first state zero.
 *
 * The products with the input are one matrix product a layer and direction; the recurrence runs step by step, both directions at
 * once: about ten ops a step and layer, so that small networks wait for the launches of their ops.
 * @param tf the namespace of TensorFlow.js.
 * @param weights `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, `..._reverse`, `..._l1`, after `prefix`.
 * @param prefix such as `encoder.`.
 * @param x shape [time, batch, inputs].
 * @param options layers, directions, dropout.
 */
export function gru(tf: Tfjs, weights: TfWeights, prefix: string, x: TfTensor, options: TfGruOptions): TfTensor {
  const { layers, bidirectional, mask } = options;
  let from = x;
  for (let layer = 0; layer < layers; layer++) {
    if (layer > 0 && mask) from = tf.mul(from, mask(from.shape));
    const suffixes = bidirectional ? [`_l${layer}`, `_l${layer}_reverse`] : [`_l${layer}`];
    from = runLayer(tf, weights, prefix, suffixes, from);
  }
  return from;
}

function runLayer(tf: Tfjs, weights: TfWeights, prefix: string, suffixes: string[], x: TfTensor): TfTensor {
  const [steps, batch, inputs] = x.shape;
  const hidden = weights[`${prefix}weight_hh${suffixes[0]}`].shape[1];
  const own = (name: string): TfTensor[] => suffixes.map((suffix) => weights[`${prefix}${name}${suffix}`]);
  const rows = tf.reshape(x, [steps * batch, inputs]);
  const [inputWeights, inputBiases] = [own('weight_ih'), own('bias_ih')];
  const products = suffixes.map((_, direction) => {
    const product = tf.add(tf.matMul(rows, inputWeights[direction], false, true), inputBiases[direction]);
    const shaped = tf.reshape(product, [steps, batch, 3 * hidden]);
    return direction === 1 ? tf.reverse(shaped, 0) : shaped;
  });
  // [time][direction][batch][3 hidden], a step an entry.
  const given = unstackFirst(tf, tf.stack(products, 1));
  const stateWeights = tf.stack(own('weight_hh'), 0);
  const stateBias = tf.reshape(tf.stack(own('bias_hh'), 0), [suffixes.length, 1, 3 * hidden]);
  let state = tf.tensor(new Float32Array(suffixes.length * batch * hidden), [suffixes.length, batch, hidden]);
  const states = given.map((gates) => {
    const recurrent = tf.add(tf.matMul(state, stateWeights, false, true), stateBias);
    const [givenReset, givenUpdate, givenNew] = tf.split(gates, 3, 2);
    const [reset, update, fresh] = tf.split(recurrent, 3, 2);
    const r = tf.sigmoid(tf.add(givenReset, reset));
    const z = tf.sigmoid(tf.add(givenUpdate, update));
    const n = tf.tanh(tf.add(givenNew, tf.mul(r, fresh)));
    state = tf.add(n, tf.mul(z, tf.sub(state, n)));
    return state;
  });
  const [forward, backward] = unstackFirst(tf, tf.stack(states, 1));
  return backward ? tf.concat([forward, tf.reverse(backward, 0)], 2) : forward;
}
