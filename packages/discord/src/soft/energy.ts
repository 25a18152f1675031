/** The roughness of a series: the channel for what is too short for a window to notice. */

/** Second differences averaged: an eighth of a period, at least three. */
export function energyWindow(period: number): number {
  return Math.max(3, Math.round(period / 8));
}

/**
 * Root mean square of the second difference over `window` points around each point, then the maximum of each block of
 * `factor` points.
 * @param values one a point; a second difference that touches a missing value is left out.
 * @returns one value a block, NaN where no second difference is known. O(n).
 */
export function secondDifferenceEnergy(values: Float64Array, window: number, factor: number): Float64Array {
  const n = values.length;
  const energy = new Float64Array(n);
  const known = new Uint8Array(n);
  for (let t = 1; t + 1 < n; t++) {
    const bend = values[t + 1] - 2 * values[t] + values[t - 1];
    if (!Number.isFinite(bend)) continue;
    energy[t] = bend * bend;
    known[t] = 1;
  }
  const out = new Float64Array(Math.floor(n / factor)).fill(Number.NaN);
  const before = window >> 1;
  for (let block = 0; block < out.length; block++) {
    let most = -1;
    for (let t = block * factor; t < (block + 1) * factor; t++) {
      let sum = 0;
      let count = 0;
      for (let s = Math.max(0, t - before); s < Math.min(n, t - before + window); s++) {
        sum += energy[s];
        count += known[s];
      }
      if (count > 0 && sum / count > most) most = sum / count;
    }
    if (most >= 0) out[block] = Math.sqrt(most);
  }
  return out;
}
