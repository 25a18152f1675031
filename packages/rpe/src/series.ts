/** Small helpers on one series. */

/** The median; the mean of the middle two for an even count; 0 of nothing. */
export function median(values: Float64Array): number {
  if (values.length === 0) return 0;
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2;
}

/** Replaces NaN by the straight line between the neighbours, at the ends by the nearest value; all NaN becomes 0. */
export function fillGaps(values: Float64Array): void {
  let before = -1;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && Number.isNaN(values[i])) continue;
    for (let j = before + 1; j < i; j++) {
      if (before < 0) values[j] = i < values.length ? values[i] : 0;
      else if (i === values.length) values[j] = values[before];
      else {
        const share = (j - before) / (i - before);
        values[j] = values[before] * (1 - share) + values[i] * share;
      }
    }
    before = i;
  }
}
