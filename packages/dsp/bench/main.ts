/** Times the fast forms against the obvious loops and prints a Markdown table; the two are interleaved, medians shown. */
import { createRandom } from '@tsad/core';
import { autocorrelation, RealFft, slidingMeanSd, slidingMinMax } from '../src/index.ts';
import * as naive from '../test/naive.ts';

const random = createRandom(1);

function noise(n: number): Float64Array {
  return Float64Array.from({ length: n }, () => random.normal());
}

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function compare(title: string, fast: () => unknown, slow: () => unknown, rounds = 7): void {
  const times: [number[], number[]] = [[], []];
  fast();
  slow();
  for (let round = 0; round < rounds; round++) {
    times[0].push(time(fast));
    times[1].push(time(slow));
  }
  const [ours, theirs] = times.map(median);
  console.log(`| ${title} | ${ours.toFixed(2)} | ${theirs.toFixed(2)} | ${(theirs / ours).toFixed(1)}x |`);
}

function momentsWindowByWindow(values: Float64Array, width: number): [Float64Array, Float64Array] {
  const mean = new Float64Array(values.length - width + 1);
  const sd = new Float64Array(mean.length);
  for (let start = 0; start < mean.length; start++) {
    let sum = 0;
    for (let i = start; i < start + width; i++) sum += values[i];
    mean[start] = sum / width;
    let squares = 0;
    for (let i = start; i < start + width; i++) squares += (values[i] - mean[start]) ** 2;
    sd[start] = Math.sqrt(squares / width);
  }
  return [mean, sd];
}

function extremesWindowByWindow(values: Float64Array, width: number): [Float64Array, Float64Array] {
  const min = new Float64Array(values.length - width + 1);
  const max = new Float64Array(min.length);
  for (let start = 0; start < min.length; start++) {
    min[start] = max[start] = values[start];
    for (let i = start + 1; i < start + width; i++) {
      if (values[i] < min[start]) min[start] = values[i];
      if (values[i] > max[start]) max[start] = values[i];
    }
  }
  return [min, max];
}

console.log('| what | ms | naive ms | ratio |\n|---|---|---|---|');
const series = noise(20_000);
compare(
  'autocorrelation, 20,000 points, 400 lags',
  () => autocorrelation(series, 400),
  () => naive.autocorrelation(series, 400),
);
compare(
  'autocorrelation, 20,000 points, all lags',
  () => autocorrelation(series),
  () => naive.autocorrelation(series, 20_000),
  3,
);
for (const width of [10, 100, 1000]) {
  compare(
    `mean and sd, 20,000 points, width ${width}`,
    () => slidingMeanSd(series, width),
    () => momentsWindowByWindow(series, width),
    3,
  );
  compare(
    `min and max, 20,000 points, width ${width}`,
    () => slidingMinMax(series, width),
    () => extremesWindowByWindow(series, width),
    3,
  );
}
const short = noise(1021);
const plan = new RealFft(1021);
compare(
  'Fourier transform, 1,021 points (prime)',
  () => plan.forward(short),
  () => naive.dft(short),
);
