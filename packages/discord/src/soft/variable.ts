/** One variable of a train part: its scale and its period. */
import { autocorrelationPeriod } from './period.ts';

/** What is learnt from one variable. */
export interface LearntVariable {
  /** Mean of the train part. */
  centre: number;
  /** Standard deviation of the train part; 1 where it does not vary. */
  scale: number;
  /** Points per period. */
  period: number;
  /** The train part, (value - centre) / scale. */
  train: Float64Array;
}

/** @param period points, or `auto` to take it from the autocorrelation. */
export function learnVariable(values: Float64Array, period: number | 'auto'): LearntVariable {
  const { centre, scale } = moments(values);
  const train = standardise(values, centre, scale);
  return { centre, scale, train, period: period === 'auto' ? autocorrelationPeriod(bridged(train)) : period };
}

/** (value - centre) / scale. */
export function standardise(values: Float64Array, centre: number, scale: number): Float64Array {
  return values.map((value) => (value - centre) / scale);
}

/** The values of one variable of rows with `channels` values each. */
export function pickVariable(values: Float64Array, variable: number, channels: number): Float64Array {
  if (channels === 1) return values;
  return Float64Array.from({ length: values.length / channels }, (_, row) => values[row * channels + variable]);
}

/** Mean and standard deviation of the finite values, about the first one: exact for a constant. */
function moments(values: Float64Array): { centre: number; scale: number } {
  const first = values.find(Number.isFinite) ?? 0;
  let count = 0;
  let sum = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value - first;
    count++;
  }
  const lift = count > 0 ? sum / count : 0;
  let squares = 0;
  for (const value of values) if (Number.isFinite(value)) squares += (value - first - lift) ** 2;
  const scale = count > 0 ? Math.sqrt(squares / count) : 0;
  return { centre: first + lift, scale: scale > 0 && Number.isFinite(scale) ? scale : 1 };
}

/** Missing values on straight lines between their neighbours. */
function bridged(values: Float64Array): Float64Array {
  if (values.every(Number.isFinite)) return values;
  const out = values.slice();
  let last = -1;
  for (let t = 0; t <= out.length; t++) {
    if (t < out.length && !Number.isFinite(out[t])) continue;
    const before = last >= 0 ? out[last] : (out[t] ?? 0);
    const after = t < out.length ? out[t] : before;
    for (let gap = last + 1; gap < t; gap++) out[gap] = before + ((after - before) * (gap - last)) / (t - last);
    last = t;
  }
  return out;
}
