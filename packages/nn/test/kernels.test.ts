import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  addInto,
  binaryCrossEntropy,
  blendRows,
  concatenate,
  createEngine,
  Dropout,
  type Layer,
  LeakyRelu,
  maximum,
  meanSquaredError,
  multiply,
  Relu,
  Selu,
  Sigmoid,
  scale,
  split,
  subtract,
  swapAxes,
  Tanh,
} from '../src/index.ts';
import { multiplyMatrices } from '../src/product.ts';
import { values } from './gradients.ts';
import { activations, keeps, logistic, product, transpose } from './naive.ts';

const engine = await createEngine();
const near = { rtol: 1e-5, atol: 2e-6 };

describe('products', () => {
  const extent = fc.integer({ min: 1, max: 40 });
  const inner = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(255, 256, 257, 600));

  it('equal the definition for any shape, either factor transposed, from any start', () => {
    fc.assert(
      fc.property(
        extent,
        extent,
        inner,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('zero', 'result', 'row'),
        (rows, columns, depth, turnA, turnB, start) => {
          engine.scope(() => {
            const a = values(rows * depth, 1);
            const b = values(depth * columns, 2);
            const [held, bias] = [values(rows * columns, 3), values(columns, 4)];
            const tensorA = engine.tensor([a.length], turnA ? transpose(a, rows) : a);
            const tensorB = engine.tensor([b.length], turnB ? transpose(b, depth) : b);
            // One column more than the result has: it must stay as it is.
            const result = engine.tensor([rows, columns + 1]).fill(7);
            for (let i = 0; i < rows; i++) {
              result.data.set(held.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
            }
            const row = engine.tensor([columns], bias);
            multiplyMatrices(
              engine,
              [rows, columns, depth],
              { offset: tensorA.offset, strides: turnA ? [1, rows] : [depth, 1] },
              { offset: tensorB.offset, strides: turnB ? [1, depth] : [columns, 1] },
              { offset: result.offset, stride: columns + 1 },
              start === 'row' ? { row: row.offset } : (start as 'zero' | 'result'),
            );
            const expected = product(a, b, rows, columns).map(
              (value, at) => value + (start === 'zero' ? 0 : start === 'row' ? bias[at % columns] : held[at]),
            );
            const got = result.toArray();
            const body = got.filter((_, at) => at % (columns + 1) < columns);
            expect(body).toBeAllclose(expected, { rtol: 1e-5, atol: 1e-4 });
            expect(got.filter((_, at) => at % (columns + 1) === columns).every((value) => value === 7)).toBe(true);
          });
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('activations', () => {
  const layers: Record<string, Layer> = {
    relu: new Relu(engine),
    leaky: new LeakyRelu(engine, { slope: 0.1 }),
    selu: new Selu(engine),
    sigmoid: new Sigmoid(engine),
    tanh: new Tanh(engine),
  };
  const grid = Float32Array.from({ length: 6003 }, (_, at) => (at - 3001) / 100);

  it.each(Object.keys(layers))('%s and its gradient equal the definition', (kind) => {
    engine.scope(() => {
      const pass = layers[kind].forward(engine.tensor([grid.length], grid));
      const back = pass.backward(engine.tensor([grid.length]).fill(2));
      expect(pass.output.toArray()).toBeAllclose(grid.map(activations[kind].value), { rtol: 3e-7, atol: 2e-7 });
      expect(back.toArray()).toBeAllclose(
        grid.map((x) => 2 * activations[kind].slope(x)),
        { rtol: 1e-6, atol: 2e-6 },
      );
    });
  });

  it('stay finite for huge inputs and pass NaN on', () => {
    engine.scope(() => {
      const x = engine.tensor([3], [-1e30, 1e30, Number.NaN]);
      const [low, ...rest] = layers.sigmoid.infer(x).toArray();
      expect(low).toBeLessThan(1e-37);
      expect(rest).toEqual([1, Number.NaN]);
      expect([...layers.tanh.infer(x).toArray()]).toEqual([-1, 1, Number.NaN]);
    });
  });
});

describe('arithmetic', () => {
  it('is element by element for any length', () => {
    for (const length of [1, 2, 3, 4, 5, 7, 64, 67]) {
      engine.scope(() => {
        const [x, y] = [values(length, 1), values(length, 2)];
        const [a, b] = [engine.tensor([length], x), engine.tensor([length], y)];
        expect(add(a, b).toArray()).toEqual(x.map((value, i) => value + y[i]));
        expect(subtract(a, b).toArray()).toEqual(x.map((value, i) => value - y[i]));
        expect(multiply(a, b).toArray()).toEqual(x.map((value, i) => value * y[i]));
        expect(scale(a, 3).toArray()).toEqual(x.map((value) => 3 * value));
        addInto(a, b, -2);
        expect(a.toArray()).toBeAllclose(
          x.map((value, i) => value - 2 * y[i]),
          near,
        );
      });
    }
  });

  it('the maximum sends the gradient to the larger one and half to each of two equals', () => {
    engine.scope(() => {
      const fused = maximum(engine.tensor([5], [1, 2, 3, -1, 0]), engine.tensor([5], [2, 2, 1, -1, -0]));
      expect([...fused.output.toArray()]).toEqual([2, 2, 3, -1, 0]);
      const [toA, toB] = fused.backward(engine.tensor([5]).fill(4));
      expect([...toA.toArray()]).toEqual([0, 2, 4, 2, 2]);
      expect([...toB.toArray()]).toEqual([4, 2, 0, 2, 2]);
    });
  });

  it('blendRows moves rows towards a vector, with all three gradients', () => {
    engine.scope(() => {
      const [x, v, w, g] = [values(35, 1), values(7, 2), values(5, 3), values(35, 4)];
      const [rows, vector, weight] = [engine.tensor([5, 7], x), engine.tensor([7], v), engine.tensor([5], w)];
      const pass = blendRows(rows, vector, weight);
      const at = (i: number): { share: number; goal: number } => ({ share: w[Math.floor(i / 7)], goal: v[i % 7] });
      const expected = x.map((value, i) => (1 - at(i).share) * value + at(i).share * at(i).goal);
      expect(pass.output.toArray()).toBeAllclose(expected, near);
      const back = pass.backward(engine.tensor([5, 7], g));
      const toX = g.map((value, i) => value * (1 - at(i).share));
      const sum = (length: number, of: (i: number) => number, term: (i: number) => number): Float32Array =>
        Float32Array.from({ length }, (_, k) => x.reduce((total, _, i) => total + (of(i) === k ? term(i) : 0), 0));
      expect(back.x.toArray()).toBeAllclose(toX, near);
      const toVector = sum(
        7,
        (i) => i % 7,
        (i) => g[i] * at(i).share,
      );
      const toWeight = sum(
        5,
        (i) => Math.floor(i / 7),
        (i) => g[i] * (at(i).goal - x[i]),
      );
      expect(back.vector.toArray()).toBeAllclose(toVector, near);
      expect(back.weight.toArray()).toBeAllclose(toWeight, near);
      expect(() => blendRows(rows, vector, engine.tensor([4]))).toThrow(/weight must hold 5 numbers/);
    });
  });

  it('refuses shapes that do not agree', () => {
    engine.scope(() => {
      expect(() => add(engine.tensor([2]), engine.tensor([3]))).toThrow(/shapes must agree, got \[2\] and \[3\]/);
    });
  });
});

describe('rearranging', () => {
  it('split undoes concatenate along every axis', () => {
    engine.scope(() => {
      for (const axis of [0, 1, 2]) {
        const parts = [2, 1, 4].map((size, seed) => {
          const shape = [3, 2, 5].with(axis, size);
          return engine.tensor(shape, values(shape[0] * shape[1] * shape[2], seed));
        });
        const whole = concatenate(parts, axis);
        expect(whole.shape).toEqual([3, 2, 5].with(axis, 7));
        const back = split(whole, [2, 1, 4], axis);
        for (const [at, part] of parts.entries()) expect(back[at].toArray()).toEqual(part.toArray());
      }
    });
  });

  it('swapAxes brings batch-major windows to time-major order, and back', () => {
    engine.scope(() => {
      const x = engine.tensor([2, 3, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      const turned = swapAxes(x);
      expect(turned.shape).toEqual([3, 2, 2]);
      expect([...turned.toArray()]).toEqual([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
      expect(swapAxes(turned).toArray()).toEqual(x.toArray());
    });
  });
});

describe('dropout', () => {
  it('keeps what the hash of place and keys keeps, forward and backward alike', () => {
    engine.scope(() => {
      const layer = new Dropout(engine, { rate: 0.3 });
      const length = 10_001;
      const pass = layer.forward(engine.tensor([length]).fill(0.7), { random: createRandom(5) });
      const keys = createRandom(5);
      const words: [number, number] = [keys.integer(2 ** 32), keys.integer(2 ** 32)];
      const expected = Float32Array.from({ length }, (_, at) => (keeps(at, 0.3, words) ? 1 : 0));
      expect(pass.output.toArray()).toBeAllclose(expected, near);
      expect(pass.backward(engine.tensor([length]).fill(0.7)).toArray()).toEqual(pass.output.toArray());
      expect(expected.reduce((sum, kept) => sum + kept, 0) / length).toBeCloseTo(0.7, 1);
    });
  });

  it('does nothing in evaluation mode and wants a stream in training mode', () => {
    engine.scope(() => {
      const layer = new Dropout(engine, { rate: 0.5 });
      const x = engine.tensor([4], [1, 2, 3, 4]);
      expect(layer.infer(x).toArray()).toEqual(x.toArray());
      expect(layer.forward(x, { training: false }).output.toArray()).toEqual(x.toArray());
      expect(() => layer.forward(x)).toThrow(/needs forward\(input, { random }\)/);
      expect(() => new Dropout(engine, { rate: 1 })).toThrow(/rate must be a number in \[0, 1\), got 1/);
    });
  });
});

describe('losses', () => {
  it('the squared error is the mean or the sum of weighted squares, its gradient the derivative', () => {
    engine.scope(() => {
      const [output, target, weights] = [values(15, 1), values(15, 2), values(15, 3).map(Math.abs)];
      const [o, t, w] = [output, target, weights].map((numbers) => engine.tensor([5, 3], numbers));
      const rows = engine.tensor([5], weights.subarray(0, 5));
      const cases = [
        { options: {}, weight: () => 1 / 15 },
        { options: { reduction: 'sum', scale: 0.5 }, weight: () => 0.5 },
        { options: { weights: w }, weight: (at: number) => weights[at] / 15 },
        { options: { weights: rows, reduction: 'sum' }, weight: (at: number) => weights[Math.floor(at / 3)] },
      ] as const;
      for (const { options, weight } of cases) {
        const loss = meanSquaredError(o, t, options);
        const difference = Array.from(output, (value, at) => value - target[at]);
        expect(loss.value).toBeAllclose(
          difference.reduce((sum, d, at) => sum + weight(at) * d * d, 0),
          near,
        );
        expect(loss.gradient.toArray()).toBeAllclose(
          difference.map((d, at) => 2 * weight(at) * d),
          near,
        );
      }
      expect(() => meanSquaredError(o, t, { weights: engine.tensor([4]) })).toThrow(
        /one value an element or one a row/,
      );
    });
  });

  it('the cross-entropy weights positives and stays finite for any logit', () => {
    engine.scope(() => {
      const logits = Float32Array.of(-90, -3, -0.5, 0, 0.5, 3, 90);
      const labels = Float32Array.of(1, 0, 1, 0.25, 0, 1, 0);
      const loss = binaryCrossEntropy(engine.tensor([7], logits), engine.tensor([7], labels), { positiveWeight: 2 });
      const terms = Array.from(logits, (x, i) => {
        const y = labels[i];
        return (1 - y) * x + (1 + y) * (Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
      });
      expect(loss.value).toBeAllclose(terms.reduce((sum, term) => sum + term, 0) / 7, near);
      const slopes = Array.from(logits, (x, i) => (1 - labels[i] - (1 + labels[i]) * logistic(-x)) / 7);
      expect(loss.gradient.toArray()).toBeAllclose(slopes, near);
    });
  });
});
