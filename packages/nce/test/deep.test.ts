import { createRandom, decodeSnapshot, encodeSnapshot, SnapshotError } from '@tsad/core';
import { type DetectorFactory, detectorChecks } from '@tsad/core/testing';
import { describe, expect, it } from 'vitest';
import { energies, mixtureLoss, mixtureOf } from '../src/deep/mixture.ts';
import { Dagmm, DeepSvdd, Drocc, Goad, Vae } from '../src/index.ts';
import * as naive from './naive.ts';

const quick = { epochs: 4, hidden: [8] } as const;
const BATTERY: Record<string, DetectorFactory> = {
  DeepSvdd: () => new DeepSvdd({ channels: 2, width: 4, ...quick }),
  Vae: () => new Vae({ channels: 2, latent: 1, ...quick }),
  Dagmm: () => new Dagmm({ channels: 2, ...quick }),
  Goad: () => new Goad({ channels: 2, transforms: 4, reduced: 8, width: 8, ...quick, learningRate: 0.01 }),
  Drocc: () => new Drocc({ channels: 2, steps: 2, warmUp: 2, ...quick, epochs: 12 }),
};
for (const [name, factory] of Object.entries(BATTERY)) {
  describe(`${name} keeps the contract`, () => {
    for (const { title, run } of detectorChecks(factory)) it(title, run);
  });
}

/** Rows near a plane in six dimensions; odd ones off it. */
function plane(rows: number, seed: number, off: number): Float64Array {
  const random = createRandom(seed);
  const out = new Float64Array(rows * 6);
  for (let i = 0; i < rows; i++) {
    const [a, b] = [random.normal(), random.normal()];
    for (let j = 0; j < 6; j++) out[6 * i + j] = a * Math.cos(j) + b * Math.sin(2 * j) + random.normal(0, 0.1 + off);
  }
  return out;
}

const FULL: Record<string, () => DeepSvdd | Vae | Dagmm | Goad | Drocc> = {
  DeepSvdd: () => new DeepSvdd({ channels: 6 }),
  Vae: () => new Vae({ channels: 6, latent: 2 }),
  Dagmm: () => new Dagmm({ channels: 6, latent: 2, batch: 64 }),
  Goad: () => new Goad({ channels: 6, transforms: 16, epochs: 10 }),
  Drocc: () => new Drocc({ channels: 6, epochs: 30 }),
};

describe.each(Object.keys(FULL))('%s', (name) => {
  it('ranks rows off the plane of the training rows above those on it, and its snapshot scores the same bits', async () => {
    const detector = await FULL[name]().fit(plane(500, 1, 0));
    const [on, off] = [await detector.score(plane(200, 2, 0)), await detector.score(plane(200, 3, 2))];
    let above = 0;
    for (const high of off) for (const low of on) above += high > low ? 1 : 0;
    expect(above / (on.length * off.length)).toBeGreaterThan(0.85);
    const snapshot = decodeSnapshot(encodeSnapshot(detector.snapshot()));
    const { restore } = detector.constructor as unknown as { restore(from: typeof snapshot): Promise<Vae> };
    const restored = await restore.call(detector.constructor, snapshot);
    expect(await restored.score(plane(50, 4, 1))).toEqual(await detector.score(plane(50, 4, 1)));
    for (const [key, { data }] of Object.entries(snapshot.tensors).filter(([key]) => !key.startsWith('net.'))) {
      const longer = {
        ...snapshot.tensors,
        [key]: { shape: [data.length + 1], data: new Float64Array(data.length + 1) },
      };
      await expect(restore.call(detector.constructor, { ...snapshot, tensors: longer })).rejects.toThrow(
        `${key} must hold ${data.length} numbers, got ${data.length + 1}`,
      );
    }
    for (const key of Object.keys(snapshot.tensors)) {
      const { [key]: _gone, ...tensors } = snapshot.tensors;
      await expect(restore.call(detector.constructor, { ...snapshot, tensors }), key).rejects.toThrow(SnapshotError);
    }
    const other = name === 'Vae' ? new DeepSvdd({ channels: 6 }) : new Vae({ channels: 6, beta: 2 });
    await expect(restore.call(detector.constructor, other.snapshot())).rejects.toThrow(SnapshotError);
  });
});

describe('Goad', () => {
  it('tells its maps apart at the mean of the training rows: a guess would score M ln M', async () => {
    const transforms = 8;
    const detector = await new Goad({ channels: 6, transforms, epochs: 8, learningRate: 0.01 }).fit(plane(300, 1, 0));
    const [usual] = await detector.score(new Float64Array(6));
    expect(usual).toBeLessThan(0.5 * transforms * Math.log(transforms));
  });

  it('refuses a snapshot whose maps have no offsets, which would score NaN', async () => {
    const detector = await new Goad({ channels: 6, transforms: 4, reduced: 3, epochs: 1 }).fit(plane(100, 1, 0));
    const snapshot = detector.snapshot();
    const maps = Float64Array.from(snapshot.tensors.maps.data as Float64Array).filter((_, i) => i % 7 !== 6);
    const tensors = { ...snapshot.tensors, maps: { shape: [maps.length], data: maps } };
    await expect(Goad.restore({ ...snapshot, tensors })).rejects.toThrow(SnapshotError);
    await expect(Goad.restore({ ...snapshot, tensors })).rejects.toThrow(
      /Goad\.restore: .*earlier version \(maps must hold 84 numbers, got 72\); fit the detector again/,
    );
  });
});

describe('the mixture of DAGMM', () => {
  const random = createRandom(9);
  const points = Float64Array.from({ length: 12 }, () => random.normal());
  const membership = new Float64Array(12);
  for (let i = 0; i < 6; i++) {
    membership[2 * i] = 0.1 + 0.8 * random.uniform();
    membership[2 * i + 1] = 1 - membership[2 * i];
  }

  it('has the energies of the definition', () => {
    const { energy } = energies(mixtureOf(points, membership, 2, 2), points, 2);
    for (let i = 0; i < 6; i++) {
      let density = 0;
      for (let k = 0; k < 2; k++) {
        const weights = Array.from({ length: 6 }, (_, n) => membership[2 * n + k]);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const mean = [0, 1].map((a) => weights.reduce((sum, w, n) => sum + (w * points[2 * n + a]) / total, 0));
        const covariance = [0, 1].map((a) =>
          [0, 1].map(
            (b) =>
              (a === b ? 1e-4 : 0) +
              weights.reduce(
                (sum, w, n) => sum + (w * (points[2 * n + a] - mean[a]) * (points[2 * n + b] - mean[b])) / total,
                0,
              ),
          ),
        );
        density +=
          (total / 6) * Math.exp(naive.logDensity([points[2 * i], points[2 * i + 1]], mean, covariance, [1, 1]));
      }
      expect(energy[i]).toBeAllclose(-Math.log(density), { rtol: 1e-9 });
    }
  });

  it('slopes of its loss equal differences', () => {
    const loss = mixtureLoss(points, membership, 2, 2, 0.7, 0.03);
    for (let i = 0; i < 12; i++) {
      const byPoint = (x: number): number => mixtureLoss(points.with(i, x), membership, 2, 2, 0.7, 0.03).value;
      const byMember = (x: number): number => mixtureLoss(points, membership.with(i, x), 2, 2, 0.7, 0.03).value;
      expect(loss.points[i]).toBeAllclose(naive.slopeOf(byPoint, points[i]), { rtol: 1e-5, atol: 1e-7 });
      expect(loss.membership[i]).toBeAllclose(naive.slopeOf(byMember, membership[i]), { rtol: 1e-5, atol: 1e-7 });
    }
  });
});
