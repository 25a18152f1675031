/** The measured series: noise of a linear congruential generator with a bump over each event. */
import { lcg } from '../../../tools/test-kit/src/lcg.ts';

export interface BenchSeries {
  scores: Float64Array;
  labels: Uint8Array;
}

/** `n` points with `events` events of `size` points each, spread evenly. */
export function makeSeries(n: number, size = 100, events = 1): BenchSeries {
  const next = lcg(77);
  const scores = new Float64Array(n);
  for (let i = 0; i < n; i++) scores[i] = (next() / 4294967296) * 0.8;
  const labels = new Uint8Array(n);
  for (let j = 0; j < events; j++) {
    const begin = Math.floor((n * (j + 0.6)) / events);
    labels.fill(1, begin, begin + size);
    for (let i = begin; i < begin + size; i++) scores[i] += 0.45 * (1 - Math.abs(i - begin - size / 2) / (0.8 * size));
  }
  return { scores, labels };
}
