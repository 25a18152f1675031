/** Tensors of several parts in one snapshot, told apart by a prefix of their names. */
import type { Tensor } from './safetensors.ts';

type Tensors = Record<string, Tensor>;

/**
 * Puts `prefix` before every name, so that the tensors of several parts fit into one snapshot; O(names), data is shared.
 * @param prefix such as `encoder.`.
 * @param tensors by their own names.
 * @returns the same tensors by the longer names.
 * @example
 * const inner = { bias: { shape: [1], data: new Float32Array(1) } };
 * console.assert('encoder.bias' in nestTensors('encoder.', inner));
 */
export function nestTensors(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

/**
 * Those tensors that {@link nestTensors} gave `prefix`, with their own names; O(names), data is shared.
 * @param prefix such as `encoder.`.
 * @param tensors of all parts.
 * @returns those of one part.
 */
export function nestedTensors(prefix: string, tensors: Tensors): Tensors {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
