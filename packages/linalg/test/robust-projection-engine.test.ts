import { createRandom } from '@tsad/core';
import { expect, it, vi } from 'vitest';
import { createRobustWorkspace, keptLeverage, type RobustWorkspace, setBasis } from '../src/index.ts';
import { fitCompiled } from '../src/robust-projection-engine.ts';
import { fitPlain, residualsInto } from '../src/robust-projection-kernel.ts';
import { orthonormal } from './bases.ts';

const random = createRandom(4);
const flags = new Uint8Array(400);

/** With `spike` the first column is a unit vector, whose row must stay in. */
function basisOf(rows: number, rank: number, spike: boolean): Float64Array {
  const numbers = Float64Array.from({ length: rows * rank }, () => random.normal());
  if (spike) for (let i = 0; i < rows; i++) numbers[i * rank] = i === rows - 2 ? 1 : 0;
  return orthonormal(numbers, rows, rank);
}

function resultOf(workspace: RobustWorkspace, x: Float64Array, at: number): unknown {
  residualsInto(workspace, x, at);
  const { count, excluded, coefficients, residuals, steps, rows } = workspace;
  const leverages = Array.from({ length: rows }, (_, row) => keptLeverage(workspace, row));
  return { steps, excluded: [...excluded.subarray(0, count)], coefficients, residuals, leverages };
}

it('the compiled fit has the bits of the plain one for every shape, ties and failing pivots included', () => {
  const pairs = Array.from({ length: 60 }, (_, round) => {
    const rows = 2 + random.integer(59);
    const rank = random.integer(Math.min(rows, 22) + 1);
    const basis = basisOf(rows, rank, rank > 0 && round % 5 === 0);
    const made = [createRobustWorkspace(rows, rank), createRobustWorkspace(rows, rank)] as const;
    for (const workspace of made) setBasis(workspace, basis, rank);
    const coarse = round % 3 === 0;
    const x = Float64Array.from({ length: rows + 12 }, () => {
      const value = random.normal() * (random.uniform() < 0.1 ? 1e12 : 1);
      return coarse ? Math.round(value) : value;
    });
    return { made, rows, rank, x };
  });
  // Windows of different shapes take turns, so that the engine changes hands and starts from others' choices.
  for (let at = 0; at < 12; at++) {
    for (const { made, rows, rank, x } of pairs) {
      const [compiled, plain] = made;
      const budget = random.integer(Math.max(1, rows - rank));
      const refine = random.integer(4);
      const predictive = random.uniform() < 0.5;
      for (const workspace of made) workspace.fresh = false;
      expect(fitCompiled(compiled, x, at, budget, predictive, refine)).toBe(true);
      fitPlain(plain, x, at, flags, budget, predictive, refine);
      expect(resultOf(compiled, x, at)).toEqual(resultOf(plain, x, at));
    }
  }
});

it('a machine without WebAssembly falls back to the plain fit', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  vi.resetModules();
  const alone = await import('../src/index.ts');
  const x = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i) + (i === 20 ? 9 : 0));
  const basis = basisOf(30, 4, false);
  const options = { excluded: 5, refine: 2 };
  const fit = alone.robustProjection(basis, 30, 4, x, options);
  vi.unstubAllGlobals();
  vi.resetModules();
  const { robustProjection } = await import('../src/index.ts');
  expect(fit).toEqual(robustProjection(basis, 30, 4, x, options));
});
