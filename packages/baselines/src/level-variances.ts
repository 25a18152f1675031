/** Maximum likelihood for the local level model: one dimension is left once the scale is concentrated out. */
import { portableExp, portableLog } from '@tsad/core';

/** The two variances, in squared units of the data. */
export interface LevelVariances {
  /** Of the noise around the level. */
  noise: number;
  /** Of a step of the level. */
  drift: number;
}

/** The search runs over the logit of drift / (noise + drift). */
const RANGE = 15;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Variances that make the series most likely, the first value known only through the data: a grid of step 1 on the
 * logit of the drift's share, then a golden section to 0.002. O(50 n).
 * @param values shape [n], the first not NaN; NaN elsewhere is missing.
 * @returns zeros for a constant series and for a single value.
 */
export function estimateVariances(values: Float64Array): LevelVariances {
  let best = -RANGE;
  let height = -Infinity;
  for (let logit = -RANGE; logit <= RANGE; logit++) {
    const likelihood = concentrated(values, share(logit)).logLikelihood;
    if (likelihood > height) {
      best = logit;
      height = likelihood;
    }
  }
  let low = best - 1;
  let high = best + 1;
  while (high - low > 0.002) {
    const a = high - GOLDEN * (high - low);
    const b = low + GOLDEN * (high - low);
    if (concentrated(values, share(a)).logLikelihood >= concentrated(values, share(b)).logLikelihood) high = b;
    else low = a;
  }
  const drift = share((low + high) / 2);
  const { scale } = concentrated(values, drift);
  return { noise: (1 - drift) * scale, drift: drift * scale };
}

/**
 * The log likelihood (up to a constant) of noise and drift in the ratio (1 - drift) : drift under their best scale.
 * @param values shape [n], the first not NaN.
 * @param drift share in (0, 1).
 */
export function concentrated(values: Float64Array, drift: number): { logLikelihood: number; scale: number } {
  let level = values[0];
  let spread = 1 - drift;
  let squares = 0;
  let logs = 0;
  let log = 0;
  let last = 1;
  let count = 0;
  for (let i = 1; i < values.length; i++) {
    spread += drift;
    const error = values[i] - level;
    if (Number.isNaN(error)) continue;
    const variance = spread + 1 - drift;
    const gain = spread / variance;
    level += gain * error;
    spread *= 1 - gain;
    squares += (error * error) / variance;
    // The variance settles, so that few logarithms are needed.
    if (variance !== last) log = portableLog((last = variance));
    logs += log;
    count++;
  }
  const scale = count > 0 ? squares / count : 0;
  return { logLikelihood: scale > 0 ? -(logs + count * portableLog(scale)) / 2 : Infinity, scale };
}

function share(logit: number): number {
  return 1 / (1 + portableExp(-logit));
}
