import { createRandom, decodeSnapshot, encodeSnapshot, SnapshotError } from '@tsad/core';
import { type DetectorFactory, detectorChecks } from '@tsad/core/testing';
import { createEngine } from '@tsad/nn';
import { describe, expect, it } from 'vitest';
import { addCentreSlope } from '../src/deep/centre-loss.ts';
import { joined, rebuiltSlope } from '../src/deep/dagmm.ts';
import { search } from '../src/deep/drocc.ts';
import { guessSlope } from '../src/deep/goad.ts';
import { energies, mixtureLoss, mixtureOf } from '../src/deep/mixture.ts';
import { softmax, softmaxSlope } from '../src/deep/softmax.ts';
import { codeSlopes, drawCodes } from '../src/deep/vae.ts';
import { denseNet } from '../src/dense-net.ts';
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

/** Values that float32 holds exactly, so that differences can be taken in float64. */
function exact(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

/** The derivative of `loss` by every value. */
function differences(loss: (values: Float64Array) => number, at: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(at);
  return values.map((value, i) => naive.slopeOf((x) => loss(values.with(i, x)), value));
}

/** Slopes are stored in float32. */
const STORED = { rtol: 1e-5, atol: 1e-6 };

describe('slopes of the deep baselines equal differences', () => {
  it('Goad: the triplet loss of features and the centres that move with them', () => {
    const [transforms, width, rows] = [4, 2, 5];
    const features = exact(transforms * width * rows, 20);
    const loss = (values: Float64Array): number => {
      const feature = (row: number, m: number): number[] =>
        Array.from({ length: width }, (_, j) => values[(row * transforms + m) * width + j]);
      const centres = Array.from({ length: transforms }, (_, m) =>
        Array.from({ length: width }, (__, j) => {
          let sum = 0;
          for (let row = 0; row < rows; row++) sum += feature(row, m)[j];
          return sum / rows;
        }),
      );
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        for (let m = 0; m < transforms; m++) {
          const distances = centres.map((c) => feature(row, m).reduce((total, x, j) => total + (x - c[j]) ** 2, 0));
          sum += Math.max(0, distances[m] + 0.3 - Math.min(...distances.filter((_, other) => other !== m)));
        }
      }
      return (0.7 * sum) / (rows * transforms);
    };
    const slope = new Float32Array(features.length);
    addCentreSlope(features, { transforms, width, margin: 0.3, weight: 0.7 }, slope);
    expect(slope).toBeAllclose(differences(loss, features), STORED);
    expect(loss(Float64Array.from(features))).toBeGreaterThan(0.1);
  });

  it('Goad: the cross-entropy of guesses which map it was', () => {
    const [transforms, rows] = [3, 4];
    const outputs = exact(transforms * transforms * rows, 23);
    const loss = (values: Float64Array): number => {
      let sum = 0;
      for (let i = 0; i < rows * transforms; i++) {
        const powers = [...values.subarray(i * transforms, (i + 1) * transforms)].map(Math.exp);
        sum -= Math.log(powers[i % transforms] / powers.reduce((a, b) => a + b));
      }
      return sum / (rows * transforms);
    };
    const slope = new Float32Array(outputs.length);
    guessSlope(outputs, transforms, slope);
    expect(slope).toBeAllclose(differences(loss, outputs), STORED);
  });

  it('Vae: misfit of a linear decoder plus divergence, through the draws', () => {
    const [latent, rows, beta] = [2, 3, 0.7];
    const told = exact(2 * latent * rows, 21);
    const noise = Float64Array.from(exact(latent * rows, 22));
    const [target, matrix] = [exact(rows, 23), [0.8, -1.3]];
    const misfit = (codes: ArrayLike<number>, i: number): number =>
      matrix.reduce((sum, weight, j) => sum + weight * codes[i * latent + j], 0) - target[i];
    const loss = (values: Float64Array): number => {
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        const [mean, wide] = [0, latent].map((from) =>
          values.subarray(2 * latent * i + from, 2 * latent * i + from + latent),
        );
        const codes = mean.map((value, j) => value + Math.exp(0.5 * wide[j]) * noise[i * latent + j]);
        sum += misfit([...new Float64Array(i * latent), ...codes], i) ** 2;
        for (let j = 0; j < latent; j++) sum += 0.5 * beta * (mean[j] ** 2 + Math.exp(wide[j]) - 1 - wide[j]);
      }
      return sum / rows;
    };
    const codes = new Float32Array(latent * rows);
    drawCodes(told, noise, latent, codes);
    const back = codes.map((_, i) => (2 / rows) * misfit(codes, Math.floor(i / latent)) * matrix[i % latent]);
    const slope = new Float32Array(told.length);
    codeSlopes(told, noise, back, latent, beta, slope);
    expect(slope).toBeAllclose(differences(loss, told), STORED);
  });

  it('Dagmm: squared error, relative distance and cosine by the reconstruction', () => {
    const [rows, channels, latent] = [3, 4, 1];
    const [x, y] = [exact(rows * channels, 24), exact(rows * channels, 25)];
    const code = exact(rows * latent, 26);
    const weights = Float64Array.from(exact(rows * (latent + 2), 27));
    const length = (values: number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    const features = (values: ArrayLike<number>, i: number): number[] => {
      const [from, to] = [x, values].map((all) => Array.from({ length: channels }, (_, j) => all[i * channels + j]));
      const product = from.reduce((sum, value, j) => sum + value * to[j], 0);
      return [length(from.map((value, j) => value - to[j])) / length(from), product / (length(from) * length(to))];
    };
    const points = joined(x, code, y, channels, latent);
    const loss = (values: Float64Array): number => {
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += (values[i] - x[i]) ** 2 / rows;
      for (let i = 0; i < rows; i++) {
        const [distance, cosine] = features(values, i);
        sum += weights[3 * i + 1] * distance + weights[3 * i + 2] * cosine;
      }
      return sum;
    };
    for (let i = 0; i < rows; i++) {
      expect(points.subarray(3 * i, 3 * i + 3)).toBeAllclose([code[i], ...features(y, i)], { rtol: 1e-12 });
    }
    const slope = new Float32Array(y.length);
    rebuiltSlope(x, y, weights, channels, latent + 2, slope);
    expect(slope).toBeAllclose(differences(loss, y), STORED);
  });

  it('Dagmm: memberships by the outputs of the estimation net', () => {
    const outputs = exact(6, 28);
    const weights = Float64Array.from(exact(6, 29));
    const loss = (values: Float64Array): number => {
      let sum = 0;
      for (let i = 0; i < 6; i += 3) {
        const powers = Array.from(values.subarray(i, i + 3), Math.exp);
        const total = powers.reduce((a, b) => a + b);
        for (let k = 0; k < 3; k++) sum += (weights[i + k] * powers[k]) / total;
      }
      return sum;
    };
    const slope = new Float32Array(6);
    softmaxSlope(softmax(outputs, 3), weights, 3, slope);
    expect(slope).toBeAllclose(differences(loss, outputs), STORED);
  });
});

describe('DeepSvdd', () => {
  it('maps the mean of the training rows to zero, as it has no biases: its score is the square of the centre', async () => {
    const detector = await new DeepSvdd({ channels: 6, width: 5, epochs: 3 }).fit(plane(200, 1, 0));
    const { centre, shift } = detector.snapshot().tensors;
    const [score] = await detector.score(Float64Array.from(shift.data as Float64Array));
    const square = Array.from(centre.data as Float64Array).reduce((sum, value) => sum + value * value, 0);
    expect(score).toBeAllclose(square, { rtol: 1e-12 });
    expect(Math.min(...Array.from(centre.data as Float64Array, Math.abs))).toBeGreaterThanOrEqual(0.1);
  });
});

describe('the search of Drocc', () => {
  it('ends on the shell around each row, where the classifier takes points for normal more than where it began', async () => {
    const engine = await createEngine();
    const { options } = new Drocc({ channels: 3, radius: 0.8, gamma: 1.5, steps: 10 });
    const layers = { classifier: denseNet(engine, { widths: [3, 8, 1] }, createRandom(5)) };
    const x = engine.tensor([40, 3], exact(120, 30));
    const [before, after] = [0, options.steps].map((steps) => {
      const found = engine.empty([40, 3]);
      search({ engine, layers, options: { ...options, steps } }, x, found, createRandom(6));
      const values = layers.classifier.infer(found).toArray();
      return { points: found.toArray(), mean: values.reduce((sum, value) => sum + value / 40, 0) };
    });
    for (const { points } of [before, after]) {
      for (let i = 0; i < 40; i++) {
        const away = Math.hypot(...[0, 1, 2].map((j) => points[3 * i + j] - x.data[3 * i + j]));
        expect(away).toBeGreaterThan(0.8 - 1e-6);
        expect(away).toBeLessThan(1.2 + 1e-6);
      }
    }
    expect(after.mean).toBeGreaterThan(before.mean + 0.05);
    engine.dispose();
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
