/** Noise-contrastive estimation: T learns to tell data from noise, K moves the noise to where that teaches most. */
import { createRandom, portableLog } from '@tsad/core';
import {
  AdamW,
  cosine,
  type Engine,
  type Layer,
  loadWeights,
  type Parameter,
  type Pass,
  type Tensor,
  weightsOf,
} from '@tsad/nn';
import type { Redraw } from './artificial.ts';
import { inferRows } from './auto-encoder-net.ts';
import type { ResolvedEstimation } from './density-options.ts';
import { drawStandard, type Gaussian, logDensities } from './gaussian.ts';
import type { ContrastBatch, Learner } from './learner.ts';
import { contrastLoss, noiseWidth, widthSlope } from './nce-loss.ts';
import { BestState, batches, type EpochRecord, gather, type Ticker } from './training.ts';
import type { Yardstick } from './validation.ts';

/** Beyond this many standard deviations T is asked no farther out: the Gaussian decides there, and float32 ends. */
const FARTHEST = 1e18;

/** What is learnt. */
export interface Estimate {
  /** T, on standard coordinates. */
  net: Layer;
  /** psi of K = 1 + softplus(psi), shape [w]. */
  psi: Float64Array;
}

/** What it is learnt from. */
export interface EstimationData {
  gaussian: Gaussian;
  /** Training rows in standard coordinates, shape [n, w]. */
  rows: Float32Array;
  /** Doubles every batch by rows with redrawn reconstruction features; absent for no augmentation. */
  redraw?: Redraw;
  /** Tells when to stop; absent: all epochs are run. */
  yardstick?: Yardstick;
  /** Who computes losses and gradients; default the engine. */
  learner?: Pick<Learner, 'contrast' | 'contrastSlope'>;
}

/**
 * ln of the density at points in standard coordinates, by Eq. 6: T + ln nu + ln N(0, K R K) (minus the score).
 * The constants make it a density in the units of the features.
 */
export function estimatedLogDensity(
  engine: Engine,
  { net, psi }: Estimate,
  gaussian: Gaussian,
  noise: number,
  standard: Float64Array,
): Float64Array {
  const out = logDensities(gaussian, standard, noiseWidth(psi));
  const near = Float32Array.from(standard, (value) => Math.min(FARTHEST, Math.max(-FARTHEST, value)));
  const outputs = inferRows(engine, net, near, psi.length, 1);
  const constant = portableLog(noise);
  for (let i = 0; i < out.length; i++) out[i] += outputs[i] + constant;
  return out;
}

/**
 * Trains `net` in place.
 * @returns the final psi and what was measured.
 */
export async function estimateDensity(
  engine: Engine,
  net: Layer,
  { gaussian, rows, redraw, yardstick, learner = learnerOn(engine) }: EstimationData,
  options: ResolvedEstimation & { seed: number },
  ticker: Ticker,
): Promise<{ psi: Float64Array; history: EpochRecord[] }> {
  const width = gaussian.kept.length;
  const count = rows.length / width;
  const batch = Math.min(options.batch, count);
  const data = redraw ? 2 * batch : batch;
  const noise = Math.max(1, Math.round(options.noise * data));
  const random = createRandom(options.seed);
  const [order, drawing, redrawing] = [random.fork('order'), random.fork('noise'), random.fork('artificial')];
  const memory = engine.mark();
  const psi = parameterOf(engine, width, options.psi);
  const steps = options.epochs * Math.floor(count / batch);
  const anneal = (start: number): ((step: number) => number) =>
    start > 0 ? cosine({ start, end: 0.01 * start, steps }) : () => 0;
  const [netRate, psiRate] = [anneal(options.learningRate), anneal(options.widthRate)];
  const netOptimiser = new AdamW(net.parameters, {
    learningRate: options.learningRate,
    weightDecay: options.weightDecay,
  });
  const psiOptimiser = new AdamW([psi], { learningRate: options.widthRate, weightDecay: 0 });
  const slopeOfPsi = new Float64Array(width);
  const points = new Float32Array((data + noise) * width);
  const told: ContrastBatch = { points, data, nu: options.noise, widths: [width, ...options.hidden, 1] };
  const indices = Int32Array.from({ length: count }, (_, i) => i);
  const best = new BestState<{ weights: ReturnType<typeof weightsOf>; psi: Float64Array }>(options.patience);
  const history: EpochRecord[] = [];
  const current = (): Float64Array => Float64Array.from(psi.value.data);

  for (let epoch = 0, step = 0; epoch < options.epochs; epoch++) {
    order.shuffle(indices);
    let loss = 0;
    let taken = 0;
    for (const picked of batches(indices, batch)) {
      gather(rows, width, picked, points);
      if (redraw) {
        points.copyWithin(batch * width, 0, batch * width);
        redraw(points.subarray(batch * width, data * width), batch, redrawing);
      }
      const drawn = points.subarray(data * width);
      drawStandard(gaussian, noise, drawing, drawn);
      const widths = noiseWidth(psi.value.data);
      for (let i = 0; i < drawn.length; i++) drawn[i] *= widths[i % width];

      netOptimiser.zeroGradients();
      const value = await learner.contrast(net, told);
      netOptimiser.learningRate = netRate(step);
      netOptimiser.step();

      const inputSlope = await learner.contrastSlope(net, told);
      widthSlope(inputSlope, points, data + noise, psi.value.data, slopeOfPsi);
      psi.gradient.set(slopeOfPsi);
      psiOptimiser.learningRate = psiRate(step);
      psiOptimiser.step();
      step++;
      loss += value;
      taken++;
      await ticker.step();
    }
    history.push({ stage: 'density', epoch, loss: loss / taken });
    await ticker.report('density', (epoch + 1) / options.epochs);
    if (!yardstick) continue;
    const estimate = { net, psi: current() };
    const criterion = yardstick.criterion(
      estimatedLogDensity(engine, estimate, gaussian, options.noise, yardstick.points),
    );
    history[epoch].validation = criterion;
    if (!best.offer(criterion, () => ({ weights: weightsOf(net), psi: estimate.psi }))) break;
  }
  const last = best.state?.psi ?? current();
  if (best.state) loadWeights(net, best.state.weights);
  engine.release(memory);
  await ticker.report('density', 1);
  return { psi: last, history };
}

function parameterOf(engine: Engine, width: number, start: number): Parameter {
  return { name: 'psi', value: engine.tensor([width]).fill(start), gradient: engine.tensor([width]) };
}

/** The learner on the engine that keeps the weights. */
export function learnerOn(engine: Engine): Pick<Learner, 'contrast' | 'contrastSlope'> {
  const run = <T>(
    net: Layer,
    { points, data, nu, widths }: ContrastBatch,
    use: (pass: Pass, slope: Tensor, loss: number) => T,
  ): T =>
    engine.scope(() => {
      const rows = points.length / widths[0];
      const pass = net.forward(engine.tensor([rows, widths[0]], points));
      const slope = engine.empty([rows, 1]);
      return use(pass, slope, contrastLoss(pass.output.data, data, rows - data, nu, slope.data));
    });
  return {
    contrast: async (net, batch) =>
      run(net, batch, (pass, slope, loss) => {
        pass.parameterGradients(slope);
        return loss;
      }),
    contrastSlope: async (net, batch) => run(net, batch, (pass, slope) => pass.inputGradient(slope).toArray()),
  };
}
