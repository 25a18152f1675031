/** All variants of the paper on one set of features, so that only the density differs between the columns. */
import { aucRoc } from '@tsad/metrics';
import {
  type AutoEncoder,
  CompositeDensity,
  type CompositeFeatures,
  type Encoder,
  type EstimationOptions,
  type Variant,
} from '@tsad/nce';

/** Columns of the tables and the variants behind them. */
export const COLUMNS: Readonly<Record<string, Variant>> = {
  Error: 'error',
  cosine: 'cosine',
  Mahalanobis: 'mahalanobis',
  LatNCE: 'latent',
  CNCE: 'cnce',
  CANCE: 'cance',
};

/** What to learn from and what to score. */
export interface VariantTask {
  encoder: Encoder;
  /** Rows to learn from. */
  train: ArrayLike<number>;
  /** Rows that tell the encoder when to stop. */
  validation: ArrayLike<number>;
  /** Rows to score. */
  test: ArrayLike<number>;
  seed: number;
  density?: EstimationOptions;
  signal: AbortSignal;
}

/** Scores of the test rows by column, with the CPU seconds of encoder and everything. */
export interface VariantScores {
  scores: Record<string, Float64Array>;
  seconds: Record<'encoder CPU s' | 'CPU s', number>;
}

/**
 * Fits the encoder once and every density on its features. Densities run all their epochs, as the specification that
 * reproduces does; the encoder keeps its best epoch on the validation rows.
 */
export async function scoreVariants(task: VariantTask): Promise<VariantScores> {
  const { encoder, train, validation, test, signal } = task;
  const clock = startClock();
  await encoder.fit(train, { validation, signal });
  const encoderSeconds = clock();
  const learnt = await encoder.features(train);
  const asked = await encoder.features(test);
  const scores = await scoreFeatures(learnt, asked, task);
  return { scores, seconds: { 'encoder CPU s': encoderSeconds, 'CPU s': clock() } };
}

/** Every density on features that are there already. */
export async function scoreFeatures(
  learnt: CompositeFeatures,
  asked: CompositeFeatures,
  { seed, density, signal }: Pick<VariantTask, 'seed' | 'density' | 'signal'>,
): Promise<Record<string, Float64Array>> {
  const scores: Record<string, Float64Array> = {};
  for (const [column, variant] of Object.entries(COLUMNS)) {
    const model = await new CompositeDensity({ variant, seed, ...density }).fit(learnt, { signal });
    scores[column] = await model.score(asked);
  }
  return scores;
}

/** The area under the ROC curve of every column; label 1 is an anomaly. */
export function areasOf(scores: VariantScores['scores'], labels: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).map(([column, values]) => [column, aucRoc(values, labels)]));
}

/** Column of {@link heldOutError}. */
export const HELD_OUT = 'held-out error';

/** The squared error, summed over a row, that the kept weights leave on the rows that chose them; no label is in it. */
export function heldOutError({ history }: AutoEncoder): number {
  return Math.min(...history.filter(({ stage }) => stage === 'decoder').map(({ validation }) => validation!));
}

/** CPU seconds of this process since the call. */
export function startClock(): () => number {
  const began = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(began);
    return Number(((user + system) / 1e6).toFixed(2));
  };
}

/** Rows of `channels` values at `indices`. */
export function rowsAt<T extends Uint8Array | Float64Array | Float32Array>(
  values: T,
  channels: number,
  indices: ArrayLike<number>,
): T {
  const out = new (values.constructor as new (length: number) => T)(indices.length * channels);
  for (let i = 0; i < indices.length; i++) {
    out.set(values.subarray(indices[i] * channels, (indices[i] + 1) * channels), i * channels);
  }
  return out;
}
