/**
 * Mean and standard deviation of every window without cancellation: windows are glued from a suffix of one block and a
 * prefix of the next, so nothing is ever subtracted (the idea of van Herk's minimum filter, 1992), with the pairwise
 * update of Chan, Golub and LeVeque, "Algorithms for computing the sample variance", American Statistician 37, 1983.
 */

/** Moments of windows; entry i belongs to the points i to i + width - 1. */
export interface SlidingMoments {
  /** Shape [n - width + 1]: arithmetic mean, in units of the signal. */
  mean: Float64Array;
  /** Same shape: population standard deviation (divided by the width), in units of the signal. */
  sd: Float64Array;
}

/**
 * Kernel of {@link slidingMeanSd}: `width` in [1, values.length]; O(n) time, O(width) work space.
 */
export function slidingMoments(values: Float64Array, width: number): SlidingMoments {
  const windows = values.length - width + 1;
  const mean = new Float64Array(windows);
  const sd = new Float64Array(windows);
  const suffixMean = new Float64Array(width + 1);
  const suffixSquares = new Float64Array(width + 1);
  for (let block = 0; block < windows; block += width) {
    // Deviations from a point of the block: exact where values are close to each other, however large.
    const origin = Number.isFinite(values[block]) ? values[block] : 0;
    suffixMean[width] = 0;
    suffixSquares[width] = 0;
    for (let i = width - 1, count = 1; i >= 0; i--, count++) {
      const difference = values[block + i] - origin - suffixMean[i + 1];
      suffixMean[i] = suffixMean[i + 1] + difference / count;
      suffixSquares[i] = suffixSquares[i + 1] + difference * (difference - difference / count);
    }
    let prefixMean = 0;
    let prefixSquares = 0;
    const count = Math.min(width, windows - block);
    for (let i = 0; i < count; i++) {
      // The window holds width - i points of this block and i points of the next.
      if (i > 0) {
        const difference = values[block + width + i - 1] - origin - prefixMean;
        prefixMean += difference / i;
        prefixSquares += difference * (difference - difference / i);
      }
      const gap = prefixMean - suffixMean[i];
      const share = i / width;
      mean[block + i] = origin + (suffixMean[i] + gap * share);
      sd[block + i] = Math.sqrt((suffixSquares[i] + prefixSquares + gap * gap * share * (width - i)) / width);
    }
  }
  return { mean, sd };
}
