/** Compares a layer's backward passes with central differences of its forward pass. */
import { createRandom } from '@tsad/core';
import { expect } from 'vitest';
import type { Engine, ForwardOptions, Layer, Tensor } from '../src/index.ts';

/** Float32 forwards lose about 1e-6 / STEP of a slope, the cubic term about STEP^2. */
const STEP = 2e-2;
const TOLERANCE = 4e-3;

/** Values of no pattern, apart from 0 so that no activation's kink lies within a step. */
export function values(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => {
    const value = random.normal();
    return value + 0.1 * Math.sign(value);
  });
}

/** Checks all parameter gradients and the input's gradient of sum(c . layer(x)) for fixed random c. */
export function expectGradients(
  engine: Engine,
  layer: Layer,
  shape: readonly number[],
  options: () => ForwardOptions = () => ({}),
): void {
  engine.scope(() => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const x = engine.tensor(shape, values(length, 11));
    const c = values(
      engine.scope(() => layer.forward(x, options()).output.length),
      12,
    );
    const loss = (): number =>
      engine.scope(() => {
        const { data } = layer.forward(x, options()).output;
        return data.reduce((sum, value, at) => sum + value * c[at], 0);
      });
    for (const { gradient } of layer.parameters) gradient.fill(0);
    const pass = layer.forward(x, options());
    const toInput = pass.backward(engine.tensor(pass.output.shape, c));
    expectDifferences('input', loss, x, toInput);
    for (const { name, value, gradient } of layer.parameters) expectDifferences(name, loss, value, gradient);
    const again = layer.forward(x, options());
    expect(again.inputGradient(engine.tensor(pass.output.shape, c)).toArray()).toEqual(toInput.toArray());
    const before = layer.parameters.map(({ gradient }) => gradient.toArray());
    layer.forward(x, options()).parameterGradients(engine.tensor(pass.output.shape, c));
    for (const [at, { gradient }] of layer.parameters.entries()) {
      expect(gradient.toArray(), 'a second pass adds').toBeAllclose(
        before[at].map((value) => 2 * value),
        { rtol: 1e-5, atol: 1e-5 },
      );
    }
  });
}

function expectDifferences(name: string, loss: () => number, at: Tensor, gradient: Tensor): void {
  const size = Math.max(1, ...gradient.toArray().map(Math.abs));
  const stride = Math.max(1, Math.floor(at.length / 60));
  for (let i = 0; i < at.length; i += stride) {
    const kept = at.data[i];
    at.data[i] = kept + STEP;
    const above = loss();
    at.data[i] = kept - STEP;
    const below = loss();
    at.data[i] = kept;
    const slope = (above - below) / (2 * STEP);
    expect(Math.abs(gradient.data[i] - slope) / size, `${name}[${i}]: ${gradient.data[i]} for ${slope}`).toBeLessThan(
      TOLERANCE,
    );
  }
}
