import { createRandom } from '@tsad/core';
import { describe, expect, it } from 'vitest';
import {
  Adam,
  AdamW,
  BatchNorm,
  collect,
  cosine,
  createEngine,
  decodeWeights,
  encodeWeights,
  LeakyRelu,
  Linear,
  loadWeights,
  meanSquaredError,
  oneCycle,
  type Parameter,
  Sequential,
  stepDecay,
  weightsOf,
} from '../src/index.ts';
import { values } from './gradients.ts';
import { adamStep } from './naive.ts';
import { golden } from './training.ts';

const engine = await createEngine();
const near = { rtol: 1e-5, atol: 1e-6 };

function parameter(start: ArrayLike<number>): Parameter {
  return { name: 'w', value: engine.tensor([start.length], start), gradient: engine.tensor([start.length]) };
}

describe('optimisers', () => {
  it('AdamW equals PyTorch', () => {
    engine.scope(() => {
      const { start, grads, afterEachStep, lr, weightDecay } = golden.adamw;
      const weights = parameter(start);
      const optimiser = new AdamW([weights], { learningRate: lr, weightDecay });
      for (const [step, gradient] of grads.entries()) {
        weights.gradient.set(gradient);
        optimiser.step();
        expect(weights.value.toArray()).toBeAllclose(afterEachStep[step], near);
      }
    });
  });

  it.each([
    ['Adam', false],
    ['AdamW', true],
  ] as const)('%s equals its definition with weight decay', (_, decoupled) => {
    engine.scope(() => {
      const start = values(7, 1);
      const weights = parameter(start);
      const options = { learningRate: 0.01, weightDecay: 0.1 };
      const optimiser = decoupled ? new AdamW([weights], options) : new Adam([weights], options);
      let states = Array.from(start, (weight) => ({ weight, first: 0, second: 0 }));
      for (let step = 1; step <= 20; step++) {
        const gradient = values(7, 10 + step);
        weights.gradient.set(gradient);
        optimiser.step();
        states = states.map((state, at) => adamStep(state, gradient[at], step, { rate: 0.01, decay: 0.1, decoupled }));
      }
      expect(weights.value.toArray()).toBeAllclose(
        states.map(({ weight }) => weight),
        near,
      );
    });
  });

  it('refuse bad options', () => {
    engine.scope(() => {
      expect(() => new Adam([])).toThrow(/at least one parameter/);
      expect(() => new Adam([parameter([1])], { betas: [0.9, 1] })).toThrow(/betas\[1\]/);
      expect(() => new AdamW([parameter([1])], { learningRate: -1 })).toThrow(/learningRate/);
    });
  });
});

describe('schedules', () => {
  it('have their ends and their shape', () => {
    expect([0, 1, 2, 3].map(stepDecay({ start: 8, factor: 0.5, every: 2 }))).toEqual([8, 8, 4, 4]);
    const half = cosine({ start: 1, end: 0.1, steps: 10 });
    expect([half(0), half(5), half(10), half(99)]).toBeAllclose([1, 0.55, 0.1, 0.1]);
    const cycle = oneCycle({ peak: 1, steps: 100 });
    expect([cycle(0), cycle(29), cycle(99)]).toBeAllclose([1 / 25, 1, 1 / 25e4]);
    const rates = Array.from({ length: 100 }, (_, step) => cycle(step));
    expect(rates.slice(1, 30).every((rate, at) => rate > rates[at])).toBe(true);
    expect(rates.slice(30).every((rate, at) => rate < rates[at + 29])).toBe(true);
  });
});

function network(seed: number): Sequential {
  const random = createRandom(seed);
  return new Sequential({
    in: new Linear(engine, { inputs: 4, outputs: 6, random }),
    norm: new BatchNorm(engine, { features: 6 }),
    act: new LeakyRelu(engine),
    out: new Linear(engine, { inputs: 6, outputs: 4, random }),
  });
}

function train(net: Sequential, optimiser: Adam, from: number, to: number): number {
  let loss = 0;
  for (let step = from; step < to; step++) {
    engine.scope(() => {
      const x = engine.tensor([16, 4], values(64, step));
      const pass = net.forward(x);
      const { value, gradient } = meanSquaredError(pass.output, x);
      optimiser.zeroGradients();
      pass.parameterGradients(gradient);
      optimiser.step();
      loss = value;
    });
  }
  return loss;
}

describe('training', () => {
  it('lowers the loss', () => {
    engine.scope(() => {
      const net = network(1);
      const optimiser = new Adam(net.parameters, { learningRate: 0.02 });
      const first = train(net, optimiser, 0, 1);
      expect(train(net, optimiser, 1, 300)).toBeLessThan(first / 10);
    });
  });

  it('continues bit for bit from weights and the optimiser snapshot', () => {
    engine.scope(() => {
      const net = network(1);
      const optimiser = new Adam(net.parameters);
      train(net, optimiser, 0, 10);
      const bytes = encodeWeights(net);
      const state = structuredClone(optimiser.snapshot());
      train(net, optimiser, 10, 20);

      const other = network(2);
      const resumed = new Adam(other.parameters);
      decodeWeights(other, bytes);
      resumed.restore(state);
      train(other, resumed, 10, 20);
      expect(weightsOf(other)).toEqual(weightsOf(net));
    });
  });
});

describe('weights', () => {
  it('carry the names PyTorch gives them', () => {
    engine.scope(() => {
      expect(Object.keys(weightsOf(collect({ net: network(1) })))).toEqual([
        'net.in.weight',
        'net.in.bias',
        'net.norm.weight',
        'net.norm.bias',
        'net.out.weight',
        'net.out.bias',
        'net.norm.running_mean',
        'net.norm.running_var',
      ]);
    });
  });

  it('are refused, and nothing changed, when a name, a shape or a number is wrong', () => {
    engine.scope(() => {
      const net = network(1);
      const before = weightsOf(net);
      const { 'in.bias': bias, ...rest } = weightsOf(network(2));
      expect(() => loadWeights(net, rest)).toThrow(/"in.bias" is missing/);
      expect(() => loadWeights(net, { ...rest, 'in.bias': bias, extra: bias })).toThrow(/no tensor "extra"/);
      expect(() => loadWeights(net, { ...rest, 'in.bias': { ...bias, shape: [2, 3] } })).toThrow(/shape \[6\]/);
      const broken = { shape: [6], data: Float64Array.of(1, 2, 3, 4, 5, 1e300) };
      expect(() => loadWeights(net, { ...rest, 'in.bias': broken })).toThrow(/must be finite, got Infinity at 5/);
      expect(weightsOf(net)).toEqual(before);
    });
  });
});
