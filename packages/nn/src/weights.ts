/** Weights in and out, by name. */
import { decodeSafetensors, encodeSafetensors, type Tensor as StoredTensor } from '@tsad/core';
import type { Buffer } from './layer.ts';
import type { Weighted } from './sequential.ts';

/**
 * Copies all parameters and buffers out.
 * @param weighted a layer, a network, or what `collect` returns.
 * @returns float32 tensors by name.
 */
export function weightsOf(weighted: Weighted): Record<string, StoredTensor> {
  return storeTensors(named(weighted));
}

/**
 * Copies parameters and buffers in. Names and shapes must agree exactly; nothing is changed otherwise.
 * @param weighted what receives them.
 * @param tensors by name; of any number type.
 * @throws RangeError naming the tensor that is missing, unknown, of another shape or not finite.
 */
export function loadWeights(weighted: Weighted, tensors: Readonly<Record<string, StoredTensor>>): void {
  takeTensors('loadWeights', named(weighted), tensors);
}

/**
 * The weights as the bytes of a safetensors file, with PyTorch's names and shapes.
 * @param weighted a layer, a network, or what `collect` returns.
 */
export function encodeWeights(weighted: Weighted): Uint8Array {
  return encodeSafetensors({ metadata: { format: 'pt' }, tensors: weightsOf(weighted) });
}

/**
 * Loads the bytes of a safetensors file, ours or PyTorch's; PyTorch's `num_batches_tracked` counters are passed over.
 * @param weighted what receives them.
 * @param bytes the whole file.
 * @throws SnapshotError for a damaged file, RangeError when names or shapes do not fit.
 */
export function decodeWeights(weighted: Weighted, bytes: Uint8Array): void {
  const tensors = Object.entries(decodeSafetensors(bytes).tensors);
  const wanted = tensors.filter(([name]) => !name.endsWith('num_batches_tracked'));
  takeTensors('decodeWeights', named(weighted), Object.fromEntries(wanted));
}

/** Copies of named tensors. */
export function storeTensors(items: readonly Buffer[]): Record<string, StoredTensor> {
  return Object.fromEntries(items.map(({ name, value }) => [name, { shape: value.shape, data: value.toArray() }]));
}

/** Fills named tensors, all or none. */
export function takeTensors(
  where: string,
  items: readonly Buffer[],
  tensors: Readonly<Record<string, StoredTensor>>,
): void {
  const known = new Set(items.map(({ name }) => name));
  for (const name of Object.keys(tensors)) {
    if (!known.has(name)) throw new RangeError(`${where}: there is no tensor "${name}" here; known are ${[...known]}`);
  }
  const filled = items.map(({ name, value }) => {
    const stored = tensors[name];
    if (!stored) throw new RangeError(`${where}: tensor "${name}" is missing`);
    if (stored.shape.join() !== value.shape.join() || stored.data.length !== value.length) {
      throw new RangeError(`${where}: tensor "${name}" must have shape [${value.shape}], got [${stored.shape}]`);
    }
    const numbers = Float32Array.from(stored.data as ArrayLike<number>, Number);
    const at = numbers.findIndex((number) => !Number.isFinite(number));
    if (at >= 0) throw new RangeError(`${where}: tensor "${name}" must be finite, got ${numbers[at]} at ${at}`);
    return { value, numbers };
  });
  for (const { value, numbers } of filled) value.set(numbers);
}

function named({ parameters, buffers = [] }: Weighted): Buffer[] {
  return [...parameters, ...buffers];
}
