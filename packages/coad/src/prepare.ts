/** What happens to a series before the network sees it: gaps filled, neighbours averaged, scaled by the train part. */

/** Scaling by the train part: (value - low) / range. */
export interface Scale {
  /** Its least value, or its mean. */
  low: number;
  /** The distance to its greatest value, or its standard deviation. */
  range: number;
  /** The distance between least and greatest value, after scaling: errors are counted in it. */
  span: number;
}

/**
 * Fills gaps by straight lines between their neighbours, at the ends by the nearest value.
 * @param values shape [n]; NaN marks a gap.
 * @returns the very array where nothing is missing; undefined where everything is.
 */
export function fillGaps(values: Float64Array): Float64Array | undefined {
  if (!values.some(Number.isNaN)) return values;
  const out = values.slice();
  let last = -1;
  for (let i = 0; i < out.length; i++) {
    if (Number.isNaN(values[i])) continue;
    for (let gap = last + 1; gap < i; gap++) {
      out[gap] = last < 0 ? values[i] : values[last] + ((values[i] - values[last]) * (gap - last)) / (i - last);
    }
    last = i;
  }
  if (last < 0) return undefined;
  return out.fill(values[last], last + 1);
}

/**
 * Fills gaps with the value before them, as a stream must.
 * @param before stands for gaps at the start.
 * @returns the very array where nothing is missing.
 */
export function holdGaps(values: Float64Array, before: number): Float64Array {
  if (!values.some(Number.isNaN)) return values;
  let held = before;
  return values.map((value) => (held = Number.isNaN(value) ? held : value));
}

/**
 * Averages every `factor` neighbours; the last average may be of fewer.
 * @returns the very array for a factor of 1.
 */
export function averageNeighbours(values: Float64Array, factor: number): Float64Array {
  if (factor === 1) return values;
  const out = new Float64Array(Math.ceil(values.length / factor));
  for (let i = 0; i < out.length; i++) {
    const end = Math.min(values.length, (i + 1) * factor);
    let sum = 0;
    // Differences from the first keep a large offset from swallowing the digits.
    for (let j = i * factor + 1; j < end; j++) sum += values[j] - values[i * factor];
    out[i] = values[i * factor] + sum / (end - i * factor);
  }
  return out;
}

/**
 * The scale of a train part: to [0, 1] by `range`, to mean 0 and deviation 1 by `standard`; a constant one has range 1.
 * @param train shape [n], at least one value.
 */
export function scaleOf(train: Float64Array, scaling: 'range' | 'standard'): Scale {
  let low = Infinity;
  let high = -Infinity;
  let sum = 0;
  for (const value of train) {
    if (value < low) low = value;
    if (value > high) high = value;
    // Differences from the first keep a large offset from swallowing the digits.
    sum += value - train[0];
  }
  const width = high > low ? high - low : 1;
  if (scaling === 'range') return { low, range: width, span: 1 };
  const shift = sum / train.length;
  let squares = 0;
  for (const value of train) squares += (value - train[0] - shift) ** 2;
  const range = high > low ? Math.sqrt(squares / train.length) : 1;
  return { low: train[0] + shift, range, span: width / range };
}

/** Scales a series; what lies outside the train part's range stays outside [0, 1]. */
export function applyScale(values: Float64Array, { low, range }: Scale): Float64Array {
  return values.map((value) => (value - low) / range);
}

/** Repeats every entry for the `factor` points it stands for. */
export function repeatNeighbours(values: Float64Array, factor: number, length: number): Float64Array {
  if (factor === 1) return values;
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = values[Math.floor(i / factor)];
  return out;
}
