import { createRandom } from '@tsad/core';
import { describe, expect, it } from 'vitest';
import {
  BatchNorm,
  createEngine,
  Dropout,
  type Layer,
  Linear,
  type LinearOptions,
  Sequential,
  Sigmoid,
  Tanh,
} from '../src/index.ts';
import { expectGradients, values } from './gradients.ts';
import { moments, product, transpose } from './naive.ts';
import { golden } from './training.ts';

const engine = await createEngine();
const near = { rtol: 1e-5, atol: 2e-6 };

describe('Linear', () => {
  it('is x W + b on the last axis', () => {
    engine.scope(() => {
      const layer = new Linear(engine, { inputs: 7, outputs: 5, random: createRandom(1) });
      const x = values(2 * 3 * 7, 1);
      const output = layer.infer(engine.tensor([2, 3, 7], x));
      expect(output.shape).toEqual([2, 3, 5]);
      const [weight, bias] = layer.parameters.map(({ value }) => value.toArray());
      const expected = product(x, transpose(weight, 5), 6, 5).map((value, at) => value + bias[at % 5]);
      expect(output.toArray()).toBeAllclose(expected, near);
    });
  });

  it.each([
    ['torch', 1 / Math.sqrt(50), 1 / Math.sqrt(50)],
    ['xavier-uniform', Math.sqrt(6 / 90), 0],
    ['kaiming-uniform', Math.sqrt(6 / 50), 0],
    ['zeros', 0, 0],
  ] as const)('init %s is uniform within its bound', (init, bound, biasBound) => {
    engine.scope(() => {
      const layer = new Linear(engine, { inputs: 50, outputs: 40, init, random: createRandom(3) });
      const [weight, bias] = layer.parameters.map(({ value }) => value.toArray());
      const largest = (numbers: Float32Array): number => numbers.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
      expect(largest(weight)).toBeLessThanOrEqual(bound);
      expect(largest(weight)).toBeGreaterThanOrEqual(0.99 * bound);
      expect(largest(bias)).toBeLessThanOrEqual(biasBound);
    });
  });

  it('refuses another number of features', () => {
    engine.scope(() => {
      const layer = new Linear(engine, { inputs: 7, outputs: 5, random: createRandom(1) });
      expect(() => layer.infer(engine.tensor([3, 5]))).toThrow(/Linear: the last extent must be 7, got \[3, 5\]/);
      expect(() => new Linear(engine, { inputs: 0, outputs: 5, random: createRandom(1) })).toThrow(/inputs must be/);
      expect(() => new Linear(engine, { inputs: 7, outputs: 5 } as LinearOptions)).toThrow(
        /Linear: random must be .*createRandom\(1\), got undefined/,
      );
    });
  });
});

describe('BatchNorm', () => {
  const { x, y, gradOut, gradIn, runningMean, runningVar } = golden.batchNorm;

  it('equals PyTorch in training mode, forward, backward and running statistics', () => {
    engine.scope(() => {
      const layer = new BatchNorm(engine, { features: 2, affine: false });
      const pass = layer.forward(engine.tensor([5, 2], x.flat()));
      expect(pass.output.toArray()).toBeAllclose(y.flat(), near);
      expect(pass.backward(engine.tensor([5, 2], gradOut.flat())).toArray()).toBeAllclose(gradIn.flat(), near);
      expect(layer.buffers.map(({ name }) => name)).toEqual(['running_mean', 'running_var']);
      expect(layer.buffers[0].value.toArray()).toBeAllclose(runningMean, near);
      expect(layer.buffers[1].value.toArray()).toBeAllclose(runningVar, near);
    });
  });

  it('uses the running statistics in evaluation mode and leaves them alone', () => {
    engine.scope(() => {
      const layer = new BatchNorm(engine, { features: 3 });
      const [mean, variance] = layer.buffers.map(({ value }) => value);
      const [weight, bias] = layer.parameters.map(({ value }) => value);
      mean.set([1, 2, 3]);
      variance.set([4, 5, 6]);
      weight.set([0.5, 1, 2]);
      bias.set([3, 0, -1]);
      const input = values(12, 1);
      const expected = input.map((value, at) => {
        const j = at % 3;
        return ((value - mean.data[j]) / Math.sqrt(variance.data[j] + 1e-5)) * weight.data[j] + bias.data[j];
      });
      expect(layer.infer(engine.tensor([4, 3], input)).toArray()).toBeAllclose(expected, near);
      expect(layer.forward(engine.tensor([4, 3], input), { training: false }).output.toArray()).toBeAllclose(
        expected,
        near,
      );
      expect([...mean.data, ...variance.data]).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });

  it('has outputs of mean 0 and variance 1 even far from 0', () => {
    engine.scope(() => {
      const layer = new BatchNorm(engine, { features: 5 });
      const input = values(500, 4).map((value) => value + 3000);
      const output = layer.forward(engine.tensor([100, 5], input)).output.toArray();
      const { mean, variance } = moments(output, 100);
      expect(mean).toBeAllclose([0, 0, 0, 0, 0], { atol: 1e-3 }); // inputs carry 2e-4 of rounding each
      expect(variance).toBeAllclose([1, 1, 1, 1, 1], { rtol: 1e-3 });
    });
  });

  it('refuses a training batch of one row', () => {
    engine.scope(() => {
      const layer = new BatchNorm(engine, { features: 2 });
      expect(() => layer.forward(engine.tensor([1, 2]))).toThrow(/at least 2 rows, got 1/);
    });
  });
});

describe('gradients equal central differences', () => {
  const random = createRandom(9);
  const linear = (inputs: number, outputs: number, bias = true): Layer =>
    new Linear(engine, { inputs, outputs, bias, random });
  const cases: [string, Layer, number[], (() => { training?: boolean; random?: ReturnType<typeof createRandom> })?][] =
    [
      ['Linear', linear(7, 5), [6, 7]],
      ['Linear without bias, three axes', linear(5, 13, false), [2, 3, 5]],
      ['BatchNorm', new BatchNorm(engine, { features: 6 }), [9, 6]],
      ['BatchNorm without affine parameters', new BatchNorm(engine, { features: 3, affine: false }), [8, 3]],
      ['BatchNorm in evaluation mode', new BatchNorm(engine, { features: 3 }), [8, 3], () => ({ training: false })],
      ['Dropout', new Dropout(engine, { rate: 0.4 }), [8, 3], () => ({ random: createRandom(2) })],
      [
        'Sequential',
        new Sequential([
          linear(5, 8, false),
          new BatchNorm(engine, { features: 8 }),
          new Sigmoid(engine),
          linear(8, 3),
          new Tanh(engine),
        ]),
        [7, 5],
      ],
    ];
  it.each(cases)('%s', (_, layer, shape, options) => expectGradients(engine, layer, shape, options));
});
