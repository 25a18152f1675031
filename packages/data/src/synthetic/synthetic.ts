/** The generators under one name. */
import { benchmark } from './benchmark.ts';
import { ecgLike, seasonal, webTraffic } from './families.ts';
import { rpeSeries } from './rpe.ts';

/**
 * Seeded generators of labelled series: three families, the series of the RPE paper, and a small benchmark. The same seed
 * gives the same series everywhere. Good for tests and first looks; no evidence about real data.
 */
export const synthetic: {
  readonly benchmark: typeof benchmark;
  readonly ecgLike: typeof ecgLike;
  readonly rpeSeries: typeof rpeSeries;
  readonly seasonal: typeof seasonal;
  readonly webTraffic: typeof webTraffic;
} = { benchmark, ecgLike, rpeSeries, seasonal, webTraffic };
