import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { synthetic } from '../src/index.ts';
import { byteTargets, fileTargets, fuzz } from './fuzz.ts';

const RUNS = 200;
const { targets, close } = fileTargets();
afterAll(close);

describe('damaged bytes are read or refused with a DataError of one line', () => {
  it.each([...byteTargets, ...targets])('$name', async (target) => {
    expect(await fuzz(target, RUNS)).toBeUndefined();
  });
});

describe('hostile options of the generators', () => {
  const anything = fc.oneof(
    fc.constantFrom(null, Number.NaN, -1, 0, 0.5, 1, 7, 64, 1e300, Number.POSITIVE_INFINITY, 'x', '', true),
    fc.constantFrom<unknown>([], {}, ['point'], ['magic'], [null], 2 ** 53, 5n),
  );
  const names = [
    'name',
    'seed',
    'length',
    'trainEnd',
    'period',
    'noise',
    'anomalies',
    'strength',
    'table',
    'rate',
    'amplitude',
    'anomaliesIn',
    'sees',
  ];
  const options = fc.oneof(fc.dictionary(fc.constantFrom(...names), anything, { maxKeys: 5 }), anything);

  it.each(['seasonal', 'ecgLike', 'webTraffic', 'rpeSeries'] as const)(
    '%s gives a series or a clear RangeError or TypeError',
    (name) => {
      fc.assert(
        fc.property(options, (hostile) => {
          try {
            const { values, labels } = synthetic[name](hostile as object);
            expect(values.every(Number.isFinite)).toBe(true);
            expect(labels).toHaveLength(values.length);
          } catch (error) {
            expect(error instanceof RangeError || error instanceof TypeError).toBe(true);
            expect((error as Error).message).toMatch(/^synthetic\.\w+: [^\n]*$|^createRandom: /);
          }
        }),
        { numRuns: RUNS },
      );
    },
  );
});
