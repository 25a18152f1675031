/** Argument checks shared by the packages: fail at the boundary, name the field, the value and what to do. */
import { SnapshotError } from './errors.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Returns `value` when it is an integer in [min, max].
 * @param where function or class, for the message.
 * @param name option or parameter, for the message.
 * @param min least value allowed; default the least safe integer.
 * @param max greatest value allowed; default the greatest safe integer.
 * @throws RangeError otherwise.
 */
export function checkInteger(
  where: string,
  name: string,
  value: unknown,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${where}: ${name} must be ${wanted('integer', min, max)}, got ${show(value)}`);
}

/**
 * Returns `value` when it is a number in [min, max]; infinities pass only when they are a bound, NaN never.
 * @param where function or class, for the message.
 * @param name option or parameter, for the message.
 * @param min least value allowed; default the least finite number.
 * @param max greatest value allowed; default the greatest finite number.
 * @throws RangeError otherwise.
 */
export function checkNumber(
  where: string,
  name: string,
  value: unknown,
  min: number = -Number.MAX_VALUE,
  max: number = Number.MAX_VALUE,
): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new RangeError(`${where}: ${name} must be ${wanted('number', min, max)}, got ${show(value)}`);
}

/**
 * Returns `value` when it is true or false.
 * @param where function or class, for the message.
 * @param name option or parameter, for the message.
 * @throws TypeError otherwise.
 */
export function checkBoolean(where: string, name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`${where}: ${name} must be true or false, got ${show(value)}`);
}

/**
 * Returns `value` when it is one of `choices`.
 * @param where function or class, for the message.
 * @param name option or parameter, for the message.
 * @throws RangeError otherwise, listing the choices.
 */
export function checkChoice<T extends string>(where: string, name: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw new RangeError(`${where}: ${name} must be one of ${choices.map(show).join(', ')}, got ${show(value)}`);
}

/**
 * Rejects misspelt options: every own key of `options` must be in `known`; and asks for those that have no default.
 * @param where function or class, for the message.
 * @param required by name, what an option without a default is and how to pass it, as 'values per row, as { channels: 3 }'.
 * Default none.
 * @throws TypeError for a key that is not known, for a required one that is missing, or for options that are not an object.
 */
export function checkOptionNames(
  where: string,
  options: object,
  known: readonly string[],
  required: Readonly<Record<string, string>> = {},
): void {
  const needs = Object.entries(required);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const contents = needs.map(([name, meaning]) => ` with ${name}, ${meaning}`).join(' and');
    throw new TypeError(`${where}: options must be an object${contents}, got ${show(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new TypeError(`${where}: unknown option "${key}"; known are ${known.join(', ')}`);
  }
  for (const [name, meaning] of needs) {
    if ((options as Record<string, unknown>)[name] === undefined) {
      throw new TypeError(`${where}: ${name} must be given, ${meaning}`);
    }
  }
}

/**
 * The values as Float64Array: the very array when it is one already (never written to by callers), else a copy.
 * An array whose buffer was transferred away counts as empty.
 * @param where function or class, for the message.
 * @param name option or parameter, for the message.
 * @param values any array-like of numbers, of any length; NaN and infinities pass.
 * @returns the same numbers, of the same length.
 * @throws TypeError naming the index of the first element that is not a number.
 */
export function toFloat64(where: string, name: string, values: ArrayLike<number>): Float64Array {
  if (values instanceof Float64Array && values.length > 0) return values;
  if (values === null || typeof values !== 'object' || !Number.isSafeInteger(values.length) || values.length < 0) {
    throw new TypeError(`${where}: ${name} must be an array of numbers, got ${show(values)}`);
  }
  // Looked at before anything is allocated: the length may be a lie.
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== 'number') {
      throw new TypeError(`${where}: ${name}[${i}] must be a number, got ${show(value)}`);
    }
  }
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i];
  return out;
}

/**
 * {@link toFloat64} for values that must all be finite.
 * @param where function or class, for the message.
 * @param name option or parameter, for the message.
 * @param values shape [n]: any array-like of numbers.
 * @param least fewest values allowed; default 0.
 * @returns the same numbers, of the same length.
 * @throws TypeError as {@link toFloat64}; RangeError when there are too few, or naming the index of the first NaN or infinity.
 */
export function toFinite64(where: string, name: string, values: ArrayLike<number>, least: number = 0): Float64Array {
  const out = toFloat64(where, name, values);
  if (out.length < least) {
    throw new RangeError(`${where}: ${name} must hold at least ${least} values, got ${out.length}`);
  }
  for (let i = 0; i < out.length; i++) {
    if (!Number.isFinite(out[i])) {
      throw new RangeError(
        `${where}: ${name}[${i}] must be finite, got ${out[i]}; fill or leave out such values first`,
      );
    }
  }
  return out;
}

/**
 * Asserts that a `snapshot` is of the wanted `kind` and of a `version` this code can read, and has `meta` and `tensors`.
 * @param where function or class, for the message.
 * @throws SnapshotError otherwise.
 */
export function checkSnapshot(where: string, snapshot: Snapshot, kind: string, version: number): void {
  if (snapshot?.kind !== kind) {
    throw new SnapshotError(`${where}: the snapshot is of kind ${show(snapshot?.kind)}, expected "${kind}"`);
  }
  if (snapshot.version !== version) {
    throw new SnapshotError(`${where}: snapshot version ${show(snapshot.version)} cannot be read, expected ${version}`);
  }
  for (const part of ['meta', 'tensors'] as const) {
    if (typeof snapshot[part] !== 'object' || snapshot[part] === null) {
      throw new SnapshotError(`${where}: the snapshot's ${part} must be an object, got ${show(snapshot[part])}`);
    }
  }
}

/**
 * Throws the reason of an aborted `signal`; does nothing otherwise.
 * @throws TypeError for what is not a signal.
 */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new TypeError(`throwIfAborted: signal must be an AbortSignal, got ${show(signal)}`);
  }
  signal?.throwIfAborted();
}

/**
 * The options of a `fit`, once they are known to be some: an object whose `signal` and `onProgress`, where they are given,
 * are a signal that is not aborted and a function.
 * @param where class and method, for the message.
 * @param options what the caller gave.
 * @returns the very options.
 * @throws TypeError for anything else; the reason of an aborted signal.
 * @example
 * const { signal } = checkFitOptions('Mine.fit', {});
 * console.assert(signal === undefined);
 */
export function checkFitOptions<T extends { signal?: AbortSignal; onProgress?: (progress: never) => void }>(
  where: string,
  options: T,
): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${where}: options must be an object, got ${show(options)}`);
  }
  const { signal, onProgress } = options;
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new TypeError(`${where}: signal must be an AbortSignal, got ${show(signal)}`);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`${where}: onProgress must be a function, got ${show(onProgress)}`);
  }
  signal?.throwIfAborted();
  return options;
}

/** The numbers in [min, max] in words; a least value of `Number.MIN_VALUE` means above 0. */
function wanted(kind: 'integer' | 'number', min: number, max: number): string {
  if (min === max) return String(min);
  const low = min <= -Number.MAX_VALUE || min === Number.MIN_SAFE_INTEGER;
  const high = max >= Number.MAX_VALUE || max === Number.MAX_SAFE_INTEGER;
  if (low && high && kind === 'integer') return 'an integer of at most 2^53 - 1 in size';
  if (low && high) return min === -Infinity && max === Infinity ? 'a number, not NaN' : 'a finite number';
  const noun = kind === 'integer' ? 'an integer' : 'a number';
  const positive = min === Number.MIN_VALUE;
  if (high) return positive ? `${noun} above 0` : `${noun} of at least ${min}`;
  if (low) return `${noun} of at most ${max}`;
  return `${noun} in ${positive ? '(0' : `[${min}`}, ${max}]`;
}

/** A value in a few characters, for a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `an object (${value.constructor?.name ?? 'no prototype'})`;
  if (typeof value === 'function') return 'a function';
  return String(value);
}
