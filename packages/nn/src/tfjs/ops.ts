/** Ops of TensorFlow.js, mended. */
import type { Tfjs, TfTensor } from './types.ts';

/**
 * `tf.split` along the first axis; the gradient of the original throws where there is one part.
 * @param tf the namespace of TensorFlow.js.
 * @param x shape [n, ...].
 * @param sizes length of each part; together n.
 * @returns the parts in their order.
 */
export function splitFirst(tf: Tfjs, x: TfTensor, sizes: number[]): TfTensor[] {
  return sizes.length === 1 ? [x] : tf.split(x, sizes, 0);
}

/**
 * `tf.unstack` along the first axis; the gradient of the original throws where there is one entry.
 * @param tf the namespace of TensorFlow.js.
 * @param x shape [n, ...].
 * @returns n tensors without that axis.
 */
export function unstackFirst(tf: Tfjs, x: TfTensor): TfTensor[] {
  return x.shape[0] === 1 ? [tf.reshape(x, x.shape.slice(1))] : tf.unstack(x, 0);
}

/**
 * Values of tensors, which are freed.
 * @param tensors nobody needs afterwards.
 * @returns one flat array a tensor, of its length.
 */
export async function readAndDispose(tensors: readonly TfTensor[]): Promise<Float32Array[]> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data()));
  for (const tensor of tensors) tensor.dispose();
  return values.map((array) => (array instanceof Float32Array ? array : Float32Array.from(array)));
}
