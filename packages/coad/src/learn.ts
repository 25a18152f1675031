/** A fit from start to end: prepare the train part, train, measure what is usual. */
import type { Snapshot, Tensor } from '@tsad/core';
import { Adam, createEngine, loadWeights, type ReplicaPool, weightsOf } from '@tsad/nn';
import { checkFinite } from './analysis.ts';
import { digestOf, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { choosePeriod, type Geometry, layOut } from './geometry.ts';
import { CoadNetwork } from './network.ts';
import type { ResolvedCoAD } from './options.ts';
import { type PoolFactory, thisThread } from './pool.ts';
import { predictSeries } from './predict.ts';
import { enginePredictor, type PredictorFactory } from './predictor.ts';
import { applyScale, averageNeighbours, fillGaps, scaleOf } from './prepare.ts';
import type { Fitted } from './state.ts';
import { type CoADProgress, freshState, train } from './train.ts';

/** What {@link learn} accepts. */
export interface LearnOptions {
  signal?: AbortSignal;
  onProgress?: (progress: CoADProgress) => void;
  onWarning?: (message: string) => void;
  onCheckpoint?: (checkpoint: Snapshot) => Promise<void> | void;
  checkpointEvery?: number;
  resume?: Snapshot;
  /** Weights that take the place of training. */
  weights?: Record<string, Tensor>;
  /** Who computes the steps, such as `threads(2)` of `@tsad/coad/node`. Default: this thread. */
  pool?: PoolFactory;
  /** Who answers for windows when what is usual is measured. Default: an engine of its own. */
  predictor?: PredictorFactory;
}

/** Share of the reported progress that training takes; the rest measures what is usual. */
const TRAINING_SHARE = 0.98;

/** Fits on raw values; nothing outside is changed. */
export async function learn(
  where: string,
  options: ResolvedCoAD,
  raw: Float64Array,
  run: LearnOptions,
): Promise<Fitted> {
  checkFinite(where, 'train', raw);
  const filled = fillGaps(raw);
  if (filled === undefined || raw.length === 0) {
    throw new RangeError(`${where}: train must hold values, got ${raw.length} of which all are missing`);
  }
  const period = choosePeriod(filled, options.period, run.onWarning);
  const geometry = layOut(options, filled.length, period);
  const { factor, window, stride } = geometry;
  // Averages end where the train part ends: the scored series continues it.
  const reduced = averageNeighbours(filled.subarray(filled.length % factor), factor);
  const scale = scaleOf(reduced, options.scaling);
  const values = applyScale(reduced, scale);
  const { weights, history } = run.weights
    ? { weights: await checkedWeights(options, run.weights), history: [] }
    : await trainWeights(where, options, geometry, values, run);
  const context = values.slice(Math.max(0, values.length - window - stride));
  const measured = await measure(options, geometry, weights, values, scale.span, run);
  return { geometry, scale, ...measured, context, weights, history };
}

/** The same in float32, once names, shapes and values are found to fit. */
async function checkedWeights(options: ResolvedCoAD, weights: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const engine = await createEngine();
  try {
    const { parameters } = new CoadNetwork(engine, options);
    loadWeights({ parameters, buffers: [] }, weights);
    return weightsOf({ parameters, buffers: [] });
  } finally {
    engine.dispose();
  }
}

async function trainWeights(
  where: string,
  options: ResolvedCoAD,
  geometry: Geometry,
  values: Float64Array,
  run: LearnOptions,
): Promise<Pick<Fitted, 'weights' | 'history'>> {
  const engine = await createEngine();
  let pool: ReplicaPool | undefined;
  try {
    pool = await (run.pool ?? thisThread)(engine, { ...options, distortions: [...options.distortions] });
    const { parameters } = pool.replica;
    const optimiser = new Adam(parameters, { learningRate: options.learningRate });
    const belonging = { options, digest: digestOf(values) };
    const state = run.resume ? readCheckpoint(where, run.resume, belonging, parameters, optimiser) : freshState();
    const { signal, onCheckpoint, onProgress, checkpointEvery = 0 } = run;
    await train({
      options,
      geometry,
      train: values,
      pool,
      optimiser,
      state,
      signal,
      checkpointEvery,
      onCheckpoint: onCheckpoint && (() => onCheckpoint(writeCheckpoint(belonging, state, parameters, optimiser))),
      onProgress:
        onProgress && ((progress) => onProgress({ ...progress, fraction: progress.fraction * TRAINING_SHARE })),
    });
    return { weights: weightsOf({ parameters, buffers: [] }), history: state.history };
  } finally {
    await pool?.close();
    engine.dispose();
  }
}

/** Means over the train part; for hard masks first the threshold, three standard deviations above the mean. */
async function measure(
  options: ResolvedCoAD,
  { window, stride }: Geometry,
  weights: Record<string, Tensor>,
  values: Float64Array,
  span: number,
  { signal, ...run }: LearnOptions,
): Promise<Pick<Fitted, 'usual' | 'threshold'>> {
  const { passes, patch, mask, networks } = options;
  const settings = { window, stride, patch, passes, signal };
  const predictor = await (run.predictor ?? enginePredictor)(options, weights);
  try {
    let said = await predictSeries(predictor, values, settings);
    let threshold = 1;
    if (mask === 'hard' && networks === 'both') {
      const mean = meanOf(said.probability);
      threshold = mean + 3 * Math.sqrt(meanOf(said.probability.map((p) => (p - mean) ** 2)));
      said = await predictSeries(predictor, values, { ...settings, threshold });
    }
    const error = meanOf(values.map((value, i) => Math.abs(value - said.reconstruction[i]) / span));
    return { usual: { error, probability: meanOf(said.probability) }, threshold };
  } finally {
    predictor.close();
  }
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
