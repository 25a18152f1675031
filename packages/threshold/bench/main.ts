/** Times thresholds, p-values and events and prints a Markdown table; compared forms are interleaved, medians shown. */
import { createRandom } from '@tsad/core';
import { conformalPValues, Dspot, Spot, toEvents } from '../src/index.ts';

const random = createRandom(1);

function scores(n: number): Float64Array {
  return Float64Array.from({ length: n }, () => Math.abs(random.normal()));
}

function feed(model: Spot | Dspot, values: Float64Array): void {
  for (const value of values) model.update(value);
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[times.length >> 1];
}

function row(title: string, points: number, ours: () => unknown, other?: [string, () => unknown]): void {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < 5; round++) {
    times[0].push(time(ours));
    if (other) times[1].push(time(other[1]));
  }
  const rate = points / median(times[0]) / 1000;
  const ratio = other ? `${(median(times[1]) / median(times[0])).toFixed(1)}x ${other[0]}` : '';
  console.log(`| ${title} | ${rate.toFixed(2)} | ${ratio} |`);
}

console.log('| what | million points/s | ratio |\n|---|---|---|');
const stream = scores(50_000);
row('`Spot.update`', stream.length, () => feed(new Spot(), stream), [
  'a fit at every peak',
  () => feed(new Spot({ refitEvery: 1 }), stream),
]);
row('`Dspot.update`', stream.length, () => feed(new Dspot(), stream));
const long = scores(1_000_000);
row('`toEvents`', long.length, () => toEvents(long, 3, { mergeGap: 5, minLength: 2, coolDown: 100, silence: 10 }));
const calibration = scores(2000);
const judged = long.subarray(0, 20_000);
row('`conformalPValues`, 2,000 calibration scores', judged.length, () => conformalPValues(calibration, judged), [
  'counting',
  () => judged.map((score) => (1 + calibration.reduce((sum, other) => sum + (other >= score ? 1 : 0), 0)) / 2001),
]);
