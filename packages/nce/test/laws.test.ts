import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CompositeDensity,
  type CompositeFeatures,
  contrastLoss,
  covarianceLoss,
  drawStandard,
  fitGaussian,
  logDensities,
  noiseWidth,
  PcaFeatures,
  RunningMoments,
  reconstructionFeatures,
  toStandard,
  widthSlope,
} from '../src/index.ts';
import * as naive from './naive.ts';

const seeds = fc.integer({ min: 0, max: 1e6 });
const table = (seed: number, rows: number, d: number): number[][] => {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => {
    const shared = random.normal();
    return Array.from({ length: d }, (_, j) => 0.7 * shared + random.normal(j, 1 + j));
  });
};
const featuresOf = (rows: number[][]): CompositeFeatures => ({
  rows: rows.length,
  latentWidth: rows[0].length - 2,
  latent: Float64Array.from(rows.flatMap((row) => row.slice(0, -2))),
  error: Float64Array.from(rows, (row) => row[row.length - 2] ** 2),
  cosine: Float64Array.from(rows, (row) => Math.abs(row[row.length - 1])),
});

describe('running moments', () => {
  it('equal the moments of all rows at once, however they are cut', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 }), (seed, sizes) => {
        const rows = table(
          seed,
          sizes.reduce((a, b) => a + b, 1),
          3,
        );
        const moments = new RunningMoments(3).add(rows.slice(0, 1).flat());
        let from = 1;
        for (const size of sizes) {
          moments.add(rows.slice(from, from + size).flat());
          from += size;
        }
        const wanted = naive.moments(rows);
        expect(moments.mean).toBeAllclose(wanted.mean, { rtol: 1e-12, atol: 1e-13 });
        expect(moments.covariance()).toBeAllclose(wanted.covariance.flat(), { rtol: 1e-11, atol: 1e-12 });
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});

describe('the covariance loss', () => {
  it('and its gradient equal the definition and its differences', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 7 }), (seed, d, n) => {
        const rows = table(seed, n, d);
        const gradient = new Float64Array(n * d);
        expect(covarianceLoss(rows.flat(), n, d, gradient)).toBeAllclose(naive.covarianceLoss(rows), {
          rtol: 1e-10,
          atol: 1e-13,
        });
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < d; j++) {
            const at = (x: number): number =>
              naive.covarianceLoss(rows.map((row, r) => row.map((value, c) => (r === i && c === j ? x : value))));
            expect(gradient[i * d + j]).toBeAllclose(naive.slopeOf(at, rows[i][j]), { rtol: 1e-5, atol: 1e-6 });
          }
        }
      }),
      { seed: 2, numRuns: 25 },
    );
  });
});

describe('the reconstruction features', () => {
  it('cosine ignores positive factors of either side, error grows with their square', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, factor) => {
        const [x, y] = table(seed, 2, 5);
        const plain = reconstructionFeatures(x, y, 5);
        const scaled = reconstructionFeatures(
          x.map((value) => factor * value),
          y.map((value) => factor * value),
          5,
        );
        expect(scaled.cosine).toBeAllclose(plain.cosine, { rtol: 1e-9, atol: 1e-12 });
        expect(scaled.error).toBeAllclose([factor * factor * plain.error[0]], { rtol: 1e-9 });
      }),
      { seed: 3 },
    );
  });
});

describe('the Gaussian', () => {
  it('has the density of the definition, at any width of the noise', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 4 }), (seed, d) => {
        const rows = table(seed, 30, d);
        const { mean, covariance } = naive.moments(rows);
        const gaussian = fitGaussian(rows.flat(), d, { jitter: 0 });
        const widths = noiseWidth(Array.from({ length: d }, (_, j) => j - 1));
        const got = logDensities(gaussian, toStandard(gaussian, rows.flat()), widths);
        expect(got).toBeAllclose(
          rows.map((row) => naive.logDensity(row, mean, covariance, Array.from(widths))),
          { rtol: 1e-8 },
        );
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  it('gives the same distances when latents are rotated', async () => {
    const rows = table(5, 200, 4);
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = rows.map(([a, b, ...rest]) => [c * a - s * b, s * a + c * b, ...rest]);
    const score = async (values: number[][]): Promise<Float64Array> => {
      const features = featuresOf(values);
      return (await new CompositeDensity({ variant: 'mahalanobis' }).fit(features)).score(features);
    };
    // The jitter of 1e-8 is not invariant.
    expect(await score(turned)).toBeAllclose(await score(rows), { rtol: 1e-6 });
  });

  it('does not mind the order of rows, nor every row twice', async () => {
    const rows = table(11, 80, 5);
    const asked = featuresOf(table(12, 20, 5));
    const score = async (values: number[][]): Promise<Float64Array> =>
      (await new CompositeDensity({ variant: 'mahalanobis' }).fit(featuresOf(values))).score(asked);
    const plain = await score(rows);
    expect(await score([...rows].reverse())).toBeAllclose(plain, { rtol: 1e-9 });
    expect(await score([...rows, ...rows])).toBeAllclose(plain, { rtol: 1e-9 });
  });

  it('draws have its correlation', () => {
    const gaussian = fitGaussian(table(6, 50, 3).flat(), 3);
    const draws = new RunningMoments(3).add(drawStandard(gaussian, 20_000, createRandom(1)));
    const wanted = new Float64Array(9);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        for (let k = 0; k < 3; k++) wanted[3 * i + j] += gaussian.factor[3 * i + k] * gaussian.factor[3 * j + k];
      }
    }
    // Four standard errors of 20,000 draws.
    expect(draws.covariance()).toBeAllclose(wanted, { rtol: 0, atol: 0.045 });
  });

  it('leaves out columns that do not vary, and survives copies of columns', () => {
    const rows = table(7, 60, 2).map(([a, b]) => [a, 5, b, a]);
    const gaussian = fitGaussian(rows.flat(), 4);
    expect(gaussian.kept).toEqual([0, 2, 3]);
    expect(gaussian.condition).toBeGreaterThan(1e8);
    const densities = logDensities(gaussian, toStandard(gaussian, rows.flat()));
    expect(densities.every(Number.isFinite)).toBe(true);
  });
});

describe('the losses of T and K', () => {
  it('slopes equal differences of the loss', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const outputs = table(seed, 1, 6)[0];
        const slope = new Float64Array(6);
        contrastLoss(outputs, 2, 4, 2, slope);
        for (let i = 0; i < 6; i++) {
          const at = (x: number): number => contrastLoss(outputs.with(i, x), 2, 4, 2);
          expect(slope[i]).toBeAllclose(naive.slopeOf(at, outputs[i]), { rtol: 1e-6, atol: 1e-9 });
        }
      }),
      { seed: 5, numRuns: 30 },
    );
  });

  it('the slope of K equals differences of minus the loss with the constants held', () => {
    const random = createRandom(3);
    const draw = (n: number): number[] => Array.from({ length: n }, () => random.normal());
    const network = {
      weights: [[draw(2), draw(2), draw(2)], [draw(3)]],
      biases: [draw(3), draw(1)],
      slope: 0.01,
    };
    const [data, noise, psi] = [
      [draw(2), draw(2)],
      [draw(2), draw(2), draw(2)],
      [0.3, -0.5],
    ];
    const widths = Array.from(noiseWidth(psi));
    const minusLoss = (at: number[]): number => {
      const now = Array.from(noiseWidth(at));
      const moved = data.map((row) => row.map((value, j) => (now[j] * value) / widths[j]));
      return -naive.networkLoss(
        network,
        moved,
        noise.map((row) => row.map((value, j) => now[j] * value)),
        1,
      );
    };
    const inputs = [...data, ...noise.map((row) => row.map((value, j) => widths[j] * value))];
    const outputs = inputs.map((row) => naive.run(network, row));
    const slope = new Float64Array(5);
    contrastLoss(outputs, 2, 3, 1, slope);
    const inputSlope = inputs.flatMap((row, i) =>
      row.map((value, j) => slope[i] * naive.slopeOf((x) => naive.run(network, row.with(j, x)), value)),
    );
    const got = new Float64Array(2);
    widthSlope(inputSlope, inputs.flat(), 5, psi, got);
    const wanted = psi.map((value, j) => naive.slopeOf((x) => minusLoss(psi.with(j, x)), value));
    expect(got).toBeAllclose(wanted, { rtol: 1e-5, atol: 1e-8 });
  });
});

describe('principal components', () => {
  it('do not depend on the order of rows, nor on the unit of a column', async () => {
    const rows = table(8, 80, 4);
    const features = async (values: number[][]): Promise<Float64Array> =>
      (await (await new PcaFeatures({ channels: 4, components: 2 }).fit(values.flat())).features(values.flat())).error;
    const plain = await features(rows);
    expect((await features([...rows].reverse())).reverse()).toBeAllclose(plain, { rtol: 1e-4 });
    expect(await features(rows.map(([a, ...rest]) => [1000 * a + 7, ...rest]))).toBeAllclose(plain, { rtol: 1e-4 });
  });

  it('are the same from fewer rows than columns', async () => {
    const rows = table(9, 12, 30).flat();
    const encoder = await new PcaFeatures({ channels: 30, components: 12, scaling: 'none' }).fit(rows);
    expect(encoder.latentWidth).toBe(11);
    const { features, reconstruction } = await encoder.inspect(rows);
    expect(Math.max(...features.error)).toBeLessThan(1e-8);
    expect(reconstruction).toBeAllclose(rows, { rtol: 1e-4, atol: 1e-3 });
  });
});
