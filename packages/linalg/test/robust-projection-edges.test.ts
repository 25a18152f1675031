import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRobustWorkspace,
  excludedRows,
  fittedValue,
  residualsInto,
  robustProjection,
  robustProjectionInto,
  setBasis,
} from '../src/index.ts';
import { combine, fourierBasis, largest, orthonormal } from './bases.ts';

describe('robustProjection at the edges', () => {
  const window = 12;

  it('a spike of 1e15 leaves nothing in the fit', () => {
    const basis = fourierBasis(window, 2);
    const x = combine(basis, 2, [1, 2]);
    x[4] += 1e15;
    expect(robustProjection(basis, window, 2, x, { excluded: 2 }).coefficients).toBeAllclose([1, 2], { atol: 1e-14 });
  });

  it('errors of very different size need concentration steps', () => {
    const basis = fourierBasis(30, 3);
    const clean = combine(basis, 3, [1, 2, 3]);
    const x = clean.slice();
    x[5] += 1e6;
    x[12] -= 3;
    x[20] += 50;
    const worst = (refine: number): number => {
      const { residuals } = robustProjection(basis, 30, 3, x, { excluded: 5, refine });
      return largest(residuals.filter((_, row) => ![5, 12, 20].includes(row)));
    };
    expect(worst(0)).toBeGreaterThan(1);
    expect(worst(3)).toBeLessThan(1e-9);
  });

  it('a rank that leaves too few rows shrinks the excluded set', () => {
    const basis = fourierBasis(window, 8);
    const fit = robustProjection(basis, window, 8, new Float64Array(window).fill(1), { excluded: 9 });
    expect(fit.excluded.length).toBe(window - 8 - 1);
    expect(fit.determined).toBe(true);
    expect(
      robustProjection(orthonormal([1, 0, 0, 1], 2, 2), 2, 2, [3, 4], { excluded: 1, predictive: true }).residuals,
    ).toBeAllclose([0, 0]);
  });

  it('a row whose absence would leave the fit undetermined stays in', () => {
    const basis = new Float64Array(window * 2);
    basis[3 * 2] = 1; // a unit vector in the basis: only row 3 sees the first coefficient
    for (let i = 0; i < window; i++) if (i !== 3) basis[i * 2 + 1] = 1 / Math.sqrt(window - 1);
    const x = new Float64Array(window).fill(1);
    x[3] = 5;
    x[7] = 1e6;
    for (const [excluded, predictive] of [
      [2, false],
      [6, true],
    ] as const) {
      const fit = robustProjection(basis, window, 2, x, { excluded, predictive, refine: 2 });
      expect(fit.determined).toBe(true);
      expect(fit.excluded).not.toContain(3);
      expect(fit.residuals[3]).toBeAllclose(0, { atol: 1e-12 });
      expect(fit.residuals[7]).toBeAllclose(1e6 - 1, { rtol: 1e-12 });
    }
    x[3] = Number.NaN;
    expect(robustProjection(basis, window, 2, x, { excluded: 2 }).determined).toBe(false);
  });

  it('too many missing rows give NaN, not a guess', () => {
    const basis = fourierBasis(window, 2);
    const x = new Float64Array(window).fill(Number.NaN);
    x.fill(1, 0, 3);
    const fit = robustProjection(basis, window, 2, x, { excluded: 2 });
    expect(fit.determined).toBe(true);
    expect(fit.excluded.length).toBe(0);
    x[2] = Number.NaN;
    const none = robustProjection(basis, window, 2, x, { excluded: 2 });
    expect(none.determined).toBe(false);
    expect(none.residuals.every(Number.isNaN)).toBe(true);
  });

  it('rank 0 leaves the window as its residual', () => {
    const fit = robustProjection([], 3, 0, [1, -5, 2], { excluded: 1 });
    expect([...fit.residuals]).toEqual([1, -5, 2]);
    expect([...fit.excluded]).toEqual([1]);
  });

  it('of equal residuals the later row is excluded', () => {
    expect([...robustProjection([], 5, 0, [1, 1, 1, 1, 1], { excluded: 2 }).excluded]).toEqual([3, 4]);
    expect([...robustProjection([], 5, 0, [1, 1, 1, 1, 1], { excluded: 2, predictive: true }).excluded]).toEqual([
      3, 4,
    ]);
  });

  it('a group is excluded as a whole, and its missing rows are counted once', () => {
    const basis = fourierBasis(window, 2);
    const x = combine(basis, 2, [1, 2]);
    x[7] += 100;
    const fit = robustProjection(basis, window, 2, x, { excluded: 1, group: 3 });
    expect([...fit.excluded]).toEqual([6, 7, 8]);
    x[8] = Number.NaN;
    const holed = robustProjection(basis, window, 2, x, { excluded: 1, group: 3 });
    expect([...holed.excluded]).toEqual([6, 7]);
    expect([...holed.missing]).toEqual([8]);
    expect(holed.coefficients).toBeAllclose([1, 2], { atol: 1e-12 });
  });

  it('bad arguments are refused with what must hold', () => {
    const basis = fourierBasis(4, 1);
    expect(() => robustProjection(basis, 4, 5, [1, 2, 3, 4])).toThrow(/rank must be an integer in \[0, 4\], got 5/);
    expect(() => robustProjection(basis, 4, 1, [1, 2, 3])).toThrow(/x\.length must be/);
    expect(() => robustProjection(basis, 4, 1, [1, 2, 3, Infinity])).toThrow(/x\[3\] must be finite/);
    expect(() => robustProjection(basis, 4, 1, [1, 2, 3, 4], { excluded: -1 })).toThrow(/excluded/);
    expect(() => robustProjection(basis, 4, 1, [1, 2, 3, 4], { group: 3 })).toThrow(/group must divide/);
  });

  it('windows before leave no trace, whatever they were', () => {
    const window = 16;
    fc.assert(
      fc.property(
        // Whole numbers on a basis of constants: many residuals are equal, so the rule for ties decides.
        fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 60, maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.constantFrom(1, 2),
        (numbers, gaps, excluded, predictive, group) => {
          const basis = fourierBasis(window, 3);
          const x = Float64Array.from(numbers);
          const flags = Uint8Array.from(gaps, (gap) => (gap === 0 ? 1 : 0));
          const used = createRobustWorkspace(window, 3, group);
          const fit = (workspace: typeof used, at: number): unknown[] => {
            const missing = flags.subarray(at, at + window).reduce((sum, flag) => sum + flag, 0);
            setBasis(workspace, basis, 3);
            const determined = robustProjectionInto(workspace, x, at, flags, missing, excluded, predictive, 2);
            return [determined, ...workspace.coefficients, ...excludedRows(workspace)];
          };
          for (let at = 0; at + window <= x.length; at++) {
            expect(fit(used, at)).toEqual(fit(createRobustWorkspace(window, 3, group), at));
          }
        },
      ),
    );
  });

  it('the kernel gives the same bits wherever the window lies in its buffer', () => {
    const basis = fourierBasis(window, 4);
    const x = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i * i));
    const flags = new Uint8Array(40);
    const workspace = createRobustWorkspace(window, 4);
    setBasis(workspace, basis, 4);
    const results = [0, 9].map((at) => {
      const moved = new Float64Array(60);
      moved.set(x.subarray(0, window), at);
      robustProjectionInto(workspace, moved, at, flags, 0, 3, true, 2);
      residualsInto(workspace, moved, at);
      return [...workspace.residuals, fittedValue(workspace, 11)];
    });
    expect(results[1]).toEqual(results[0]);
  });
});
