import type { Tensor as CoreTensor } from '@tsad/core';
import { Adam, type Block, createEngine, loadWeights } from '@tsad/nn';
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { CoadNetwork } from '../src/network.ts';
import { type CoADOptions, resolveCoAD } from '../src/options.ts';
import type { ForwardGolden } from './golden.ts';
import type { Params, Tensor } from './naive.ts';

const flat = (tensor: Tensor): number[] => (typeof tensor === 'number' ? [tensor] : tensor.flatMap(flat));
const shapeOf = (tensor: Tensor): number[] =>
  typeof tensor === 'number' ? [] : [tensor.length, ...shapeOf(tensor[0])];
const coreTensors = (params: Params): Record<string, CoreTensor> =>
  Object.fromEntries(
    Object.entries(params).map(([name, t]) => [name, { shape: shapeOf(t), data: Float32Array.from(flat(t)) }]),
  );

/** The golden batch as a block. */
function blockOf(g: ForwardGolden): Block {
  const labels = Float32Array.from(g.patch_labels.flat());
  const labelled = labels.reduce((sum, label) => sum + label, 0) * g.P;
  return {
    index: 0,
    rows: 4,
    totalRows: 4,
    seed: 1,
    arrays: {
      x: Float32Array.from(g.batch4.flat()),
      clean: Float32Array.from([...g.x, ...g.x].flat()),
      labels,
      marks: labels,
    },
    values: { labelled, unlabelled: 4 * g.T - labelled },
  };
}

const optionsOf = (g: ForwardGolden, more: CoADOptions = {}) =>
  resolveCoAD('test', {
    preset: 'official',
    hidden: g.H,
    layers: g.layers,
    reconstructionHidden: g.H,
    reconstructionLayers: g.layers,
    dropout: 0,
    ...more,
  });

/** Float32 against float64 references. */
const FLOAT32 = { rtol: 2e-5, atol: 2e-5 };

describe.each(['forward_H3_L1.json', 'forward_H4_L2.json'])('the network equals the reference: %s', (file) => {
  const g = readGolden<ForwardGolden>(import.meta.url, file);

  it.each([false, true])('one step, features of the input shared: %s', async (sharedPass) => {
    const engine = await createEngine();
    const net = new CoadNetwork(engine, optionsOf(g, { sharedPass }));
    loadWeights({ parameters: net.parameters, buffers: [] }, coreTensors(g.params));
    const [total, classification, reconstruction] = net.step(blockOf(g));
    expect(total).toBeCloseTo(g.loss.total, 4);
    expect(classification).toBeCloseTo(g.loss.classify, 5);
    expect(reconstruction).toBeCloseTo(g.loss.recon_balanced, 5);
    expect(net.parameters.map(({ name }) => name).sort()).toEqual(Object.keys(g.grads).sort());
    for (const { name, gradient } of net.parameters) {
      expect(gradient.toArray(), name).toBeAllclose(flat(g.grads[name]), FLOAT32);
    }
    engine.dispose();
  });

  it('prediction in two passes, computing the features of the input once', async () => {
    const engine = await createEngine();
    const net = new CoadNetwork(engine, optionsOf(g));
    loadWeights({ parameters: net.parameters, buffers: [] }, coreTensors(g.params));
    const x = engine.tensor([2, g.T], g.x_distorted.flat());
    const { probability, reconstruction } = net.predict(x, { passes: 2 });
    const wanted = g.predict_on_x_distorted;
    const points = Array.from(
      { length: 2 * g.T },
      (_, i) => probability.data[Math.floor((i % g.T) / g.P) * 2 + Math.floor(i / g.T)],
    );
    expect(points).toBeAllclose(wanted.A_c_points.flat(), FLOAT32);
    expect(reconstruction.toArray()).toBeAllclose(wanted.X_r_second_pass.flat(), FLOAT32);
    engine.dispose();
  });

  it('twenty steps of Adam', async () => {
    const engine = await createEngine();
    const net = new CoadNetwork(engine, optionsOf(g));
    loadWeights({ parameters: net.parameters, buffers: [] }, coreTensors(g.params));
    const adam = new Adam(net.parameters, { learningRate: g.adam.lr });
    for (const wanted of g.adam.losses_before_each_step) {
      adam.zeroGradients();
      expect(net.step(blockOf(g))).toBeAllclose(wanted, FLOAT32);
      adam.step();
    }
    for (const [name, wanted] of Object.entries(g.adam.params_after)) {
      expect(net.parameters.find((p) => p.name === name)!.value.toArray(), name).toBeAllclose(flat(wanted), FLOAT32);
    }
    engine.dispose();
  });
});
