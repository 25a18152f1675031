import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redrawOf } from '../src/artificial.ts';
import { holdOut } from '../src/hold-out.ts';
import {
  CompositeDensity,
  type CompositeFeatures,
  compositeRows,
  fitGaussian,
  logDensities,
  logNormalMode,
  noiseWidth,
  toStandard,
} from '../src/index.ts';
import { BestState, batches } from '../src/training.ts';
import { yardstickOf } from '../src/validation.ts';
import * as naive from './naive.ts';

/** Two correlated latents, a log-normal error and cosine. */
function drawn(rows: number, seed: number): CompositeFeatures {
  const random = createRandom(seed);
  const latent = new Float64Array(2 * rows);
  for (let i = 0; i < latent.length; i += 2) {
    latent[i] = random.normal();
    latent[i + 1] = 0.6 * latent[i] + 0.8 * random.normal(0.3, 2);
  }
  const positive = (scale: number): Float64Array =>
    Float64Array.from({ length: rows }, () => scale * Math.exp(random.normal(0, 0.4)));
  return { rows, latentWidth: 2, latent, error: positive(0.02), cosine: positive(0.004) };
}

describe('the score of a density', () => {
  it.each(['latent', 'cnce', 'cance'] as const)('of %s is Eq. 6 of its own T, K, nu and moments', async (variant) => {
    const learnt = drawn(300, 1);
    const asked = drawn(20, 2);
    const density = await new CompositeDensity({ variant, noise: 2, hidden: [5, 4], epochs: 3, batch: 64 }).fit(learnt);
    const scores = await density.score(asked);
    const { tensors } = density.snapshot();
    const matrixOf = ({ shape, data }: { shape: readonly number[]; data: ArrayLike<number> }): number[][] =>
      Array.from({ length: shape[0] }, (_, i) => Array.from({ length: shape[1] }, (__, j) => data[i * shape[1] + j]));
    const network = {
      weights: [0, 2, 4].map((layer) => matrixOf(tensors[`net.${layer}.weight`] as never)),
      biases: [0, 2, 4].map((layer) => Array.from(tensors[`net.${layer}.bias`].data as Float32Array)),
      slope: 0.01,
    };
    const parts = variant === 'latent' ? { error: false, cosine: false } : {};
    const rowsOf = (features: CompositeFeatures): number[][] => {
      const all = compositeRows(features, parts);
      return matrixOf({ shape: [features.rows, all.length / features.rows], data: all });
    };
    const { mean, covariance } = naive.moments(rowsOf(learnt));
    const widths = Array.from(noiseWidth(tensors.psi.data as Float64Array));
    expect(widths).toEqual(density.diagnostics!.widths);
    const wanted = rowsOf(asked).map((row) => {
      const standard = row.map((value, j) => (value - mean[j]) / Math.sqrt(covariance[j][j]));
      return -(naive.run(network, standard) + Math.log(2) + naive.logDensity(row, mean, covariance, widths));
    });
    // T runs in float32, and the jitter of 1e-8 is in one of them only.
    expect(scores).toBeAllclose(wanted, { rtol: 1e-5, atol: 1e-5 });
  });
});

describe('the augmentation', () => {
  it('redraws error and cosine between perfect and their modes, and leaves latents alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const features = drawn(60, seed);
        const rows = compositeRows(features);
        const gaussian = fitGaussian(rows, 4);
        const before = Float32Array.from(toStandard(gaussian, rows));
        const after = before.slice();
        redrawOf(gaussian, 2)(after, 60, createRandom(seed));
        for (let i = 0; i < after.length; i++) {
          const j = i % 4;
          if (j < 2) expect(after[i]).toBe(before[i]);
          else {
            const value = gaussian.mean[j] + gaussian.sd[j] * after[i];
            const mode = logNormalMode(gaussian.mean[j], gaussian.sd[j]);
            expect(value).toBeGreaterThan(-1e-6 * mode);
            expect(value).toBeLessThan((1 + 1e-6) * mode);
          }
        }
      }),
      { seed: 6, numRuns: 20 },
    );
  });

  it('takes the column of the feature, also where one before it was left out', () => {
    const features = drawn(60, 3);
    const dead = { ...features, latent: features.latent.map((value, i) => (i % 2 === 0 ? 5 : value)) };
    const rows = compositeRows(dead);
    const gaussian = fitGaussian(rows, 4);
    const before = Float32Array.from(toStandard(gaussian, rows));
    const after = before.slice();
    redrawOf(gaussian, 2)(after, 60, createRandom(1));
    const changed = [0, 1, 2].map((j) => after.filter((value, i) => i % 3 === j && value !== before[i]).length);
    expect(changed).toEqual([0, 60, 60]);
  });
});

describe('the yardstick', () => {
  const gaussian = fitGaussian(compositeRows(drawn(500, 4)), 4);
  const watched = toStandard(gaussian, compositeRows(drawn(200, 5)));
  const yardstick = yardstickOf(gaussian, watched, createRandom(1));

  it('gives its own reference 2 ln 2 and an integral of 1', () => {
    const reference = logDensities(gaussian, yardstick.points, new Float64Array(4).fill(1.5));
    expect(yardstick.criterion(reference)).toBeAllclose(2 * Math.log(2), { rtol: 1e-12 });
    expect(yardstick.partition(reference)).toBeAllclose(1, { rtol: 1e-12 });
  });

  it('ranks the Gaussian of the rows before its reference, and before the same density times a constant', () => {
    const density = logDensities(gaussian, yardstick.points);
    expect(yardstick.criterion(density)).toBeLessThan(2 * Math.log(2));
    for (const shift of [-1, 1]) {
      expect(yardstick.criterion(density.map((value) => value + shift))).toBeGreaterThan(yardstick.criterion(density));
    }
    // Six standard errors: the ratio has a standard deviation of 1.04 (1.5 times as wide in four dimensions), 4,000 draws.
    expect(yardstick.partition(density)).toBeAllclose(1, { rtol: 0, atol: 0.1 });
    expect(yardstick.partition(density.map((value) => value + Math.log(2)))).toBeAllclose(
      2 * yardstick.partition(density),
      { rtol: 1e-12 },
    );
  });
});

describe('when to stop', () => {
  it('after as many epochs without a gain as the patience says, with the state of the lowest criterion', () => {
    const best = new BestState<number>(3);
    const offered = [5, 4, 4.1, 3.999, 4.2];
    expect(offered.map((criterion, i) => best.offer(criterion, () => i))).toEqual([true, true, true, true, false]);
    // 3.999 is the lowest, but less than 0.1 % below 4: it is kept and does not buy time.
    expect(best.state).toBe(3);
  });

  it('many small gains add up to one', () => {
    const best = new BestState<number>(3);
    for (let i = 0; i < 200; i++) expect(best.offer(1 - 4e-4 * i, () => i)).toBe(true);
    expect(best.state).toBe(199);
  });

  it('goes on from its marks as if it had never stopped', () => {
    const criteria = [3, 2, 2.5, 1.9995, 2.1, 2.2, 1.9];
    for (let cut = 0; cut < criteria.length; cut++) {
      const [whole, first, second] = [0, 1, 2].map(() => new BestState<number>(4));
      const wanted = criteria.map((criterion, i) => whole.offer(criterion, () => i));
      const got = criteria.slice(0, cut).map((criterion, i) => first.offer(criterion, () => i));
      second.restore(first.marks(), first.state);
      for (let i = cut; i < criteria.length; i++) got.push(second.offer(criteria[i], () => i));
      expect(got).toEqual(wanted);
      expect(second.state).toBe(whole.state);
    }
  });
});

describe('rows', () => {
  it('held out and learnt from are all of them, each once, at least two to learn from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (rows, share) => {
        const { train, validation } = holdOut(rows, share, createRandom(rows));
        expect(Array.from([...train, ...validation]).sort((a, b) => a - b)).toEqual(
          Array.from({ length: rows }, (_, i) => i),
        );
        expect(validation.length).toBe(Math.min(Math.round(share * rows), rows - 2));
        for (const part of [train, validation]) expect(part).toEqual(part.slice().sort());
      }),
      { seed: 7 },
    );
  });

  it('that fill no batch are dropped', () => {
    const order = Int32Array.of(4, 2, 0, 1, 3);
    expect(Array.from(batches(order, 2), (batch) => batch.join())).toEqual(['4,2', '0,1']);
    expect(Array.from(batches(order, 5), (batch) => batch.join())).toEqual(['4,2,0,1,3']);
  });
});
