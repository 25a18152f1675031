/** Where values pile up (Series2Graph, section 4.2). */
import { portableExp, portablePow } from '@tsad/core';

/** Grid points per bandwidth, and how many bandwidths a kernel reaches. */
const FINENESS = 4;
const REACH = 6;
/** Cells of the grid; values spread over more bandwidths get wider cells. */
const MOST_CELLS = 4096;

/**
 * The local maxima of a Gaussian kernel density with the bandwidth sd n^(-1/5) (Scott's rule), on a grid of a quarter of
 * it that begins at the least value; ascending. Equal values have one maximum, no values none. O(n + cells).
 */
export function densityPeaks(values: readonly number[]): Float64Array {
  if (values.length === 0) return new Float64Array(0);
  const least = values.reduce((a, b) => Math.min(a, b));
  const range = values.reduce((a, b) => Math.max(a, b)) - least;
  const mean = values.reduce((sum, value) => sum + (value - least) / values.length, 0);
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - least - mean) ** 2 / values.length, 0));
  const bandwidth = sd * portablePow(values.length, -0.2);
  if (!(bandwidth > 1e-12 * (least + range))) return Float64Array.of(least + range / 2);
  const step = Math.max(bandwidth / FINENESS, range / MOST_CELLS);
  const cells = Math.floor(range / step) + 2;
  const density = new Float64Array(cells);
  const reach = Math.ceil((REACH * bandwidth) / step);
  for (const value of values) {
    const at = (value - least) / step;
    const first = Math.max(0, Math.floor(at) - reach);
    const last = Math.min(cells - 1, Math.ceil(at) + reach);
    for (let k = first; k <= last; k++) density[k] += portableExp(-0.5 * (((k - at) * step) / bandwidth) ** 2);
  }
  const peaks: number[] = [];
  for (let k = 0; k < cells; k++) {
    const left = k > 0 ? density[k - 1] : 0;
    const right = k + 1 < cells ? density[k + 1] : 0;
    if (density[k] > left && density[k] >= right) peaks.push(least + k * step);
  }
  return Float64Array.from(peaks);
}
