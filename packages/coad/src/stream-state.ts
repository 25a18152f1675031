/** Where a stream stands, and its form in a snapshot. */
import { type Snapshot, SnapshotError } from '@tsad/core';
import type { LookState } from './look-merger.ts';
import type { Fitted } from './state.ts';

/** The numbers of a stream. */
export interface StreamState {
  /** Values that were taken. */
  seen: number;
  /** The last value that was not missing. */
  held: number;
  /** Values of the present average. */
  block: Float64Array;
  /** Scaled points of the window that ends with the newest one. */
  window: Float32Array;
  /** Ring: whether the values of the last points were missing. */
  missing: Uint8Array;
  /** Scores that wait to be told, from point `first` on. */
  ready: number[];
  first: number;
}

/** A stream before its first value: the end of the train part stands before it. */
export function freshStream({ geometry, context, scale }: Fitted, delay: number): StreamState {
  const window = new Float32Array(geometry.window);
  const known = context.subarray(Math.max(0, context.length - window.length));
  window.set(known, window.length - known.length);
  return {
    seen: 0,
    held: scale.low + scale.range * (context.at(-1) ?? 0),
    block: new Float64Array(geometry.factor),
    window,
    missing: new Uint8Array(delay + 1),
    ready: [],
    first: 0,
  };
}

const LOOKS = ['probability', 'reconstruction', 'values', 'raw'] as const;

/** Adds a stream to a snapshot. */
export function writeStream(stream: StreamState, looks: LookState, { meta, tensors }: Snapshot): void {
  const { seen, held, block, window, missing, ready, first } = stream;
  meta.stream = { seen, held, first, windows: looks.windows, scored: looks.scored };
  Object.assign(tensors, {
    'stream.block': { shape: [block.length], data: block.slice() },
    'stream.window': { shape: [window.length], data: window.slice() },
    'stream.missing': { shape: [missing.length], data: missing.slice() },
    'stream.ready': { shape: [ready.length], data: Float64Array.from(ready) },
  });
  for (const name of LOOKS) tensors[`looks.${name}`] = { shape: [looks[name].length], data: looks[name].slice() };
}

/**
 * Reads what {@link writeStream} wrote.
 * @param fresh a stream and looks of the same detector, for the sizes.
 * @throws SnapshotError where parts are missing or have other sizes.
 */
export function readStream(
  where: string,
  { meta, tensors }: Snapshot,
  fresh: StreamState,
  freshLooks: LookState,
): { stream: StreamState; state: LookState } {
  const numbers = (meta.stream ?? {}) as Record<string, number>;
  for (const name of ['seen', 'first', 'windows', 'scored'] as const) {
    if (!Number.isSafeInteger(numbers[name]) || numbers[name] < 0) throw damaged(where, `stream.${name}`);
  }
  if (!Number.isFinite(numbers.held)) throw damaged(where, 'stream.held');
  const read = <T extends Float64Array | Float32Array | Uint8Array>(name: string, like: T): T => {
    const data = tensors[name]?.data;
    if (data?.constructor !== like.constructor || data.length !== like.length) throw damaged(where, name);
    return (data as T).slice() as T;
  };
  const { seen, held, first, windows, scored } = numbers;
  const ready = tensors['stream.ready']?.data;
  if (!(ready instanceof Float64Array)) throw damaged(where, 'stream.ready');
  return {
    stream: {
      seen,
      held,
      first,
      block: read('stream.block', fresh.block),
      window: read('stream.window', fresh.window),
      missing: read('stream.missing', fresh.missing),
      ready: [...ready],
    },
    state: {
      windows,
      scored,
      probability: read('looks.probability', freshLooks.probability),
      reconstruction: read('looks.reconstruction', freshLooks.reconstruction),
      values: read('looks.values', freshLooks.values),
      raw: read('looks.raw', freshLooks.raw),
    },
  };
}

function damaged(where: string, what: string): SnapshotError {
  return new SnapshotError(`${where}: the snapshot is damaged, ${what} does not fit the rest`);
}
