/** Series that joins find hard, each from a fixed seed. */
import { createRandom } from '@tsad/core';

export function noise(length: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length }, () => random.normal());
}

export function walk(length: number, seed: number): Float64Array {
  let level = 0;
  return noise(length, seed).map((step) => (level += step));
}

export function seasonal(length: number, seed: number, period = 25): Float64Array {
  return noise(length, seed).map((value, t) => Math.sin((2 * Math.PI * t) / period) + 0.1 * value);
}

/** Name -> series; the length is at least 300. */
export function hardSeries(length: number): Record<string, Float64Array> {
  const steps = seasonal(length, 5).map((value, t) => (Math.floor(t / 60) % 3 === 1 ? 0.5 : value));
  return {
    noise: noise(length, 1),
    'random walk': walk(length, 2),
    seasonal: seasonal(length, 3),
    'offset of 1e9': noise(length, 4).map((value) => 1e9 + value),
    'offset of -1e9 with a slope': noise(length, 4).map((value, t) => -1e9 + 10 * t + value),
    'flat stretches': steps,
    'almost flat stretches': steps.map((value, t) => value + 1e-7 * Math.sin(t)),
    constant: new Float64Array(length).fill(3.7),
    'exact repeats': Float64Array.from({ length }, (_, t) => Math.sin((2 * Math.PI * (t % 30)) / 30)),
    'whole numbers': noise(length, 6).map((value) => Math.round(2 * value)),
    'level shift': noise(length, 7).map((value, t) => value + (t > length / 2 ? 1e4 : 0)),
    'mixed scales': noise(length, 8).map((value, t) => value * (Math.floor(t / 50) % 2 ? 8100 : 0.1)),
    'huge values': noise(length, 9).map((value) => value * 1e150),
    'tiny values': noise(length, 10).map((value) => value * 1e-150),
  };
}
