/**
 * Points per second of `update`, the ratio to Algorithm 2 as the paper writes it in the same language, and the bytes
 * that a point allocates. Run with `pnpm --filter @tsad/rpe bench`.
 */
import { createRandom } from '@tsad/core';
import { Rpe, type RpeOptions } from '../src/index.ts';
import { literalProjection } from './literal.ts';

/** Points in one timed slice: short, so that the best slice is one that nothing else interrupted. */
const SLICE = 2000;
const ROUNDS = 60;
const POINTS = SLICE * ROUNDS;

interface Setting {
  name: string;
  options: RpeOptions;
  /** Whether the literal form computes the same residuals. */
  literal: boolean;
}

const fixed: RpeOptions = { trim: 1, retrainUntil: 0, refreshEvery: null, maxTrain: 1000 };
const SETTINGS: Setting[] = [
  { name: 'M1 30, r 10, n_s 5, paper', options: { ...fixed, window: 30, excluded: 5, rank: 10 }, literal: true },
  { name: 'M1 120, r 10, n_s 20, paper', options: { ...fixed, window: 120, excluded: 20, rank: 10 }, literal: true },
  { name: 'M1 250, r 20, n_s 40, paper', options: { ...fixed, window: 250, excluded: 40, rank: 20 }, literal: true },
  { name: 'M1 30, plain projection', options: { ...fixed, window: 30, excluded: 0, rank: 10 }, literal: false },
  { name: 'defaults, no retraining', options: { retrainUntil: 0, refreshEvery: null }, literal: false },
  { name: 'defaults, with retraining', options: {}, literal: false },
];

const series = makeSeries(POINTS);
const train = makeSeries(1000);
console.log(`Node ${process.version}, ${POINTS} points, best of ${ROUNDS} interleaved slices of ${SLICE}\n`);
console.log('| setting | points/s of update | us/point | literal us/point | ratio |');
console.log('| --- | --- | --- | --- | --- |');
for (const { name, options, literal } of SETTINGS) {
  const full: RpeOptions = literal ? { predictive: false, refine: 0, centring: 'none', ...options } : options;
  const detector = await new Rpe(full).fit(train);
  let ours = Infinity;
  let theirs = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const first = round * SLICE;
    const slice = (): void => {
      for (let i = first; i < first + SLICE; i++) detector.update(series[i]);
    };
    ours = Math.min(ours, seconds(slice) / SLICE);
    if (literal) theirs = Math.min(theirs, literalSeconds(detector, first));
  }
  const ratio = literal ? `${(theirs / ours).toFixed(1)}x | ` : '- | ';
  const reference = literal ? (theirs * 1e6).toFixed(2) : '-';
  console.log(
    `| ${name} | ${Math.round(1 / ours).toLocaleString('en')} | ${(ours * 1e6).toFixed(2)} | ${reference} | ${ratio}`,
  );
}
await printHeapGrowth();

/** The literal form on the same basis and windows, over a shorter stretch. */
function literalSeconds(detector: Rpe, first: number): number {
  const { window, excluded } = detector.options;
  const { tensors } = detector.snapshot();
  const basis = tensors.basis.data as Float64Array;
  const rank = basis.length / window;
  const points = SLICE / 10;
  let sum = 0;
  const time = seconds(() => {
    for (let i = 0; i < points; i++) {
      const x = series.slice(first + i, first + i + window);
      sum += literalProjection(basis, window, rank, x, excluded);
    }
  });
  if (!Number.isFinite(sum)) throw new Error('the literal form failed');
  return time / points;
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/**
 * Heap that points leave behind, over too few of them for a collection to hide it. A number passed to or from a call
 * that the engine does not inline takes 16 bytes, so 32 is `update` itself allocating nothing.
 */
async function printHeapGrowth(): Promise<void> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) {
    console.log('\nHeap growth: run node with --expose-gc to see it');
    return;
  }
  const many = makeSeries(100_000);
  const detector = await Rpe.paper({ refreshEvery: null }).fit(train);
  const growth = (work: () => void): string => {
    for (let i = 0; i < 3; i++) work();
    gc();
    const before = process.memoryUsage().heapUsed;
    work();
    return ((process.memoryUsage().heapUsed - before) / many.length).toFixed(2);
  };
  const update = growth(() => {
    for (let i = 0; i < many.length; i++) detector.update(many[i]);
  });
  const score = growth(() => detector.score(many));
  console.log(`\nHeap growth: update ${update}, score ${score} bytes per point`);
}

/** Two seasons and noise, with a corrupted point in fifty. */
function makeSeries(count: number): Float64Array {
  const random = createRandom(7);
  return Float64Array.from({ length: count }, (_, i) => {
    const season = 2 * Math.cos((2 * Math.PI * i) / 50) + Math.cos((2 * Math.PI * i) / 13);
    return season + 0.3 * random.normal() + (random.uniform() < 0.02 ? 3 : 0);
  });
}
