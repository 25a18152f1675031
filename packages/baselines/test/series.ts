/** Series for the tests. */
import { createRandom } from '@tsad/core';

/** Two seasons, noise and a spike in fifty. */
export function seasonal(count: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, (_, t) => {
    const season = 2 * Math.cos((2 * Math.PI * t) / 25) + Math.sin((2 * Math.PI * t) / 11);
    return 5 + season + 0.3 * random.normal() + (random.uniform() < 0.02 ? 4 : 0);
  });
}

/** A level that wanders, seen through noise. */
export function wandering(count: number, seed: number, noise = 1, drift = 0.2): Float64Array {
  const random = createRandom(seed);
  let level = 10;
  return Float64Array.from({ length: count }, () => (level += random.normal(0, drift)) + random.normal(0, noise));
}
