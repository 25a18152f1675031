/** A state as a flat record of numbers, typed arrays of fixed length, random streams and parts with memory of their own. */
import {
  type JsonValue,
  type Random,
  type RandomState,
  restoreRandom,
  type Snapshot,
  SnapshotError,
  type Tensor,
} from '@tsad/core';

/** A part that lives in memory of its own: WebAssembly's, for instance. */
export interface Resident {
  /** All that lasts of it. */
  readonly image: Int32Array;
  /** Another one in the same state. */
  copy(): Resident;
}

/** What a state may hold. */
export type FlatValue = number | Float64Array | Int32Array | Random | Resident;

/** The state of an online detector. */
export type FlatState<S> = { [K in keyof S]: FlatValue };

/** A copy that shares nothing. */
export function cloneState<S extends FlatState<S>>(state: S): S {
  const copy: Record<string, FlatValue> = {};
  for (const [name, value] of Object.entries<FlatValue>(state)) {
    if (typeof value === 'number') copy[name] = value;
    else if (isArray(value)) copy[name] = value.slice();
    else copy[name] = isResident(value) ? value.copy() : restoreRandom(value.state());
  }
  return copy as S;
}

/** Arrays as tensors of their own, the numbers together in the tensor `scalars`, random streams as JSON. */
export function writeState<S extends FlatState<S>>(state: S): Pick<Snapshot, 'meta' | 'tensors'> {
  const scalars: number[] = [];
  const streams: Record<string, JsonValue> = {};
  const tensors: Snapshot['tensors'] = {};
  for (const [name, value] of Object.entries<FlatValue>(state)) {
    if (typeof value === 'number') scalars.push(value);
    else if (isArray(value)) tensors[name] = tensorOf(value);
    else if (isResident(value)) tensors[name] = tensorOf(value.image);
    else streams[name] = value.state() as unknown as JsonValue;
  }
  tensors.scalars = { shape: [scalars.length], data: Float64Array.from(scalars) };
  return { meta: { streams }, tensors };
}

/**
 * Fills `state`, a fresh one of the same options, with what {@link writeState} wrote.
 * @throws SnapshotError when something is absent or of another type or length.
 */
export function readState<S extends FlatState<S>>(where: string, state: S, { meta, tensors }: Snapshot): S {
  const filled: Record<string, FlatValue> = {};
  const scalars = tensors.scalars?.data;
  let next = 0;
  for (const [name, value] of Object.entries<FlatValue>(state)) {
    if (typeof value === 'number') {
      if (!(scalars instanceof Float64Array) || next >= scalars.length) throw damaged(where, 'scalars');
      filled[name] = scalars[next++];
    } else if (isArray(value) || isResident(value)) {
      const array = isArray(value) ? value : value.image;
      const data = tensors[name]?.data;
      if (data?.constructor !== array.constructor || data.length !== array.length) throw damaged(where, name);
      array.set(data as typeof array);
      filled[name] = value;
    } else {
      try {
        filled[name] = restoreRandom((meta.streams as Record<string, unknown>)[name] as RandomState);
      } catch {
        throw damaged(where, name);
      }
    }
  }
  if (scalars?.length !== next) throw damaged(where, 'scalars');
  return filled as S;
}

/** The error of a snapshot whose part `what` does not fit the options. */
export function damaged(where: string, what: string): SnapshotError {
  return new SnapshotError(`${where}: the snapshot is damaged, ${what} does not fit the options`);
}

function tensorOf(array: Float64Array | Int32Array): Tensor {
  return { shape: [array.length], data: array.slice() };
}

function isResident(value: FlatValue): value is Resident {
  return typeof value === 'object' && 'image' in value;
}

function isArray(value: FlatValue): value is Float64Array | Int32Array {
  return ArrayBuffer.isView(value);
}
