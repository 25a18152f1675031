/**
 * The synthetic families of Rahmani, Deoras and Callot, "Robust Projection based anomaly Extraction (RPE) in univariate
 * time-series" (arXiv 2205.15548), Tables I to IV and VI.
 */
import type { Series } from '@tsad/core';
import { checkChoice, checkInteger, checkNumber, checkOptionNames, createRandom, type Random } from '@tsad/core';
import { roundValues } from './anomalies.ts';

/** Tables of the paper that use generated series; VI uses the series of III. */
export type RpeTable = 'I' | 'II' | 'III' | 'IV' | 'VI';

/** Options of {@link rpeSeries}. */
export interface RpeSeriesOptions {
  /** Table of the paper. Default "I". */
  table?: RpeTable;
  /** Any safe integer. Default 1. */
  seed?: number;
  /** Points of the training part. Default 100. */
  trainEnd?: number;
  /** Points in all. Default 300. */
  length?: number;
  /** Standard deviation of the noise. Default: 0.3 for I and II, 0.1 for III, IV and VI. */
  noise?: number;
  /** Share of anomalous points in the part that has anomalies. Default 0.04. */
  rate?: number;
  /** Size of an anomaly relative to the largest absolute value of the clean series. Default 1, 1/2, 0.67 or 0.67. */
  amplitude?: number;
  /** Whether anomalies lie in the test part alone or anywhere. Default "test". */
  anomaliesIn?: 'test' | 'all';
}

/** Size of an anomaly, its points, the noise, and the highest frequency of the background. */
const tables: Record<RpeTable, { amplitude: number; run: number; noise: number; band: number }> = {
  I: { amplitude: 1, run: 1, noise: 0.3, band: 0.17 },
  II: { amplitude: 0.5, run: 1, noise: 0.3, band: 0.17 },
  III: { amplitude: 0.67, run: 2, noise: 0.1, band: 0.14 },
  IV: { amplitude: 0.67, run: 4, noise: 0.1, band: 0.14 },
  VI: { amplitude: 0.67, run: 2, noise: 0.1, band: 0.14 },
};

const waves = 4;
const lowestFrequency = 0.01;
const frequencyGap = 0.02;

/**
 * One series of a family: sinusoids with additive anomalies of one size and random sign. In I and II an anomaly is one
 * point (of size 1 and 1/2), in III a run of two and in IV a run of four points with one offset; 4 % of the points of the
 * test part are anomalous.
 *
 * No public code of the paper was found, and this background is a reading, not a copy: four sinusoids of amplitude 0.5 to
 * 2.25 whose frequencies, in cycles per point, lie in [0.01, 0.17] (I, II) or [0.01, 0.14] (III, IV, VI) and at least 0.02
 * apart, and sizes relative to the largest absolute value. It was settled by looking at the scores of RPE (the paper's
 * setting and the default), plain projection, independent Gaussian scores and autoregression; that these come out as
 * published is therefore weak evidence, that others do is better.
 * @param options the table and the seed; every reading of the paper that is not certain is an option.
 * @returns the series, without a period.
 * @throws RangeError or TypeError for wrong options. Cost: O(length).
 * @example
 * const series = synthetic.rpeSeries({ table: 'IV', seed: 5 });
 * console.assert(series.values.length === 300 && series.labels?.reduce((sum, label) => sum + label, 0) === 8);
 */
export function rpeSeries(options: RpeSeriesOptions = {}): Series & { labels: Uint8Array; trainEnd: number } {
  const where = 'synthetic.rpeSeries';
  checkOptionNames(where, options, [
    'table',
    'seed',
    'trainEnd',
    'length',
    'noise',
    'rate',
    'amplitude',
    'anomaliesIn',
  ]);
  const table = checkChoice(where, 'table', options.table ?? 'I', Object.keys(tables) as RpeTable[]);
  const family = tables[table];
  const seed = checkInteger(where, 'seed', options.seed ?? 1);
  const length = checkInteger(where, 'length', options.length ?? 300, 1, 1e8);
  const trainEnd = checkInteger(where, 'trainEnd', options.trainEnd ?? 100, 0, length);
  const noise = checkNumber(where, 'noise', options.noise ?? family.noise, 0);
  const rate = checkNumber(where, 'rate', options.rate ?? 0.04, 0, 0.25);
  const amplitude = checkNumber(where, 'amplitude', options.amplitude ?? family.amplitude, 0);
  const anomaliesIn = checkChoice(where, 'anomaliesIn', options.anomaliesIn ?? 'test', ['test', 'all'] as const);

  const random = createRandom(seed).fork(`rpe-${table === 'VI' ? 'III' : table}`);
  const values = background(length, family.band, random);
  const size = amplitude * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const labels = new Uint8Array(length);
  const first = anomaliesIn === 'all' ? 0 : trainEnd;
  const runs = Math.round((rate * (length - first)) / family.run);
  for (let placed = 0, tries = 0; placed < runs && tries < 1000 * runs; tries++) {
    const begin = first + random.integer(Math.max(1, length - first - family.run + 1));
    const from = Math.max(0, begin - 1);
    if (labels.subarray(from, begin + family.run + 1).includes(1)) continue;
    const offset = random.uniform() < 0.5 ? -size : size;
    for (let i = begin; i < Math.min(length, begin + family.run); i++) {
      values[i] += offset;
      labels[i] = 1;
    }
    placed++;
  }
  for (let i = 0; i < length; i++) values[i] += noise * random.normal();
  return { name: `rpe-${table}-${seed}`, values: roundValues(values), labels, trainEnd };
}

/** Sinusoids whose frequencies are uniform among all choices that keep the gap. */
function background(length: number, band: number, random: Random): Float64Array {
  const room = band - lowestFrequency - (waves - 1) * frequencyGap;
  const offsets = Float64Array.from({ length: waves }, () => room * random.uniform()).sort();
  const values = new Float64Array(length);
  for (let k = 0; k < waves; k++) {
    const frequency = lowestFrequency + offsets[k] + k * frequencyGap;
    const size = 0.5 + 1.75 * random.uniform();
    const phase = 2 * Math.PI * random.uniform();
    for (let i = 0; i < length; i++) values[i] += size * Math.cos(2 * Math.PI * frequency * i + phase);
  }
  return values;
}
