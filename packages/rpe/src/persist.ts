/** A state as tensors and back, checked: a damaged snapshot is an error, never a wrong score. */
import { type Snapshot, SnapshotError, type Tensor } from '@tsad/core';
import { setBasis } from '@tsad/linalg';
import type { ResolvedOptions } from './options.ts';
import { COUNTERS, createState, HISTORY, MODEL, type State } from './state.ts';

/** The numbers of a state that a snapshot's `meta` holds. */
export type StateCounters = Record<(typeof COUNTERS)[number], number>;

/**
 * Writes a state.
 * @param prefix put before the name of every tensor.
 * @returns the counters; the tensors are added to `tensors`.
 */
export function writeState(state: State, tensors: Record<string, Tensor>, prefix: string): StateCounters {
  const kept = Math.min(state.end, state.options.maxTrain);
  const first = (state.end - kept) * state.channels;
  for (const name of MODEL) {
    const used = name === 'basis' ? state.rows * state.rank : state.channels;
    tensors[prefix + name] = { shape: [used], data: state[name].slice(0, used) };
  }
  for (const name of HISTORY) {
    const data = state[name].slice(first, state.end * state.channels);
    tensors[prefix + name] = { shape: [data.length], data };
  }
  const { seen, attempted, trainings, rank, missing } = state;
  return { seen, attempted, trainings, rank, end: kept, missing };
}

/**
 * Reads what {@link writeState} wrote.
 * @throws SnapshotError when counters or tensors do not belong together.
 */
export function readState(
  where: string,
  options: ResolvedOptions,
  channels: number,
  counters: unknown,
  tensors: Snapshot['tensors'],
  prefix: string,
): State {
  const state = createState(options, channels);
  const numbers = (counters ?? {}) as Record<string, unknown>;
  for (const name of COUNTERS) {
    const value = numbers[name];
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw damaged(where, name);
    state[name] = value as number;
  }
  const { seen, attempted, trainings, rank, end } = state;
  if (rank > state.maxRank || attempted > seen || end !== Math.min(seen, options.maxTrain)) {
    throw damaged(where, 'counters');
  }
  if (trainings > 0 && end < options.window) throw damaged(where, 'end');
  for (const name of [...MODEL, ...HISTORY]) {
    const length =
      name === 'basis'
        ? state.rows * rank
        : name === 'raw' || name === 'scaled' || name === 'flags'
          ? end * channels
          : channels;
    const data = tensors[prefix + name]?.data;
    const own = state[name];
    if (data?.constructor !== own.constructor || data.length !== length) throw damaged(where, prefix + name);
    own.set(data as Float64Array & Uint8Array);
  }
  const { basis, raw, flags } = state;
  if (!flags.every((flag) => flag <= 1)) throw damaged(where, `${prefix}flags`);
  // A value is known, or was missing and could not be bridged.
  if (!raw.every((value, i) => Number.isFinite(value) || flags[i] === 1)) {
    throw damaged(where, `${prefix}raw`);
  }
  for (let k = 0; k < rank; k++) {
    let square = 0;
    for (let row = 0; row < state.rows; row++) square += basis[row * rank + k] ** 2;
    if (!(Math.abs(square - 1) < 1e-6)) throw damaged(where, `${prefix}basis`);
  }
  let missing = 0;
  for (let i = Math.max(0, end * channels - state.rows); i < end * channels; i++) missing += state.flags[i];
  if (missing !== state.missing) throw damaged(where, 'missing');
  for (const name of ['basis', 'level', 'factor', 'noise', 'scaled'] as const) {
    if (!state[name].every(Number.isFinite)) throw damaged(where, prefix + name);
  }
  if (!state.factor.every((factor) => factor > 0)) throw damaged(where, `${prefix}factor`);
  setBasis(state.workspace, basis, rank);
  return state;
}

function damaged(where: string, what: string): SnapshotError {
  return new SnapshotError(`${where}: the snapshot is damaged, ${what} does not fit the rest`);
}
