import { createRandom } from '@tsad/core';
import { AdamW, BatchNorm, createEngine, LeakyRelu, Linear, Sequential } from '@tsad/nn';
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import {
  contrastLoss,
  covarianceLoss,
  drawBelowMode,
  gaussianOf,
  logDensities,
  logNormalMode,
  noiseWidth,
  RunningMoments,
  reconstructionFeatures,
  softplus,
  toStandard,
  widthSlope,
} from '../src/index.ts';
import * as naive from './naive.ts';

type Matrix = number[][];

describe('running moments equal numpy', () => {
  interface Case {
    name: string;
    batches: Matrix[];
    steps: { n: number; mean: number[]; cov: Matrix }[];
    mean: number[];
    covBiased: Matrix;
  }
  const { cases } = readGolden<{ cases: Case[] }>(import.meta.url, 'moments.json');
  // An offset of 1e8 leaves half the digits of a covariance.
  const tolerance = (name: string): { rtol: number; atol?: number } =>
    name === 'large_offset' ? { rtol: 1e-7 } : { rtol: 1e-12, atol: 1e-15 };
  it.each(cases)('$name, batch by batch and merged backwards', ({ name, batches, steps, mean, covBiased }) => {
    const d = mean.length;
    const moments = new RunningMoments(d);
    for (const [i, batch] of batches.entries()) {
      moments.add(batch.flat());
      expect(moments.count).toBe(steps[i].n);
      expect(moments.mean).toBeAllclose(steps[i].mean, { rtol: 1e-12 });
      expect(moments.covariance()).toBeAllclose(steps[i].cov.flat(), tolerance(name));
    }
    const merged = new RunningMoments(d);
    for (const batch of [...batches].reverse()) merged.merge(new RunningMoments(d).add(batch.flat()));
    expect(merged.count).toBe(moments.count);
    expect(merged.mean).toBeAllclose(mean, { rtol: 1e-12 });
    expect(merged.covariance()).toBeAllclose(covBiased.flat(), tolerance(name));
  });
});

describe('the covariance loss equals torch', () => {
  const { cases } = readGolden<{ cases: { z: Matrix; loss: number; grad: Matrix }[] }>(import.meta.url, 'covloss.json');
  it.each(cases)('$loss with its gradient', ({ z, loss, grad }) => {
    const gradient = new Float64Array(z.flat().length).fill(1);
    expect(covarianceLoss(z.flat(), z.length, z[0].length, gradient, 3)).toBeAllclose(loss, { rtol: 1e-12 });
    expect(gradient.map((value) => (value - 1) / 3)).toBeAllclose(grad.flat(), { rtol: 1e-12, atol: 1e-15 });
  });
});

describe('the reconstruction features equal numpy', () => {
  interface Case {
    x: number[];
    xHat: number[];
    error: number;
    cosine: number;
  }
  const { cases } = readGolden<{ cases: Case[] }>(import.meta.url, 'composite.json');
  it.each(cases)('$x and $xHat', ({ x, xHat, error, cosine }) => {
    const got = reconstructionFeatures(x, xHat, x.length);
    expect(got.error).toBeAllclose([error], { rtol: 1e-12 });
    expect(got.cosine).toBeAllclose([cosine], { rtol: 1e-12 });
  });
});

describe('the log-normal mode and the draws below it equal scipy', () => {
  interface Law {
    mode: number;
    scale: number;
    mean: number;
    variance: number;
    x: number[];
    cdf: number[];
  }
  const golden = readGolden<{ lognormalMode: { mean: number; sd: number; mode: number }[]; truncatedNormal: Law[] }>(
    import.meta.url,
    'truncnorm.json',
  );
  it.each(golden.lognormalMode)('mode of mean $mean, sd $sd', ({ mean, sd, mode }) => {
    expect(logNormalMode(mean, sd)).toBeAllclose(mode, { rtol: 1e-12 });
  });
  it.each(golden.truncatedNormal)('mean, variance and distribution at mode $mode, scale $scale', (law) => {
    const random = createRandom(7);
    const draws = Float64Array.from({ length: 40_000 }, () => drawBelowMode(law.mode, law.scale, random)).sort();
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    // Five standard errors of 40,000 draws.
    expect(mean).toBeAllclose(law.mean, { rtol: 0, atol: 5 * Math.sqrt(law.variance / draws.length) });
    expect(variance).toBeAllclose(law.variance, { rtol: 0.06 });
    for (const [i, x] of law.x.entries()) {
      const below = draws.filter((draw) => draw <= x).length / draws.length;
      expect(below).toBeAllclose(law.cdf[i], { rtol: 0, atol: 0.0125 });
    }
  });
});

describe('density and score equal scipy', () => {
  interface Case {
    mean: number[];
    cov: Matrix;
    psi: number[];
    K: number[];
    cholesky: Matrix;
    z: Matrix;
    logDensity: number[];
    T: number[];
    nu: number;
    score: number[];
  }
  const { cases } = readGolden<{ cases: Case[] }>(import.meta.url, 'score.json');
  it.each(cases)('K = $K', ({ mean, cov, psi, K, cholesky, z, logDensity, T, nu, score }) => {
    const widths = noiseWidth(psi);
    expect(widths).toBeAllclose(K, { rtol: 1e-12 });
    const gaussian = gaussianOf(mean, cov.flat(), { jitter: 0 });
    const d = mean.length;
    const factor = gaussian.factor.map((value, i) => value * gaussian.sd[Math.floor(i / d)]);
    expect(factor).toBeAllclose(cholesky.flat(), { rtol: 1e-12, atol: 1e-15 });
    const densities = logDensities(gaussian, toStandard(gaussian, z.flat()), widths);
    expect(densities).toBeAllclose(logDensity, { rtol: 1e-12 });
    expect(densities.map((value, i) => -(T[i] + Math.log(nu) + value))).toBeAllclose(score, { rtol: 1e-12 });
  });
});

describe('the losses of T and K equal torch in double precision', () => {
  interface Case {
    dims: number[];
    slope: number;
    nu: number;
    weights: Matrix[];
    biases: number[][];
    mean: number[];
    psi: number[];
    K: number[];
    z: Matrix;
    v: Matrix;
    Tz: number[];
    Tv: number[];
    networkLoss: number;
    gradWeights: Matrix[];
    gradBiases: number[][];
    kLoss: number;
    gradPsi: number[];
  }
  const { cases } = readGolden<{ cases: Case[] }>(import.meta.url, 'nce.json');
  // The layers run in float32.
  const tolerance = { rtol: 1e-4, atol: 1e-6 };
  it.each(cases)('$dims with nu = $nu', async (wanted) => {
    const { dims, slope, nu, weights, biases, mean, psi, K, z, v } = wanted;
    const width = dims[0];
    const engine = await createEngine();
    const linear = dims.slice(1).map((outputs, l) => {
      const layer = new Linear(engine, { inputs: dims[l], outputs, random: createRandom(0) });
      layer.parameters[0].value.set(weights[l].flat());
      layer.parameters[1].value.set(biases[l]);
      return layer;
    });
    const net = new Sequential(
      linear.flatMap((layer, l) => (l < linear.length - 1 ? [layer, new LeakyRelu(engine, { slope })] : [layer])),
    );
    // Points relative to the mean would change T: the golden network sees the raw ones.
    const points = [...z, ...v.map((row) => row.map((value, j) => mean[j] + K[j] * (value - mean[j])))];
    const pass = net.forward(engine.tensor([points.length, width], points.flat()));
    const outputs = pass.output.toArray();
    expect(outputs.slice(0, z.length)).toBeAllclose(wanted.Tz, tolerance);
    const slopes = engine.tensor([points.length, 1]);
    const loss = contrastLoss(outputs, z.length, v.length, nu, slopes.data);
    expect(loss).toBeAllclose(wanted.networkLoss, tolerance);
    expect(-loss).toBeAllclose(wanted.kLoss, tolerance);
    for (const { gradient } of net.parameters) gradient.fill(0);
    const inputSlope = pass.backward(slopes).toArray();
    for (const [l, layer] of linear.entries()) {
      expect(layer.parameters[0].gradient.toArray()).toBeAllclose(wanted.gradWeights[l].flat(), tolerance);
      expect(layer.parameters[1].gradient.toArray()).toBeAllclose(wanted.gradBiases[l], tolerance);
    }
    const gradPsi = new Float64Array(width);
    const relative = points.flatMap((row) => row.map((value, j) => value - mean[j]));
    widthSlope(inputSlope, relative, points.length, psi, gradPsi);
    expect(gradPsi).toBeAllclose(wanted.gradPsi, tolerance);
    engine.dispose();
  });

  it.each(cases)(
    '$dims with nu = $nu, the outputs given, in float64',
    ({ mean, psi, K, z, v, nu, Tz, Tv, ...wanted }) => {
      const slopes = new Float64Array(z.length + v.length);
      expect(contrastLoss([...Tz, ...Tv], z.length, v.length, nu, slopes)).toBeAllclose(wanted.networkLoss, {
        rtol: 1e-12,
      });
      const points = [...z, ...v.map((row) => row.map((value, j) => mean[j] + K[j] * (value - mean[j])))];
      expect(points.map((row) => naive.run(wanted, row))).toBeAllclose([...Tz, ...Tv], { rtol: 1e-12 });
      const inputSlope = points.flatMap((row, i) =>
        row.map((value, j) => slopes[i] * naive.slopeOf((x) => naive.run(wanted, row.with(j, x)), value)),
      );
      const gradPsi = new Float64Array(psi.length);
      const relative = points.flatMap((row) => row.map((value, j) => value - mean[j]));
      widthSlope(inputSlope, relative, points.length, psi, gradPsi);
      // T is piecewise linear: its differences lose digits to rounding alone.
      expect(gradPsi).toBeAllclose(wanted.gradPsi, { rtol: 1e-9 });
    },
  );
});

describe('the steps of the training equal torch', () => {
  const golden = readGolden<{
    batchNorm: { x: Matrix; y: Matrix; gradOut: Matrix; gradIn: Matrix; runningMean: number[]; runningVar: number[] };
    adamw: { lr: number; weightDecay: number; start: number[]; grads: Matrix; afterEachStep: Matrix };
  }>(import.meta.url, 'training.json');
  const tolerance = { rtol: 1e-4, atol: 1e-5 };
  it('batch norm without affine parameters', async () => {
    const { x, y, gradOut, gradIn, runningMean, runningVar } = golden.batchNorm;
    const engine = await createEngine();
    const layer = new BatchNorm(engine, { features: x[0].length, affine: false });
    const pass = layer.forward(engine.tensor([x.length, x[0].length], x.flat()));
    expect(pass.output.toArray()).toBeAllclose(y.flat(), tolerance);
    expect(pass.backward(engine.tensor([x.length, x[0].length], gradOut.flat())).toArray()).toBeAllclose(
      gradIn.flat(),
      tolerance,
    );
    expect(layer.buffers[0].value.toArray()).toBeAllclose(runningMean, tolerance);
    expect(layer.buffers[1].value.toArray()).toBeAllclose(runningVar, tolerance);
    engine.dispose();
  });
  it('AdamW', async () => {
    const { lr, weightDecay, start, grads, afterEachStep } = golden.adamw;
    const engine = await createEngine();
    const parameter = {
      name: 'w',
      value: engine.tensor([start.length], start),
      gradient: engine.tensor([start.length]),
    };
    const optimiser = new AdamW([parameter], { learningRate: lr, weightDecay });
    for (const [i, gradient] of grads.entries()) {
      parameter.gradient.set(gradient);
      optimiser.step();
      expect(parameter.value.toArray()).toBeAllclose(afterEachStep[i], tolerance);
    }
    engine.dispose();
  });
});

describe('softplus equals scipy at extreme arguments', () => {
  const { softplus: golden } = readGolden<{ softplus: { x: number[]; y: number[] } }>(import.meta.url, 'special.json');
  it.each(golden.x.map((x, i) => [x, golden.y[i]]))('of %d', (x, y) => {
    expect(softplus(x)).toBeAllclose(y, { rtol: 1e-12 });
  });
});
