import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coherence, estimateSubspace, hankelGram, leadingSubspace, type SubspaceMethod } from '../src/index.ts';
import { identity, multiply, naiveSubspace, projector, transpose } from './naive.ts';

const methods: SubspaceMethod[] = ['simple', 'element', 'column'];

/** Two tones and noise; no two magnitudes, misfits or leverages are equal, so that every ranking is unique. */
const noisy = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true, noDefaultInfinity: true }), { minLength: 30, maxLength: 90 })
  .map((noise) =>
    noise.map((value, i) => Math.sin(i / 3) + 0.6 * Math.cos(1.7 * i) + 0.2 * value + 0.01 * Math.sin(i * i * 1.3)),
  );

const wave = (n: number, amplitude = 1) =>
  Float64Array.from({ length: n }, (_, i) => amplitude * Math.sin(0.3 * i + 1));

describe('estimateSubspace', () => {
  it.each(methods)('equals the estimate from explicit matrices: %s', (method) => {
    fc.assert(
      fc.property(noisy, fc.integer({ min: 3, max: 10 }), fc.integer({ min: 0, max: 25 }), (t, window, trim) => {
        // Below the full rank, where every misfit would be rounding noise.
        const rank = { ratio: 1e-9, cap: Math.min(4, window - 1) };
        const got = estimateSubspace(t, { window, method, trim, rank });
        const wanted = naiveSubspace(t, window, method, trim, rank.ratio, rank.cap);
        const gap = wanted.values[rank.cap - 1] - wanted.values[rank.cap];
        fc.pre(gap > 1e-3 * wanted.values[0]);
        expect(got.rank).toBe(wanted.rank);
        expect(got.values).toBeAllclose(wanted.values, { rtol: 0, atol: 1e-12 * wanted.values[0] });
        expect(projector(got.basis, window, got.rank)).toBeAllclose(wanted.projector, { atol: 1e-9 });
      }),
    );
  });

  it.each(methods)('has orthonormal columns: %s', (method) => {
    fc.assert(
      fc.property(noisy, fc.integer({ min: 1, max: 12 }), (t, window) => {
        const { basis, rank } = estimateSubspace(t, { window, method });
        expect(multiply(transpose(basis, window, rank), basis, rank, window, rank)).toBeAllclose(identity(rank), {
          atol: 1e-13,
        });
      }),
    );
  });

  it.each(methods)('scales with the series, exactly for powers of two, from 1e-150 to 1e150: %s', (method) => {
    fc.assert(
      fc.property(noisy, fc.integer({ min: -498, max: 498 }), (t, exponent) => {
        const plain = estimateSubspace(t, { window: 8, method });
        const far = estimateSubspace(
          t.map((value) => value * 2 ** exponent),
          { window: 8, method },
        );
        expect(far.basis).toEqual(plain.basis);
        expect(far.values).toBeAllclose(
          plain.values.map((value) => value * 2 ** exponent * 2 ** exponent),
          {
            rtol: 0, // the smallest of 1e-300 are subnormal
            atol: 1e-320,
          },
        );
      }),
    );
  });

  it('mirrors the subspace when the series runs backwards (windows permuted, rows reversed)', () => {
    fc.assert(
      fc.property(noisy, (t) => {
        const forward = estimateSubspace(t, { window: 7, trim: 0, rank: { ratio: 1e-9, cap: 4 } });
        const backward = estimateSubspace([...t].reverse(), { window: 7, trim: 0, rank: { ratio: 1e-9, cap: 4 } });
        fc.pre(forward.values[3] - forward.values[4] > 1e-3 * forward.values[0]);
        const mirrored = projector(backward.basis, 7, backward.rank).reverse();
        expect(mirrored).toBeAllclose(projector(forward.basis, 7, forward.rank), { atol: 1e-9 });
      }),
    );
  });

  it('is not moved by one enormous value in the series', () => {
    for (const method of ['simple', 'element'] as const) {
      const clean = estimateSubspace(wave(200), { window: 20, rank: 2, method, trim: 0 });
      const t = wave(200);
      t[90] = 1e9;
      const { basis } = estimateSubspace(t, { window: 20, rank: 2, method, trim: 1 });
      const difference = projector(basis, 20, 2).map((value, i) => value - projector(clean.basis, 20, 2)[i]);
      expect(Math.max(...difference.map(Math.abs))).toBeLessThan(0.01);
    }
  });

  it('finds rank 2 for a sinusoid and rank 1 for a constant', () => {
    for (const method of methods) {
      expect(estimateSubspace(wave(200), { window: 20, method, trim: 0 }).rank).toBe(2);
      expect(estimateSubspace(new Float64Array(50).fill(7), { window: 5, method }).rank).toBe(1);
    }
  });

  it('caps the rank at the number of windows and obeys a forced one', () => {
    const t = Array.from({ length: 12 }, (_, i) => Math.sin(i * i));
    expect(estimateSubspace(t, { window: 10, rank: { ratio: 0, cap: 10 } }).rank).toBe(3);
    expect(estimateSubspace(t, { window: 10, rank: 7 }).rank).toBe(7);
    expect(estimateSubspace(t, { window: 10, rank: { ratio: 1, cap: 10 } }).rank).toBe(0);
  });

  it('gives rank 0 for zeros, forced or not, and for the dust that centring leaves', () => {
    const dust = Array.from({ length: 40 }, (_, i) => 1e-10 * Math.sin(i));
    for (const method of methods) {
      expect(estimateSubspace(new Float64Array(20), { window: 5, method })).toEqual({
        basis: new Float64Array(0),
        rank: 0,
        values: new Float64Array(5),
      });
      expect(estimateSubspace(new Float64Array(20), { window: 5, method, rank: 3 }).rank).toBe(0);
      expect(estimateSubspace(dust, { window: 5, method, scale: 1e6 }).rank).toBe(0);
      expect(estimateSubspace(dust, { window: 5, method, scale: 1 }).rank).toBeGreaterThan(0);
    }
  });

  it('does not change its input and accepts any array of numbers', () => {
    const t = [1, 5, 2, 4, 3, 9, -2];
    estimateSubspace(t, { window: 3, method: 'element', trim: 20 });
    expect(t).toEqual([1, 5, 2, 4, 3, 9, -2]);
    expect(estimateSubspace([4], { window: 1 }).values[0]).toBe(16);
  });

  it('refuses bad series and options, naming them', () => {
    const t = wave(20);
    expect(() => estimateSubspace([], { window: 1 })).toThrow(/series must hold at least window = 1 values, got 0/);
    expect(() => estimateSubspace(t, { window: 21 })).toThrow(/at least window = 21 values, got 20/);
    expect(() => estimateSubspace(t, { window: 0 })).toThrow(/window must be an integer/);
    expect(() => estimateSubspace(t, { window: 1e9 })).toThrow(RangeError);
    expect(() => estimateSubspace([1, Number.NaN, 2], { window: 2 })).toThrow(/series\[1\] must be finite, got NaN/);
    expect(() => estimateSubspace(t, { window: 5, trim: 100 })).toThrow(/trim/);
    expect(() => estimateSubspace(t, { window: 5, trim: -1 })).toThrow(/trim/);
    expect(() => estimateSubspace(t, { window: 5, rank: 6 })).toThrow(/rank must be an integer in \[1, 5\], got 6/);
    expect(() => estimateSubspace(t, { window: 5, rank: { ratio: -1, cap: 2 } })).toThrow(/rank.ratio/);
    expect(() => estimateSubspace(t, { window: 5, rank: { ratio: 0.1, cap: 0 } })).toThrow(/rank.cap/);
    expect(() => estimateSubspace(t, { window: 5, scale: Number.NaN })).toThrow(/scale/);
    expect(() => estimateSubspace(t, { window: 5, method: 'median' as SubspaceMethod })).toThrow(
      /method must be one of/,
    );
    expect(() => estimateSubspace(t, { window: 5, trims: 1 } as never)).toThrow(/unknown option "trims"/);
  });
});

describe('leadingSubspace', () => {
  it('gives for a Gram matrix what estimateSubspace gives for its series', () => {
    const t = wave(100).map((value, i) => value + 0.1 * Math.sin(i * i));
    const wanted = estimateSubspace(t, { window: 12, trim: 0 });
    const got = leadingSubspace(hankelGram(t, 12), 12);
    expect(got.rank).toBe(wanted.rank);
    expect(projector(got.basis, 12, got.rank)).toBeAllclose(projector(wanted.basis, 12, wanted.rank));
    expect(got.values).toBeAllclose(wanted.values, { rtol: 0, atol: 1e-12 * wanted.values[0] });
  });

  it('clips negative eigenvalues at 0 and has rank 0 unless the first exceeds the floor', () => {
    expect(leadingSubspace([1, 0, 0, -1], 2)).toMatchObject({ rank: 1, values: Float64Array.of(1, 0) });
    expect(leadingSubspace([-1], 1).rank).toBe(0);
    expect(leadingSubspace([1, 0, 0, 1], 2, 2, 1).rank).toBe(0);
  });

  it('refuses matrices that are not symmetric or not finite', () => {
    expect(() => leadingSubspace([1, 2, 3, 4], 2)).toThrow(/gram must be symmetric, got gram\[1,0\] = 3/);
    expect(() => leadingSubspace([1, 2, 3], 2)).toThrow(/gram must hold window x window = 2 x 2 = 4 values, got 3/);
    expect(() => leadingSubspace([1], 1, 1, -1)).toThrow(/floor/);
  });
});

describe('coherence', () => {
  it('is the largest diagonal entry of the projector, between rank / window and 1', () => {
    fc.assert(
      fc.property(noisy, fc.integer({ min: 1, max: 12 }), (t, window) => {
        const { basis, rank } = estimateSubspace(t, { window });
        const p = projector(basis, window, rank);
        const value = coherence(basis, window, rank);
        expect(value).toBeAllclose(Math.max(...Array.from({ length: window }, (_, i) => p[i * window + i])));
        expect(value).toBeGreaterThanOrEqual(rank / window - 1e-12);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('is 0 for rank 0 and refuses wrong sizes', () => {
    expect(coherence([], 4, 0)).toBe(0);
    expect(() => coherence([1, 0], 2, 2)).toThrow(/basis must hold window x rank = 2 x 2 = 4 values, got 2/);
    expect(() => coherence([1], 1, 2)).toThrow(/rank/);
    expect(() => coherence([Number.NaN], 1, 1)).toThrow(/finite/);
  });
});
