/** Weights from here to TensorFlow.js. */
import type { Tensor as StoredTensor } from '@tsad/core';
import type { Tfjs, TfTensor, TfWeights } from './types.ts';

/**
 * Copies weights to the backend, where they stay until {@link disposeWeights}.
 * @param tf the namespace of TensorFlow.js.
 * @param weights by name, as `weightsOf` returns them or a safetensors file holds them.
 */
export function uploadWeights(tf: Tfjs, weights: Readonly<Record<string, StoredTensor>>): TfWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      tf.tensor(Float32Array.from(data as ArrayLike<number>, Number), [...shape]),
    ]),
  );
}

/**
 * Frees what {@link uploadWeights} copied.
 * @param weights tensors that are no longer used.
 */
export function disposeWeights(weights: TfWeights): void {
  for (const tensor of Object.values(weights)) tensor.dispose();
}

/**
 * The weights whose names begin with a prefix, without it.
 * @param weights by full name.
 * @param prefix such as `encoder.`.
 */
export function weightsUnder(weights: TfWeights, prefix: string): Record<string, TfTensor> {
  return Object.fromEntries(
    Object.entries(weights)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}
