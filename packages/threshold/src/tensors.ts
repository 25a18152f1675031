/** Vectors of doubles in snapshots. */
import { type Snapshot, SnapshotError, type Tensor } from '@tsad/core';

/** A tensor of one dimension. */
export function vector(data: Float64Array): Tensor {
  return { shape: [data.length], data };
}

/** The doubles of a tensor that must hold `length` of them. */
export function doubles(snapshot: Snapshot, name: string, length: number): Float64Array {
  const data = snapshot.tensors[name]?.data;
  if (data instanceof Float64Array && data.length === length) return data;
  throw new SnapshotError(
    `${snapshot.kind}: tensor "${name}" must hold ${length} doubles, got ${data?.length ?? 'none'}`,
  );
}

/** Asserts that a number of a snapshot is an integer in [0, most]. */
export function checkCount(where: string, name: string, value: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= 0 && value <= most) return;
  throw new SnapshotError(`${where}: ${name} must be an integer in [0, ${most}], got ${value}`);
}
