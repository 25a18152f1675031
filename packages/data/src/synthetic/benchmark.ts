/** A small labelled benchmark that needs no files. */
import { checkInteger, createRandom } from '@tsad/core';
import type { AnomalyKind, SyntheticSeries } from './anomalies.ts';
import { ecgLike, seasonal, webTraffic } from './families.ts';
import type { SyntheticOptions } from './options.ts';

type Generator = (options: SyntheticOptions) => SyntheticSeries;

const entries: readonly [Generator, string, number, number, number, readonly AnomalyKind[]][] = [
  [seasonal, 'seasonal-point', 3000, 1000, 0.6, ['point']],
  [seasonal, 'seasonal-contextual', 3000, 1000, 0.8, ['contextual']],
  [seasonal, 'seasonal-range', 4000, 1500, 0.6, ['range']],
  [seasonal, 'seasonal-shape', 4000, 1500, 0.7, ['shape']],
  [seasonal, 'seasonal-mixed', 6000, 2000, 0.5, ['point', 'contextual', 'range', 'shape', 'point', 'contextual']],
  [ecgLike, 'ecg-shape', 4000, 1600, 0.5, ['shape']],
  [ecgLike, 'ecg-range', 4000, 1600, 0.6, ['range']],
  [ecgLike, 'ecg-mixed', 6000, 2000, 0.8, ['point', 'contextual', 'range', 'shape', 'shape']],
  [webTraffic, 'web-contextual', 4500, 2016, 0.8, ['contextual']],
  [webTraffic, 'web-range', 4500, 2016, 1, ['range']],
  [webTraffic, 'web-shape', 4500, 2016, 0.6, ['shape']],
  [webTraffic, 'web-mixed', 6000, 2016, 0.9, ['point', 'contextual', 'range', 'shape']],
];

/**
 * The built-in benchmark: twelve series of 3,000 to 6,000 points from the three families, each with a clean training
 * part and labelled anomalies only behind it. Nine have one anomaly, three have several kinds. Generated, so a first
 * look and a smoke test; results on it say little about real data.
 * @param seed any safe integer. Default 1; the tables this project prints use the default.
 * @returns the series, always in the same order. Cost: O(points), a few milliseconds.
 * @example
 * const series = synthetic.benchmark();
 * console.assert(series.length === 12 && series[0].name === 'seasonal-point');
 */
export function benchmark(seed = 1): SyntheticSeries[] {
  checkInteger('synthetic.benchmark', 'seed', seed);
  const seeds = createRandom(seed);
  return entries.map(([generate, name, length, trainEnd, strength, anomalies]) =>
    generate({ name, length, trainEnd, strength, anomalies, seed: seeds.fork(name).integer(2 ** 32) }),
  );
}
