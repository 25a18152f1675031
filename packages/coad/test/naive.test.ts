import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import type { ForwardGolden } from './golden.ts';
import { gradients, loss, type NaiveOptions, type Params, pass, predict } from './naive.ts';

describe.each(['forward_H3_L1.json', 'forward_H4_L2.json'])('the naive twin equals the reference: %s', (file) => {
  const g = readGolden<ForwardGolden>(import.meta.url, file);
  const options: NaiveOptions = { patch: g.P, layers: g.layers, reconstructionLayers: g.layers };
  const clean = [...g.x, ...g.x];
  const marks = [...g.x.map((x) => x.map(() => 0)), ...g.label_points];

  it('forward and loss', () => {
    for (const [b, x] of g.batch4.entries()) {
      const run = pass(g.params, x, options);
      expect(run.a).toBeAllclose(g.A[b], { atol: 1e-8 });
      expect(run.reconstruction).toBeAllclose(g.X_r[b], { atol: 1e-8 });
      expect(run.ac).toBeAllclose(g.A_c[b], { atol: 1e-8 });
    }
    const got = loss(g.params, g.batch4, clean, marks, options);
    expect(got.classify).toBeCloseTo(g.loss.classify, 7);
    expect(got.reconstruction).toBeCloseTo(g.loss.recon_balanced, 8);
    expect(got.total).toBeCloseTo(g.loss.total, 7);
  });

  it('two-pass prediction', () => {
    for (const [b, x] of g.x_distorted.entries()) {
      const { ac, reconstruction } = predict(g.params, x, options);
      expect(ac.flatMap((p) => new Array<number>(g.P).fill(p))).toBeAllclose(g.predict_on_x_distorted.A_c_points[b], {
        atol: 1e-8,
      });
      expect(reconstruction).toBeAllclose(g.predict_on_x_distorted.X_r_second_pass[b], { atol: 1e-8 });
    }
  });

  it('gradients by differences, of a few parameters', () => {
    const chosen = [
      'detection_net.proj_time.0.bias',
      'reconstruction_net.mask_embedding',
      'detection_net.classifier_residual.2.weight',
    ];
    const part: Params = Object.fromEntries(chosen.map((name) => [name, structuredClone(g.params[name])]));
    const got = gradients(part, (p) => loss({ ...g.params, ...p }, g.batch4, clean, marks, options).total);
    for (const name of chosen)
      expect((got[name] as number[]).flat()).toBeAllclose((g.grads[name] as number[]).flat(), {
        rtol: 1e-6,
        atol: 1e-7,
      });
  });
});
