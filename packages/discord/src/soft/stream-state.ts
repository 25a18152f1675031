/** The state of the causal soft discord as one flat list of tensors, and back. */
import { type JsonObject, SnapshotError, type Tensor } from '@tsad/core';
import type { StreamState } from '../left-stream.ts';
import type { VariableStreamState } from './variable-stream.ts';

/** A state in the two halves of a snapshot. */
export interface FlatState {
  numbers: JsonObject[];
  tensors: Record<string, Tensor>;
}

/** One list of tensors, named by variable, window length and part. */
export function flatten(variables: readonly VariableStreamState[]): FlatState {
  const tensors: Record<string, Tensor> = {};
  const numbers = variables.map(({ numbers, scalars, points, shapes }, v): JsonObject => {
    tensors[`${v}.scalars`] = scalars;
    tensors[`${v}.points`] = points;
    return {
      ...numbers,
      shapes: shapes.map(({ stream, recent }, w) => {
        const prefix = `${v}.${w}`;
        tensors[`${prefix}.recent`] = recent;
        tensors[`${prefix}.own`] = stream.own;
        const inner = { soft: stream.soft, ...(stream.shape ? { shape: stream.shape } : {}) };
        return Object.fromEntries(
          Object.entries(inner).map(([distance, state]) => {
            for (const [part, tensor] of Object.entries(state.tensors))
              tensors[`${prefix}.${distance}.${part}`] = tensor;
            return [distance, { ...state.numbers }];
          }),
        );
      }),
    };
  });
  return { numbers, tensors };
}

/** The inverse of {@link flatten}; what is missing is found by the streams themselves. */
export function unflatten({ numbers, tensors }: FlatState): VariableStreamState[] {
  if (!Array.isArray(numbers)) throw new SnapshotError('CausalSoftDiscord.restore: the snapshot has no streams');
  return numbers.map((own, v) => {
    const { period, pushed, delay, shapes } = own as unknown as {
      period: number;
      pushed: number;
      delay: number;
      shapes: Record<'soft' | 'shape', StreamState['numbers'] | undefined>[];
    };
    return {
      numbers: { period, pushed, delay },
      scalars: tensors[`${v}.scalars`],
      points: tensors[`${v}.points`],
      shapes: shapes.map((distances, w) => {
        const read = (distance: 'soft' | 'shape'): StreamState | undefined => {
          const counters = distances[distance];
          const part = (name: string): Tensor => tensors[`${v}.${w}.${distance}.${name}`];
          if (!counters) return undefined;
          return {
            numbers: counters,
            tensors: {
              points: part('points'),
              missing: part('missing'),
              products: part('products'),
              scalars: part('scalars'),
            },
          };
        };
        const soft = read('soft');
        if (!soft) throw new SnapshotError('CausalSoftDiscord.restore: the snapshot has no soft distances');
        return {
          stream: { soft, shape: read('shape'), own: tensors[`${v}.${w}.own`] },
          recent: tensors[`${v}.${w}.recent`],
        };
      }),
    };
  });
}
