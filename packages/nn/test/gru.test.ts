import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, Gru, loadWeights, swapAxes } from '../src/index.ts';
import { expectGradients, values } from './gradients.ts';
import { gru } from './naive.ts';

const engine = await createEngine();
const near = { rtol: 1e-5, atol: 2e-6 };

/** The whole stack by the naive twin: x [time][batch][inputs] flat. */
function naiveStack(layer: Gru, layers: number, directions: number, x: Float32Array, shape: number[]): number[] {
  const [steps, batch] = shape;
  const parameters = layer.parameters.map(({ value }) => value.toArray());
  const rows = Array.from({ length: batch }, (_, b) => {
    let sequence: ArrayLike<number>[] = Array.from({ length: steps }, (_, t) =>
      x.subarray((t * batch + b) * shape[2], (t * batch + b + 1) * shape[2]),
    );
    for (let l = 0; l < layers; l++) {
      const parts = Array.from({ length: directions }, (_, d) => {
        const [ih, hh, bih, bhh] = parameters.slice(4 * (l * directions + d));
        return gru(sequence, { ih, hh, bih, bhh }, d === 1);
      });
      sequence = sequence.map((_, t) => parts.flatMap((part) => part[t]));
    }
    return sequence;
  });
  return Array.from({ length: steps }, (_, t) => rows.flatMap((row) => Array.from(row[t]))).flat();
}

describe('Gru', () => {
  it('equals PyTorch', () => {
    const golden = readGolden<{ params: Record<string, number[] | number[][]>; x: number[][][]; y: number[][][] }>(
      import.meta.url,
      'gru.json',
    );
    engine.scope(() => {
      const layer = new Gru(engine, { inputs: 2, hidden: 2, bidirectional: true, random: createRandom(1) });
      const stored = Object.entries(golden.params).map(([name, rows]) => {
        const data = Float64Array.from(rows.flat());
        return [name, { shape: Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length], data }];
      });
      loadWeights(layer, Object.fromEntries(stored));
      const output = layer.infer(swapAxes(engine.tensor([1, 3, 2], golden.x.flat(2))));
      expect(swapAxes(output).toArray()).toBeAllclose(golden.y.flat(2), near);
    });
  });

  it('equals its definition for any sizes, with and without kept gates', () => {
    const small = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(
        small,
        fc.integer({ min: 1, max: 60 }),
        small,
        fc.integer({ min: 1, max: 13 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (steps, batch, inputs, hidden, layers, bidirectional) => {
          engine.scope(() => {
            const layer = new Gru(engine, { inputs, hidden, layers, bidirectional, random: createRandom(2) });
            const shape = [steps, batch, inputs];
            const x = values(steps * batch * inputs, 3);
            const expected = naiveStack(layer, layers, bidirectional ? 2 : 1, x, shape);
            const input = engine.tensor(shape, x);
            const output = layer.infer(input).toArray();
            expect(output).toBeAllclose(expected, near);
            expect(layer.forward(input).output.toArray()).toEqual(output);
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    [{ inputs: 3, hidden: 5 }, [6, 4, 3]],
    [{ inputs: 2, hidden: 3, bidirectional: true }, [5, 3, 2]],
    [{ inputs: 3, hidden: 4, layers: 3, bidirectional: true }, [5, 2, 3]],
    [{ inputs: 1, hidden: 6, layers: 2, bidirectional: true, dropout: 0.3 }, [4, 30, 1]],
  ])('%j has gradients equal to central differences', (options, shape) => {
    engine.scope(() => {
      const layer = new Gru(engine, { ...options, random: createRandom(4) });
      expectGradients(engine, layer, shape, () => ({ random: createRandom(6) }));
    });
  });

  it('runs twice in one step, and the gradients add up', () => {
    engine.scope(() => {
      const layer = new Gru(engine, { inputs: 2, hidden: 3, bidirectional: true, random: createRandom(1) });
      const [a, b] = [1, 2].map((seed) => engine.tensor([4, 3, 2], values(24, seed)));
      const g = engine.tensor([4, 3, 6], values(72, 3));
      const gradients = (): Float32Array[] => layer.parameters.map(({ gradient }) => gradient.toArray());
      const zero = (): void => {
        for (const { gradient } of layer.parameters) gradient.fill(0);
      };
      layer.forward(a).parameterGradients(g);
      const first = gradients();
      zero();
      layer.forward(b).parameterGradients(g);
      const second = gradients();
      zero();
      const [passA, passB] = [layer.forward(a), layer.forward(b)];
      passA.parameterGradients(g);
      passB.parameterGradients(g);
      for (const [at, sum] of gradients().entries()) {
        const expected = sum.map((_, i) => first[at][i] + second[at][i]);
        expect(sum).toBeAllclose(expected, near);
      }
      expect(() => passA.backward(g)).toThrow(/only once/);
    });
  });

  it('inference leaves nothing but its output on the stack, however deep', () => {
    engine.scope(() => {
      const layer = new Gru(engine, { inputs: 2, hidden: 3, layers: 4, random: createRandom(1) });
      const x = engine.tensor([20, 10, 2]);
      const before = engine.bytes;
      layer.infer(x);
      expect(engine.bytes - before).toBeLessThan(20 * 10 * 3 * 4 + 200);
    });
  });

  it('refuses shapes that are not sequences', () => {
    engine.scope(() => {
      const layer = new Gru(engine, { inputs: 2, hidden: 3, random: createRandom(1) });
      expect(() => layer.infer(engine.tensor([4, 2]))).toThrow(/shape \[time, batch, 2\].* got \[4, 2\]/);
      expect(() => layer.infer(engine.tensor([0, 1, 2]))).toThrow(/at least one step/);
      const dropping = new Gru(engine, { inputs: 2, hidden: 3, layers: 2, dropout: 0.5, random: createRandom(1) });
      expect(() => dropping.forward(engine.tensor([4, 1, 2]))).toThrow(/needs forward\(input, { random }\)/);
    });
  });
});
