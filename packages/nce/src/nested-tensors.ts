/** Tensors of several parts in one snapshot, told apart by a prefix of their names. */
import type { Tensor } from '@tsad/core';

type Tensors = Record<string, Tensor>;

/** Puts `prefix` before every name. */
export function nest(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

/** Those tensors that {@link nest} gave `prefix`, with their own names. */
export function nested(prefix: string, tensors: Tensors): Tensors {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
