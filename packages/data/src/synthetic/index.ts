/** Seeded generators: families of labelled series, the series of the RPE paper, and a small benchmark. */

export { benchmark } from './benchmark.ts';
export { ecgLike, seasonal, webTraffic } from './families.ts';
export { rpeSeries } from './rpe.ts';
