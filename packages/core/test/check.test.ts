import { describe, expect, it } from 'vitest';
import {
  checkBoolean,
  checkChoice,
  checkFitOptions,
  checkInteger,
  checkNumber,
  checkOptionNames,
  checkSnapshot,
  decodeSnapshot,
  encodeSnapshot,
  NotFittedError,
  SnapshotError,
  TsadError,
  throwIfAborted,
  toFinite64,
  toFloat64,
} from '../src/index.ts';

describe('argument checks name the function, the field, the rule and the value', () => {
  it.each<[() => unknown, string]>([
    [() => checkInteger('Rpe', 'window', 2.5, 4), 'Rpe: window must be an integer of at least 4, got 2.5'],
    [() => checkInteger('Rpe', 'window', '30', 4, 99), 'Rpe: window must be an integer in [4, 99], got "30"'],
    [
      () => checkInteger('Rpe', 'window', Number.NaN),
      'Rpe: window must be an integer of at most 2^53 - 1 in size, got NaN',
    ],
    [() => checkInteger('Rpe', 'length', 1, 2, 2), 'Rpe: length must be 2, got 1'],
    [() => checkNumber('f', 'rate', 0, Number.MIN_VALUE), 'f: rate must be a number above 0, got 0'],
    [() => checkNumber('f', 'rate', 0, Number.MIN_VALUE, 0.5), 'f: rate must be a number in (0, 0.5], got 0'],
    [() => checkNumber('f', 'rate', -1, 0, 1), 'f: rate must be a number in [0, 1], got -1'],
    [() => checkNumber('f', 'rate', Number.NaN), 'f: rate must be a finite number, got NaN'],
    [() => checkNumber('f', 'rate', Number.POSITIVE_INFINITY), 'f: rate must be a finite number, got Infinity'],
    [() => checkNumber('f', 'rate', Number.NaN, -Infinity, Infinity), 'f: rate must be a number, not NaN, got NaN'],
    [() => checkNumber('f', 'rate', 3, undefined, 2), 'f: rate must be a number of at most 2, got 3'],
    [() => decodeSnapshot('x' as never), 'decodeSnapshot: bytes must be a Uint8Array, got "x"'],
    [
      () => encodeSnapshot({} as never),
      'encodeSnapshot: snapshot must be an object with kind, version, meta and tensors, got an object (Object)',
    ],
    [() => checkChoice('f', 'kind', 'c', ['a', 'b']), 'f: kind must be one of "a", "b", got "c"'],
    [() => throwIfAborted('now' as never), 'throwIfAborted: signal must be an AbortSignal, got "now"'],
    [() => checkFitOptions('F.fit', null as never), 'F.fit: options must be an object, got null'],
    [() => checkFitOptions('F.fit', [] as never), 'F.fit: options must be an object, got an array of 0'],
    [() => checkFitOptions('F.fit', { signal: 5 } as never), 'F.fit: signal must be an AbortSignal, got 5'],
    [() => checkFitOptions('F.fit', { onProgress: 'x' } as never), 'F.fit: onProgress must be a function, got "x"'],
    [() => checkBoolean('f', 'on', 1), 'f: on must be true or false, got 1'],
    [() => checkOptionNames('f', { windw: 1 }, ['window']), 'f: unknown option "windw"; known are window'],
    [() => checkOptionNames('f', 5 as unknown as object, []), 'f: options must be an object, got 5'],
    [
      () => checkOptionNames('f', {}, ['a'], { a: 'the size, as { a: 2 }' }),
      'f: a must be given, the size, as { a: 2 }',
    ],
    [
      () => checkOptionNames('f', undefined as never, ['a', 'b'], { a: 'the size', b: 'the rate' }),
      'f: options must be an object with a, the size and with b, the rate, got undefined',
    ],
    [() => toFloat64('f', 'x', [1, 'b'] as unknown as number[]), 'f: x[1] must be a number, got "b"'],
    [() => toFloat64('f', 'x', 'text' as unknown as number[]), 'f: x must be an array of numbers, got "text"'],
    [() => toFloat64('f', 'x', { length: 2 ** 40 }), 'f: x[0] must be a number, got undefined'],
    [
      () => toFinite64('f', 'x', [1, Number.NaN]),
      'f: x[1] must be finite, got NaN; fill or leave out such values first',
    ],
    [() => toFinite64('f', 'x', [1], 2), 'f: x must hold at least 2 values, got 1'],
    [() => toFloat64('f', 'x', {} as number[]), 'f: x must be an array of numbers, got an object (Object)'],
  ])('%#', (action, message) => {
    expect(action).toThrow(message);
  });

  it('return what is right', () => {
    expect(checkInteger('f', 'n', 4, 4, 4)).toBe(4);
    expect(checkNumber('f', 'x', Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(checkChoice('f', 'kind', 'a', ['a', 'b'])).toBe('a');
    expect(checkBoolean('f', 'on', false)).toBe(false);
  });
});

describe('toFloat64', () => {
  it('keeps a Float64Array and converts everything else', () => {
    const values = Float64Array.of(1, Number.NaN);
    expect(toFloat64('f', 'x', values)).toBe(values);
    expect(toFloat64('f', 'x', [1, 2])).toEqual(Float64Array.of(1, 2));
    expect(toFloat64('f', 'x', Float32Array.of(0.5))).toEqual(Float64Array.of(0.5));
    expect(toFloat64('f', 'x', { length: 1, 0: 3 })).toEqual(Float64Array.of(3));
  });

  it('takes an array whose buffer is gone for an empty one that can be worked with', () => {
    const gone = Float64Array.of(1, 2);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(toFloat64('f', 'x', gone).map((value) => value + 1)).toEqual(new Float64Array(0));
  });
});

describe('errors', () => {
  it('carry a code and their own name', () => {
    const error = new NotFittedError('Rpe');
    expect(error).toBeInstanceOf(TsadError);
    expect(error.name).toBe('NotFittedError');
    expect(error.code).toBe('ERR_NOT_FITTED');
    expect(error.message).toBe('Rpe: not fitted yet; await fit(train) before scoring');
  });

  it('of snapshots say which kind was met', () => {
    const snapshot = { kind: 'a', version: 1, meta: {}, tensors: {} };
    expect(() => checkSnapshot('Rpe.restore', snapshot, 'rpe', 1)).toThrow(SnapshotError);
    expect(() => checkSnapshot('Rpe.restore', snapshot, 'a', 2)).toThrow(
      'snapshot version 1 cannot be read, expected 2',
    );
    expect(() => checkSnapshot('Rpe.restore', { ...snapshot, meta: null as never }, 'a', 1)).toThrow(
      "Rpe.restore: the snapshot's meta must be an object, got null",
    );
    expect(() => checkSnapshot('Rpe.restore', snapshot, 'a', 1)).not.toThrow();
  });

  it('of a cancelled signal are its reason', () => {
    expect(() => throwIfAborted(AbortSignal.abort(new Error('enough')))).toThrow('enough');
    expect(() => throwIfAborted(undefined)).not.toThrow();
    expect(() => checkFitOptions('F.fit', { signal: AbortSignal.abort(new Error('enough')) })).toThrow('enough');
  });
});
