import { createRandom } from '@tsad/core';
import { describe, expect, it } from 'vitest';
import { Conv2d, ConvTranspose2d, createEngine } from '../src/index.ts';
import { expectGradients, values } from './gradients.ts';
import { convolution, product, transpose } from './naive.ts';

const engine = await createEngine();
const near = { rtol: 1e-5, atol: 5e-6 };
const geometries = [
  { kernel: 3, stride: 1, padding: 1, height: 6, width: 5 },
  { kernel: 4, stride: 2, padding: 1, height: 8, width: 10 },
  { kernel: 2, stride: 3, padding: 0, height: 7, width: 10 },
  { kernel: 1, stride: 1, padding: 0, height: 3, width: 2 },
];

describe.each(geometries)('kernel $kernel, stride $stride, padding $padding', (geometry) => {
  const { height, width, ...sizes } = geometry;

  it('Conv2d equals its definition', () => {
    engine.scope(() => {
      const layer = new Conv2d(engine, { inputs: 3, outputs: 5, ...sizes, random: createRandom(1) });
      const [weight, bias] = layer.parameters.map(({ value }) => value.toArray());
      const size = height * width * 3;
      const x = values(2 * size, 2);
      const output = layer.infer(engine.tensor([2, height, width, 3], x)).toArray();
      const expected = [0, 1].flatMap((b) =>
        convolution(x.subarray(b * size, (b + 1) * size), [height, width, 3], weight, bias, sizes),
      );
      expect(output).toBeAllclose(expected, near);
    });
  });

  it('ConvTranspose2d is the adjoint of Conv2d with the same weights', () => {
    engine.scope(() => {
      const conv = new Conv2d(engine, { inputs: 2, outputs: 3, ...sizes, bias: false, random: createRandom(1) });
      const x = engine.tensor([2, height, width, 2], values(2 * height * width * 2, 1));
      const image = conv.infer(x);
      const down = image.shape[1];
      const outputPadding = height - ((down - 1) * sizes.stride - 2 * sizes.padding + sizes.kernel);
      const options = { inputs: 3, outputs: 2, ...sizes, outputPadding, bias: false, random: createRandom(2) };
      const turned = new ConvTranspose2d(engine, options);
      turned.parameters[0].value.set(conv.parameters[0].value.toArray());
      const y = engine.tensor(image.shape, values(image.length, 3));
      const back = turned.infer(y);
      expect(back.shape).toEqual(x.shape);
      const inner = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * b[at], 0);
      expect(inner(image.toArray(), y.toArray())).toBeAllclose(inner(x.toArray(), back.toArray()), {
        rtol: 1e-4,
        atol: 1e-4,
      });
    });
  });

  it('have gradients equal to central differences', () => {
    engine.scope(() => {
      const options = { inputs: 2, outputs: 3, ...sizes, random: createRandom(1) };
      expectGradients(engine, new Conv2d(engine, options), [2, height, width, 2]);
      expectGradients(engine, new ConvTranspose2d(engine, options), [2, 3, 4, 2]);
    });
  });
});

describe('convolutions', () => {
  it('give the same whether images fit into one group or not', () => {
    engine.scope(() => {
      const layer = new Conv2d(engine, { inputs: 16, outputs: 2, kernel: 5, padding: 2, random: createRandom(1) });
      const x = engine.tensor([3, 64, 64, 16], values(3 * 64 * 64 * 16, 1)); // 1.6 million patch values an image
      const whole = layer.infer(x).toArray();
      const last = layer.infer(x.rows(2, 3)).toArray();
      expect(whole.slice(-last.length)).toEqual(last);
    });
  });

  it('ConvTranspose2d adds its bias everywhere', () => {
    engine.scope(() => {
      const sizes = { inputs: 1, outputs: 2, kernel: 2, stride: 2 };
      const layer = new ConvTranspose2d(engine, { ...sizes, random: createRandom(1) });
      const output = layer.infer(engine.tensor([1, 2, 2, 1]));
      const [, bias] = layer.parameters.map(({ value }) => [...value.toArray()]);
      expect(output.shape).toEqual([1, 4, 4, 2]);
      expect([...output.toArray()]).toEqual(Array.from({ length: 16 }, () => bias).flat());
    });
  });

  it.each([
    // A dozen roundings of 2^-24.
    { kind: 'random', value: (draw: number) => draw, rtol: 7e-7 },
    // Equal values are the worst: roundings do not cancel. The bound is that of 256 and then 258 of them.
    { kind: 'equal', value: () => 0.3, rtol: 514 * 2 ** -24 },
  ])('sum weight gradients over 66,000 positions to float32: $kind values', ({ value, rtol }) => {
    engine.scope(() => {
      const [images, height, width, inputs, outputs] = [4, 129, 128, 2, 3];
      const random = createRandom(1);
      const draw = (channels: number): Float32Array =>
        Float32Array.from({ length: images * height * width * channels }, () => value(random.uniform()));
      const x = engine.tensor([images, height, width, inputs], draw(inputs));
      const slope = engine.tensor([images, height, width, outputs], draw(outputs));
      const turned = new ConvTranspose2d(engine, { inputs, outputs, kernel: 1, random });
      turned.forward(x).parameterGradients(slope);
      const conv = new Conv2d(engine, { inputs, outputs, kernel: 1, random });
      conv.forward(x).parameterGradients(slope);
      const expected = product(transpose(x.data, x.length / inputs), slope.data, inputs, outputs);
      expect(turned.parameters[0].gradient.toArray()).toBeAllclose(expected, { rtol, atol: 0 });
      expect(conv.parameters[0].gradient.toArray()).toBeAllclose(transpose(expected, inputs), { rtol, atol: 0 });
    });
  });

  it('refuse images that are too small or channels-first', () => {
    engine.scope(() => {
      const layer = new Conv2d(engine, { inputs: 3, outputs: 2, kernel: 4, random: createRandom(1) });
      expect(() => layer.infer(engine.tensor([1, 3, 8, 8]))).toThrow(/channels last, got \[1, 3, 8, 8\]/);
      expect(() => layer.infer(engine.tensor([1, 3, 8, 3]))).toThrow(/at least as large as the kernel, 4/);
      const random = createRandom(1);
      expect(() => new Conv2d(engine, { inputs: 1, outputs: 1, kernel: 3, padding: 3, random })).toThrow(/padding/);
    });
  });
});
