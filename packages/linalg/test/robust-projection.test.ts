import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coherence,
  createRobustWorkspace,
  keptLeverage,
  robustProjection,
  robustProjectionInto,
  setBasis,
} from '../src/index.ts';
import { combine, fourierBasis, largest, orthonormal } from './bases.ts';
import { naiveRobustProjection, residualsOf, rowsOf } from './robust-projection-naive.ts';

interface GoldenWindow {
  M: number;
  r: number;
  n_s: number;
  lemma2_condition: boolean;
  x: number[];
  a_true: number[];
  a_hat: number[];
  excluded: number[];
  residual: number[];
  spe_residual: number[];
}

interface GoldenMissing {
  M: number;
  r: number;
  n_s: number;
  missing: number[];
  x: (number | null)[];
  a_hat: number[];
  excluded_observed: number[];
  prediction: number[];
}

interface GoldenWoodbury {
  M: number;
  r: number;
  t: number[];
  H: number[];
  window: number[];
  excluded: number[];
  e: number[];
  G: number[];
  deleted_residuals: number[];
  residual: number[];
}

const normal = fc
  .tuple(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([u, v]) => Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v));

const problem = fc
  .record({ window: fc.integer({ min: 12, max: 40 }), rank: fc.integer({ min: 1, max: 6 }) })
  .chain(({ window, rank }) =>
    fc.record({
      window: fc.constant(window),
      rank: fc.constant(rank),
      basis: fc
        .array(normal, { minLength: window * rank, maxLength: window * rank })
        .map((numbers) => orthonormal(numbers, window, rank)),
      coefficients: fc.array(normal, { minLength: rank, maxLength: rank }),
      noise: fc.array(normal, { minLength: window, maxLength: window }),
      support: fc.uniqueArray(fc.integer({ min: 0, max: window - 1 }), { minLength: 1, maxLength: 5 }),
      signs: fc.array(fc.constantFrom(-1, 1), { minLength: 5, maxLength: 5 }),
      exponent: fc.double({ min: -1, max: 12, noNaN: true }),
      excluded: fc.integer({ min: 0, max: window - rank - 1 }).map((n) => Math.min(n, 8)),
    }),
  )
  .filter(({ basis }) => basis.every(Number.isFinite));

describe('robustProjection agrees with the golden values', () => {
  const windows = readGolden<GoldenWindow[]>(import.meta.url, 'robust-projection.json');
  it.each(windows.map((golden, i) => [i, golden] as const))('window %i', (_, golden) => {
    const { M, r, n_s, x } = golden;
    const basis = fourierBasis(M, r);
    const fit = robustProjection(basis, M, r, x, { excluded: n_s });
    // The inputs carry 12 digits; the residuals of the largest spikes are compared relative to them.
    expect(fit.coefficients).toBeAllclose(golden.a_hat, { rtol: 1e-8, atol: 1e-9 });
    expect(fit.residuals).toBeAllclose(golden.residual, { rtol: 1e-8, atol: 1e-9 });
    if (golden.lemma2_condition) expect(fit.coefficients).toBeAllclose(golden.a_true, { rtol: 1e-10, atol: 1e-10 });
    const plain = robustProjection(basis, M, r, x);
    expect(plain.residuals).toBeAllclose(golden.spe_residual, { rtol: 1e-8, atol: 1e-9 * Math.max(1, largest(x)) });
  });

  const extra = readGolden<{ missing: GoldenMissing[]; woodbury: GoldenWoodbury }>(
    import.meta.url,
    'robust-projection-extra.json',
  );
  it.each(extra.missing.map((golden, i) => [i, golden] as const))('missing values %i', (_, golden) => {
    const { M, r, n_s } = golden;
    const basis = fourierBasis(M, r);
    const x = golden.x.map((value) => value ?? Number.NaN);
    const fit = robustProjection(basis, M, r, x, { excluded: n_s });
    expect([...fit.missing]).toEqual(golden.missing);
    expect(fit.coefficients).toBeAllclose(golden.a_hat, { rtol: 1e-8, atol: 1e-9 });
    expect(combine(basis, r, fit.coefficients)).toBeAllclose(golden.prediction, { rtol: 1e-8, atol: 1e-9 });
  });

  it('the Woodbury identities', () => {
    const { M, H, r, window, excluded, residual } = extra.woodbury;
    // Any orthonormal basis of the range of the projector H will do: its first r columns, orthonormalised.
    const columns = Float64Array.from({ length: M * r }, (_, i) => H[Math.floor(i / r) * M + (i % r)]);
    const basis = orthonormal(columns, M, r);
    // The rows to leave out are given here, so they are declared missing.
    const holed = window.map((value, row) => (excluded.includes(row) ? Number.NaN : value));
    const fitted = combine(basis, r, robustProjection(basis, M, r, holed).coefficients);
    const tolerance = { rtol: 1e-8, atol: 1e-9 };
    expect(window.map((value, row) => value - fitted[row])).toBeAllclose(residual, tolerance);
    expect(excluded.map((row) => window[row] - fitted[row])).toBeAllclose(extra.woodbury.deleted_residuals, tolerance);
  });
});

describe('robustProjection obeys the laws', () => {
  it('equals Algorithm 2 as written, with missing rows, forced last row and concentration steps', () => {
    fc.assert(
      fc.property(
        problem,
        fc.boolean(),
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 2 }),
        ({ window, rank, basis, noise, excluded, support }, predictive, refine, missing) => {
          const x = Float64Array.from(noise);
          for (const row of support.slice(0, missing)) if (row < window - 1) x[row] = Number.NaN;
          const room = window - rank - 1 - x.filter(Number.isNaN).length;
          const count = Math.min(excluded, room);
          const wanted = naiveRobustProjection(basis, window, rank, x, count, predictive && count > 0, refine);
          const got = robustProjection(basis, window, rank, x, { excluded, predictive, refine });
          fc.pre(got.excluded.length === count && got.lastLeverage < 1e4);
          expect([...got.excluded]).toEqual(wanted.excluded);
          // Normal equations by elimination lose up to the condition number, bounded by the leverage above.
          expect(got.residuals).toBeAllclose(wanted.residuals, { rtol: 1e-7, atol: 1e-7 });
        },
      ),
    );
  });

  it('Lemma 2: equal errors on rows of small leverage are the largest residuals', () => {
    fc.assert(
      fc.property(problem, ({ window, rank, basis, coefficients, support, signs, exponent }) => {
        const hMax = coherence(basis, window, rank);
        const rows = support.slice(0, Math.max(1, Math.floor(0.4999 / hMax)));
        fc.pre(hMax < 0.5 / rows.length);
        const x = combine(basis, rank, coefficients);
        const amplitude = 10 ** exponent;
        rows.forEach((row, i) => {
          x[row] += signs[i] * amplitude;
        });
        const { residuals } = robustProjection(basis, window, rank, x);
        const on = Math.min(...rows.map((row) => Math.abs(residuals[row])));
        const off = Math.max(...Array.from(residuals, (e, row) => (rows.includes(row) ? 0 : Math.abs(e))));
        expect(on).toBeGreaterThan(off - 1e-13 * (1 + amplitude));
      }),
    );
  });

  it('Lemma 2, unequal errors: coherence at most min |s| / (2 sum |s|) suffices', () => {
    fc.assert(
      fc.property(
        problem,
        fc.array(fc.double({ min: 1, max: 3, noNaN: true }), { minLength: 5, maxLength: 5 }),
        ({ window, rank, basis, support, signs }, sizes) => {
          const hMax = coherence(basis, window, rank);
          let rows = support;
          const bound = (): number => {
            const s = rows.map((_, i) => sizes[i]);
            return Math.min(...s) / (2 * s.reduce((sum, size) => sum + size, 0));
          };
          while (rows.length > 1 && hMax >= bound()) rows = rows.slice(1);
          fc.pre(hMax < bound());
          const x = new Float64Array(window);
          rows.forEach((row, i) => {
            x[row] = signs[i] * sizes[i];
          });
          const { residuals } = robustProjection(basis, window, rank, x);
          const on = Math.min(...rows.map((row) => Math.abs(residuals[row])));
          const off = Math.max(...Array.from(residuals, (e, row) => (rows.includes(row) ? 0 : Math.abs(e))));
          expect(on).toBeGreaterThan(off - 1e-12);
        },
      ),
    );
  });

  it('Corollary 3: with n_s at least the number of equal errors the fit is exact at any amplitude', () => {
    fc.assert(
      fc.property(
        problem,
        fc.integer({ min: 0, max: 2 }),
        ({ window, rank, basis, coefficients, support, signs, exponent }, more) => {
          const hMax = coherence(basis, window, rank);
          const rows = support.slice(0, Math.max(1, Math.floor(0.4999 / hMax)));
          fc.pre(hMax < 0.5 / rows.length && rows.length + more <= window - rank - 1);
          const clean = combine(basis, rank, coefficients);
          const x = clean.slice();
          const amplitude = 10 ** exponent;
          rows.forEach((row, i) => {
            x[row] += signs[i] * amplitude;
          });
          const fit = robustProjection(basis, window, rank, x, { excluded: rows.length + more });
          fc.pre(fit.lastLeverage < 1e6);
          expect(rows.every((row) => fit.excluded.includes(row))).toBe(true);
          // Rounding is amplified by the leverage of the kept rows; it does not depend on the amplitude.
          const atol = 1e-12 * (1 + conditionOf(basis, window, rank, fit.excluded));
          expect(fit.coefficients).toBeAllclose(coefficients, { rtol: 0, atol });
        },
      ),
    );
  });

  it('adding U b leaves the residuals, scaling by a positive factor scales them, both keep the excluded rows', () => {
    fc.assert(
      fc.property(
        problem,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.boolean(),
        ({ window, rank, basis, coefficients, noise, excluded }, factor, predictive) => {
          const options = { excluded, predictive, refine: 2 };
          const x = Float64Array.from(noise);
          const background = combine(basis, rank, coefficients);
          const plain = robustProjection(basis, window, rank, x, options);
          fc.pre(conditionOf(basis, window, rank, plain.excluded) < 1e3);
          const shifted = robustProjection(
            basis,
            window,
            rank,
            x.map((value, i) => value + background[i]),
            options,
          );
          expect([...shifted.excluded]).toEqual([...plain.excluded]);
          expect(shifted.residuals).toBeAllclose(plain.residuals, { rtol: 1e-9, atol: 1e-10 });
          const scaled = robustProjection(
            basis,
            window,
            rank,
            x.map((value) => factor * value),
            options,
          );
          expect([...scaled.excluded]).toEqual([...plain.excluded]);
          expect(scaled.residuals).toBeAllclose(
            plain.residuals.map((e) => factor * e),
            { rtol: 1e-9, atol: 1e-10 * factor },
          );
        },
      ),
    );
  });

  it('excluding nothing is the plain projection', () => {
    fc.assert(
      fc.property(problem, ({ window, rank, basis, noise }) => {
        const u = rowsOf(basis, window, rank);
        const a = Array.from({ length: rank }, (_, k) => u.reduce((sum, row, i) => sum + row[k] * noise[i], 0));
        const fit = robustProjection(basis, window, rank, noise, { excluded: 0, predictive: true, refine: 3 });
        expect(fit.residuals).toBeAllclose(residualsOf(u, noise, a), { atol: 1e-12 });
        expect(fit.excluded.length).toBe(0);
      }),
    );
  });

  it('(U_I^T U_I)^-1 has no eigenvalue below 1, and a single excluded row has residual e / (1 - h)', () => {
    fc.assert(
      fc.property(problem, ({ window, rank, basis, noise }) => {
        const plain = robustProjection(basis, window, rank, noise);
        const single = robustProjection(basis, window, rank, noise, { excluded: 1, predictive: true });
        const last = window - 1;
        let h = 0;
        for (let k = 0; k < rank; k++) h += basis[last * rank + k] ** 2;
        fc.pre(h < 0.999);
        expect(single.residuals[last]).toBeAllclose(plain.residuals[last] / (1 - h), { rtol: 1e-9, atol: 1e-10 });
        expect(single.lastLeverage).toBeAllclose(h / (1 - h), { rtol: 1e-9 });
        expect(plain.lastLeverage).toBeAllclose(h, { rtol: 1e-12 });
        // u^T (U_I^T U_I)^-1 u >= u^T u for every row.
        const fit = robustProjection(basis, window, rank, noise, { excluded: 4 });
        expect(fit.lastLeverage).toBeGreaterThanOrEqual(h - 1e-12);
      }),
    );
  });

  it('a concentration step never raises the sum of squares over the kept rows', () => {
    fc.assert(
      fc.property(problem, ({ window, rank, basis, noise, support, exponent, excluded }) => {
        const x = Float64Array.from(noise);
        support.forEach((row, i) => {
          x[row] += 10 ** ((exponent * (i + 1)) / support.length);
        });
        let before = Infinity;
        for (const refine of [0, 1, 2, 3]) {
          const fit = robustProjection(basis, window, rank, x, { excluded, refine });
          fc.pre(fit.excluded.length === Math.min(excluded, window - rank - 1));
          let sum = 0;
          fit.residuals.forEach((e, row) => {
            if (!fit.excluded.includes(row)) sum += e * e;
          });
          expect(sum).toBeLessThanOrEqual(before * (1 + 1e-9) + 1e-9);
          before = sum;
        }
      }),
    );
  });

  it('the leverage of the last row is that of the normal equations, whichever matrix was factored', () => {
    fc.assert(
      fc.property(problem, fc.boolean(), fc.nat(3), ({ window, rank, basis, noise, excluded }, predictive, refine) => {
        const fit = robustProjection(basis, window, rank, noise, { excluded, predictive, refine });
        fc.pre(conditionOf(basis, window, rank, fit.excluded) < 1e3);
        const unit = new Float64Array(window);
        // The fitted value of the last row responds to the rows with weights whose squares sum to the leverage.
        let sum = 0;
        for (let row = 0; row < window; row++) {
          if (fit.excluded.includes(row)) continue;
          unit.fill(0);
          unit[row] = 1;
          for (const other of fit.excluded) unit[other] = Number.NaN;
          const response = robustProjection(basis, window, rank, unit);
          const fitted = combine(basis, rank, response.coefficients)[window - 1];
          sum += fitted * fitted;
        }
        expect(fit.lastLeverage).toBeAllclose(sum, { rtol: 1e-8, atol: 1e-12 });
      }),
      { numRuns: 40 },
    );
  });

  it('the leverage after concentration steps belongs to the rows left out at last', () => {
    const [window, rank] = [20, 6];
    const random = createRandom(1);
    for (let round = 0; round < 50; round++) {
      const numbers = Float64Array.from({ length: window * rank }, () => random.normal());
      const basis = orthonormal(numbers, window, rank);
      const x = Float64Array.from({ length: window }, () => random.normal());
      const fit = robustProjection(basis, window, rank, x, { excluded: 5, refine: 3 });
      for (const row of fit.excluded) x[row] = Number.NaN;
      const same = robustProjection(basis, window, rank, x);
      expect(fit.lastLeverage).toBeAllclose(same.lastLeverage, { rtol: 1e-8 });
    }
  });
});

/** Largest leverage against the kept rows: how much the fit amplifies rounding. */
function conditionOf(basis: Float64Array, window: number, rank: number, excluded: Int32Array): number {
  const x = new Float64Array(window);
  for (const row of excluded) x[row] = Number.NaN;
  const flags = Uint8Array.from(x, (value) => (Number.isNaN(value) ? 1 : 0));
  const workspace = createRobustWorkspace(window, rank);
  const zero = new Float64Array(window);
  setBasis(workspace, basis, rank);
  if (!robustProjectionInto(workspace, zero, 0, flags, excluded.length, 0, false, 0)) return Infinity;
  return Math.max(...Array.from({ length: window }, (_, row) => keptLeverage(workspace, row)));
}
