/**
 * The synthetic families of Rahmani, Deoras and Callot, "Robust Projection based anomaly Extraction (RPE) in univariate
 * time-series" (arXiv 2205.15548), Tables I to IV and VI.
 */
import type { Series } from '@tsad/core';
import { checkChoice, checkInteger, checkNumber, checkOptionNames, createRandom } from '@tsad/core';
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
  /** Size of an anomaly relative to the mean absolute value of the clean series. Default: the table's. */
  amplitude?: number;
  /** Whether anomalies lie in the test part alone or anywhere. Default "test". */
  anomaliesIn?: 'test' | 'all';
}

const tables: Record<RpeTable, { amplitude: number; run: number; noise: number }> = {
  I: { amplitude: 1, run: 1, noise: 0.3 },
  II: { amplitude: 0.5, run: 1, noise: 0.3 },
  III: { amplitude: 0.67, run: 1, noise: 0.1 },
  IV: { amplitude: 0.67, run: 4, noise: 0.1 },
  VI: { amplitude: 0.67, run: 1, noise: 0.1 },
};

/**
 * One series of a family: a sum of sinusoids with additive anomalies of one size and random sign.
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
  const values = background(length, random);
  const size = amplitude * meanAbsolute(values);
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

function background(length: number, random: ReturnType<typeof createRandom>): Float64Array {
  const values = new Float64Array(length);
  for (let k = 0; k < 4; k++) {
    const frequency = 0.02 + 0.2 * random.uniform();
    const size = 1 + random.uniform();
    const phase = 2 * Math.PI * random.uniform();
    for (let i = 0; i < length; i++) values[i] += size * Math.cos(2 * Math.PI * frequency * i + phase);
  }
  return values;
}

function meanAbsolute(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum / values.length;
}
