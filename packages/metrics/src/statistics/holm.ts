/** The step-down correction of Holm (Scandinavian Journal of Statistics 6, 1979). */
import { toFloat64 } from '@tsad/core';

/**
 * P values adjusted for having made them all: reject those at most alpha and the chance of any false rejection is at
 * most alpha, under any dependence of the tests.
 *
 * It is valid whenever each P value is, and never worse than Bonferroni's. Pass every test that was made, not the
 * promising ones; it controls false rejections, not the false discovery rate, and is strict for hundreds of tests.
 * @param pValues m P values in [0, 1], in any order.
 * @returns m adjusted P values in the same order, each in [0, 1] and not below its own.
 * @throws RangeError at the first value outside [0, 1], NaN included.
 * Cost: O(m log m).
 * @example
 * console.log(Array.from(holm([0.01, 0.04, 0.03]))); // [ 0.03, 0.06, 0.06 ]
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  const p = toFloat64('holm', 'pValues', pValues);
  const m = p.length;
  const bad = p.findIndex((value) => !(value >= 0 && value <= 1));
  if (bad >= 0) throw new RangeError(`holm: pValues[${bad}] must be in [0, 1], got ${p[bad]}`);
  const order = Uint32Array.from({ length: m }, (_, i) => i).sort((i, j) => p[i] - p[j]);
  const adjusted = new Float64Array(m);
  let least = 0;
  for (let i = 0; i < m; i++) {
    least = Math.max(least, Math.min(1, (m - i) * p[order[i]]));
    adjusted[order[i]] = least;
  }
  return adjusted;
}
