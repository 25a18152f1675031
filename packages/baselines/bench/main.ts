/** Points per second of every detector. Run with `pnpm --filter @tsad/baselines bench`. */
import { createRandom } from '@tsad/core';
import {
  AutoRegression,
  Iid,
  IsolationForest,
  KernelDensity,
  KMeansAD,
  KShapeAD,
  LocalLevel,
  NearestNeighbour,
  RandomCutForest,
  Sand,
  Series2Graph,
  SpectralResidual,
  SubKnn,
  SubLof,
  SubPca,
} from '../src/index.ts';

const SLICE = 2000;
const ROUNDS = 30;

const random = createRandom(7);
const series = Float64Array.from({ length: SLICE * ROUNDS }, (_, i) => {
  const season = 2 * Math.cos((2 * Math.PI * i) / 50) + Math.cos((2 * Math.PI * i) / 13);
  return season + 0.3 * random.normal() + (random.uniform() < 0.02 ? 3 : 0);
});

const online = {
  Iid: () => new Iid(),
  AutoRegression: () => new AutoRegression(),
  SpectralResidual: () => new SpectralResidual(),
  LocalLevel: () => new LocalLevel(),
  'RandomCutForest, 30 trees, shingle 2': () => new RandomCutForest(),
  'RandomCutForest, 30 trees, shingle 8': () => new RandomCutForest({ shingle: 8 }),
  'RandomCutForest, 12 trees, shingle 2': () => new RandomCutForest({ trees: 12 }),
  'RandomCutForest, 10 trees, shingle 2': () => new RandomCutForest({ trees: 10 }),
};

console.log(`Node ${process.version}, ${series.length} points, slices of ${SLICE}, CPU time\n`);
console.log('| online detector | points/s, median slice | best slice |');
console.log('| --- | --- | --- |');
for (const [name, make] of Object.entries(online)) {
  const detector = make();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let i = round * SLICE; i < (round + 1) * SLICE; i++) detector.update(series[i]);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1e6);
  }
  times.sort((a, b) => a - b);
  const rate = (seconds: number): string => Math.round(SLICE / seconds).toLocaleString('en');
  console.log(`| ${name} | ${rate(times[times.length >> 1])} | ${rate(times[0])} |`);
}

const part = series.subarray(0, 5000);
const whole = {
  'SubPca, window 100': new SubPca(),
  'KMeansAD, window 100, 10 clusters': new KMeansAD(),
  'KShapeAD, window 100': new KShapeAD(),
  'Sand, window 100, batches of 500': new Sand({ initialLength: 1000, batchLength: 500 }),
  'Series2Graph, window 100': new Series2Graph(),
  'SubKnn, window 100, 50 neighbours': SubKnn.tsbAd(100),
  'SubLof, window 100, 30 neighbours': SubLof.tsbAd(100),
  'NearestNeighbour, 2500 rows of 2': new NearestNeighbour({ channels: 2 }),
  'KernelDensity, 2500 rows of 2': new KernelDensity({ channels: 2 }),
  'IsolationForest, 100 trees': new IsolationForest(),
};

console.log(`\n${part.length} values, CPU time of the best of 3 runs\n`);
console.log('| detector of a whole series | seconds |');
console.log('| --- | --- |');
for (const [name, detector] of Object.entries(whole)) {
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = process.cpuUsage();
    detector.score(part);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1e6);
  }
  console.log(`| ${name} | ${best.toFixed(3)} |`);
}
