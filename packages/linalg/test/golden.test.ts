import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { estimateSubspace, hankelGram, type SubspaceMethod } from '../src/index.ts';
import { projector } from './naive.ts';

interface Estimate {
  r: number;
  eig: number[];
  projector: number[];
}
interface Case {
  t: number[];
  M: number;
  est: Record<string, Estimate>;
}

const cases = readGolden<Record<string, Case>>(import.meta.url, 'subspace.json');
const gram = readGolden<{ gram: { t: number[]; M: number; C: number[] } }>(import.meta.url, 'gram.json').gram;

/** The file prints 12 digits of projectors (entries up to 1) and eigenvalues, and of the series they come from. */
const printed = { rtol: 1e-8, atol: 1e-9 };

/**
 * Ranks that the last bit decided in the reference and that the 12 printed digits lost, put back below those digits:
 * in sine24 window 0 has the largest of six equal leverages; in sine_spike the peaks 39 and 51 come first, and misfit
 * (5, 21) before its mirror image (4, 20).
 */
const nudges: Record<string, [index: number, by: number][]> = {
  sine24: [[0, -1e-11]],
  sine_spike: [
    [39, 2e-13],
    [51, 1e-13],
    [26, -2e-13],
  ],
};

describe('estimateSubspace agrees with the reference', () => {
  for (const [name, { t, M, est }] of Object.entries(cases)) {
    for (const [set, wanted] of Object.entries(est)) {
      // Here every |X - U U^T X| is rounding noise (the replaced value lies in the subspace): nothing to agree on.
      if (name === 'geo' && set === 'element_a2') continue;
      const [method, tag] = set.split('_');
      const trim = Number(tag.replace(/\D/g, ''));
      it(`${name}, ${method}, ${trim} %`, () => {
        const series = t.slice();
        for (const [index, by] of nudges[name] ?? []) series[index] += by;
        const options = { window: M, method: method as SubspaceMethod, trim };
        const { basis, rank, values } = estimateSubspace(series, options);
        expect(rank).toBe(wanted.r);
        expect(projector(basis, M, rank)).toBeAllclose(wanted.projector, printed);
        expect(values.subarray(0, wanted.eig.length)).toBeAllclose(wanted.eig, { rtol: 1e-8, atol: 1e-8 * values[0] });
      });
    }
  }
});

it('hankelGram agrees with the reference', () => {
  expect(hankelGram(gram.t, gram.M)).toBeAllclose(gram.C, printed);
});
