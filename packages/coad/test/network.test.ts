import { Adam, createEngine, loadWeights } from '@tsad/nn';
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { CoadNetwork } from '../src/network.ts';
import { blockOf, coreTensors, type ForwardGolden, flat, optionsOf } from './golden.ts';

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
