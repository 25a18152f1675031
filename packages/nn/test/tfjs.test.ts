import * as tfjs from '@tensorflow/tfjs';
import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BatchNorm,
  binaryCrossEntropy,
  Conv2d,
  ConvTranspose2d,
  createEngine,
  Gru,
  type Layer,
  Linear,
  type Pass,
  type Tensor,
  weightsOf,
} from '../src/index.ts';
import {
  conv2d,
  convTranspose2d,
  crossEntropySum,
  differentiate,
  disposeWeights,
  gru,
  linear,
  normalise,
  type TfTensor,
  type TfWeights,
  uploadWeights,
  useTfjs,
} from '../src/tfjs.ts';
import { values } from './gradients.ts';

const tf = useTfjs('test', tfjs);
const engine = await createEngine();
const NEAR = { rtol: 1e-4, atol: 1e-5 };

/** Output, input gradient and parameter gradients of sum(c . layer(x)), here and there. */
async function expectSame(
  layer: Layer,
  forward: (weights: TfWeights, x: TfTensor) => TfTensor,
  x: Tensor,
  pass: Pass = layer.forward(x),
): Promise<void> {
  const c = engine.tensor(pass.output.shape, values(pass.output.length, 5));
  for (const { gradient } of layer.parameters) gradient.fill(0);
  const intoInput = pass.backward(c).toArray();
  const named = [...layer.parameters, ...layer.buffers, { name: 'x', value: x }];
  const arrays = named.map(({ name, value }) => ({ name, shape: value.shape, data: value.toArray() }));
  const { value, gradients, also } = await differentiate(tf, arrays, (weights) => {
    const output = forward(weights, weights.x);
    return { loss: tf.sum(tf.mul(output, tf.tensor(c.toArray(), [...c.shape]))), also: [output] };
  });
  expect(also[0]).toBeAllclose(pass.output.toArray(), NEAR);
  expect(value).toBeAllclose(
    pass.output.data.reduce((sum, y, i) => sum + y * c.data[i], 0),
    { rtol: 1e-4, atol: 1e-4 },
  );
  expect(gradients.at(-1)).toBeAllclose(intoInput, NEAR);
  for (const [i, { name, gradient }] of layer.parameters.entries()) {
    expect(gradients[i], name).toBeAllclose(gradient.toArray(), { rtol: 1e-4, atol: 1e-4 });
  }
}

describe('the layers in TensorFlow.js equal ours', () => {
  it('Linear, of any rank', async () => {
    const layer = new Linear(engine, { inputs: 3, outputs: 5, random: createRandom(1) });
    await expectSame(layer, (w, x) => linear(tf, w, '', x), engine.tensor([4, 2, 3], values(24, 2)));
  });

  it.each([true, false])('BatchNorm in training, affine: %s', async (affine) => {
    const layer = new BatchNorm(engine, { features: 4, affine });
    const x = engine.tensor([9, 4], values(36, 3));
    const running = weightsOf(layer).running_mean;
    let mean: TfTensor | undefined;
    await expectSame(
      layer,
      (w, x) => {
        const told = normalise(tf, w, '', x, { training: true });
        mean = told.mean;
        return told.output;
      },
      x,
    );
    expect(mean?.shape).toEqual([4]);
    expect(running.data).toBeAllclose([0, 0, 0, 0]);
  });

  it('BatchNorm in evaluation', async () => {
    const layer = new BatchNorm(engine, { features: 4 });
    layer.forward(engine.tensor([9, 4], values(36, 3)));
    const x = engine.tensor([5, 4], values(20, 4));
    const pass = layer.forward(x, { training: false });
    await expectSame(layer, (w, x) => normalise(tf, w, '', x, { training: false }).output, x, pass);
  });

  it('BatchNorm of images', async () => {
    const layer = new BatchNorm(engine, { features: 2 });
    const x = engine.tensor([3, 2, 4, 2], values(48, 3));
    await expectSame(layer, (w, x) => normalise(tf, w, '', x, { training: true }).output, x);
  });

  it('Conv2d and ConvTranspose2d of any kernel, stride and padding', async () => {
    const extent = fc.integer({ min: 1, max: 3 });
    const sizes = fc
      .record({ batch: extent, inputs: extent, outputs: extent, kernel: extent, stride: extent, bias: fc.boolean() })
      .chain((known) =>
        fc.record({
          known: fc.constant(known),
          padding: fc.integer({ min: 0, max: known.kernel - 1 }),
          outputPadding: fc.integer({ min: 0, max: known.stride - 1 }),
          height: fc.integer({ min: known.kernel, max: 5 }),
          width: fc.integer({ min: known.kernel, max: 5 }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(sizes, async ({ known: { batch, ...known }, padding, outputPadding, height, width }) => {
        const memory = engine.mark();
        const options = { ...known, padding, random: createRandom(1) };
        const shape = [batch, height, width, known.inputs];
        const x = engine.tensor(shape, values(batch * height * width * known.inputs, 7));
        await expectSame(new Conv2d(engine, options), (w, x) => conv2d(tf, w, '', x, options), x);
        const back = { ...options, outputPadding };
        await expectSame(new ConvTranspose2d(engine, back), (w, x) => convTranspose2d(tf, w, '', x, back), x);
        engine.release(memory);
      }),
      { numRuns: 20 },
    );
  });

  it('Gru of any size, one or two directions, one or more layers', async () => {
    const small = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(small, small, small, small, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (...sizes) => {
        const [steps, batch, inputs, hidden, layers, bidirectional] = sizes;
        const memory = engine.mark();
        const layer = new Gru(engine, { inputs, hidden, layers, bidirectional, random: createRandom(1) });
        const x = engine.tensor([steps, batch, inputs], values(steps * batch * inputs, 7));
        await expectSame(layer, (w, x) => gru(tf, w, '', x, { layers, bidirectional }), x);
        engine.release(memory);
      }),
      { numRuns: 12 },
    );
  });

  it('Gru equals PyTorch', async () => {
    type Golden = { params: Record<string, number[] | number[][]>; x: number[][][]; y: number[][][] };
    const golden = readGolden<Golden>(import.meta.url, 'gru.json');
    const weights = uploadWeights(
      tf,
      Object.fromEntries(
        Object.entries(golden.params).map(([name, rows]) => [
          name,
          { shape: Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length], data: rows.flat() },
        ]),
      ) as never,
    );
    const output = tf.tidy(() => {
      const x = tf.transpose(tf.tensor(Float32Array.from(golden.x.flat(2)), [1, 3, 2]), [1, 0, 2]);
      return tf.transpose(gru(tf, weights, '', x, { layers: 1, bidirectional: true }), [1, 0, 2]);
    });
    expect(await output.data()).toBeAllclose(golden.y.flat(2), NEAR);
    output.dispose();
    disposeWeights(weights);
  });

  it('dropout multiplies what goes into every layer but the first', async () => {
    const layer = new Gru(engine, { inputs: 2, hidden: 3, layers: 2, random: createRandom(1) });
    const weights = uploadWeights(tf, weightsOf(layer));
    const shapes: string[] = [];
    const output = tf.tidy(() =>
      gru(tf, weights, '', tf.tensor(values(12, 1), [3, 2, 2]), {
        layers: 2,
        bidirectional: false,
        mask: (shape) => {
          shapes.push(shape.join());
          return tf.tensor(new Float32Array(18), [3, 2, 3]);
        },
      }),
    );
    expect(shapes).toEqual(['3,2,3']);
    const [a, b] = [(await output.data())[0], (await output.data())[3]];
    expect(a).toBe(b);
    output.dispose();
    disposeWeights(weights);
  });

  it('cross-entropy of logits, also of large ones', async () => {
    const logits = engine.tensor([6], [-90, -2, 0, 0.5, 3, 90]);
    const labels = engine.tensor([6], [1, 0, 1, 1, 0, 1]);
    const ours = binaryCrossEntropy(logits, labels, { positiveWeight: 2, reduction: 'sum' });
    const arrays = [{ name: 'x', shape: [6], data: logits.toArray() }];
    const { value, gradients } = await differentiate(tf, arrays, ({ x }) => ({
      loss: crossEntropySum(tf, x, tf.tensor(labels.toArray(), [6]), 2),
    }));
    expect(value).toBeAllclose(ours.value, NEAR);
    expect(gradients[0]).toBeAllclose(ours.gradient.toArray(), NEAR);
  });

  it('a namespace without an op is refused by name', () => {
    const { matMul, ...rest } = tfjs;
    expect(() => useTfjs('here', rest as never)).toThrow(
      /^here: tf must have the function matMul, got undefined; pass/,
    );
    expect(() => useTfjs('here', undefined as never)).toThrow(TypeError);
  });

  it('leaves nothing behind', async () => {
    const before = tfjs.memory().numTensors;
    const layer = new Gru(engine, { inputs: 2, hidden: 3, random: createRandom(1) });
    await expectSame(
      layer,
      (w, x) => gru(tf, w, '', x, { layers: 1, bidirectional: false }),
      engine.tensor([3, 2, 2], values(12, 1)),
    );
    expect(tfjs.memory().numTensors).toBe(before);
  });
});
