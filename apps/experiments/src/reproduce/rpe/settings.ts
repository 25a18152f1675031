/** The settings of the detector that the tables compare, and how one series is scored. */
import type { Detector, Series } from '@tsad/core';
import { bestThreshold } from '@tsad/metrics';
import { Rpe, type RpeOptions } from '@tsad/rpe';

/** Where the published numbers stand. */
export const source = 'Rahmani, Deoras, Callot, "RPE" (arXiv 2205.15548).';

/** The rank rule that lets fewer anomalies of the training part into the subspace than the paper's 1/100. */
const stricter = { ratio: 1 / 30, cap: 10 };

/** Name of a row and the detector behind it; a window other than the setting's own may be asked for. */
export const settings: Readonly<Record<string, (overrides?: RpeOptions) => Rpe>> = {
  'Rpe.paper()': (overrides) => Rpe.paper(overrides),
  'Rpe.paper(), rank 1/30': (overrides) => Rpe.paper({ rank: stricter, ...overrides }),
  'default Rpe': (overrides) => new Rpe(overrides),
  'SPE, rank 1/30': (overrides) => Rpe.paper({ rank: stricter, excluded: 0, ...overrides }),
};

/** What a table needs of a detector. */
export interface Scorer {
  fit(train: Float64Array): Promise<unknown>;
  score: Detector['score'];
}

/** Fits on the training part, scores the rest, and takes the best point-wise F1 over all thresholds. */
export async function pointwise(detector: Scorer, series: Series): Promise<Record<string, number>> {
  const { values, labels = new Uint8Array(values.length), trainEnd = 0 } = series;
  await detector.fit(values.subarray(0, trainEnd));
  const scores = await detector.score(values.subarray(trainEnd));
  const { f1, precision, recall } = bestThreshold(scores, labels.subarray(trainEnd), { mode: 'fixed' });
  return { F1: f1, precision, recall };
}
