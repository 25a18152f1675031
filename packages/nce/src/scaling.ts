/** From rows as the caller has them to what a network can take, and back. */

/** How input values are scaled: by training mean and standard deviation, by 1/255, or not at all. */
export type Scaling = 'standardise' | 'byte' | 'none';

/** The choices, for checks. */
export const SCALINGS: readonly Scaling[] = ['standardise', 'byte', 'none'];

/** Larger magnitudes are refused: their squares would overflow. */
const LARGEST = 1e150;
/** Scaled values are clipped here, so that squares of float32 stay finite; a value this far out is odd anyway. */
const CLIP = 1e6;
/** A standard deviation below this share of the level is rounding, not variation. */
const FLOOR = 1e-12;

/** scaled = (value - shift) * factor, column by column. */
export interface Scaler {
  shift: Float64Array;
  factor: Float64Array;
}

/**
 * Number of whole rows in `values`, all of them finite numbers.
 * @throws TypeError naming the index of what is no number; RangeError naming that of what is not finite, or for a row
 *   that is cut off.
 */
export function countRows(where: string, name: string, values: ArrayLike<number>, channels: number, least = 0): number {
  if (values === null || typeof values !== 'object' || !Number.isSafeInteger(values.length)) {
    throw new TypeError(`${where}: ${name} must be an array of numbers, got ${String(values)}`);
  }
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== 'number') {
      throw new TypeError(`${where}: ${name}[${i}] must be a number, got ${shown(value)}`);
    }
    if (!(Math.abs(value) <= LARGEST)) {
      throw new RangeError(
        `${where}: ${name}[${i}] must be a finite number of at most ${LARGEST}, got ${value}; fill missing values first`,
      );
    }
  }
  const rows = values.length / channels;
  if (!Number.isInteger(rows)) {
    throw new RangeError(`${where}: ${name} must hold whole rows of ${channels} values, got ${values.length} values`);
  }
  if (rows < least) throw new RangeError(`${where}: ${name} must hold at least ${least} rows, got ${rows}`);
  return rows;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}; give rows flat, one after the other`;
  if (typeof value === 'bigint') return `${value}n`;
  return JSON.stringify(value) ?? String(value);
}

/**
 * The scaler of training rows. A column that does not vary is centred and divided by its level: it is 0 throughout the
 * training part and a departure at test time is still seen.
 */
export function fitScaler(scaling: Scaling, values: ArrayLike<number>, channels: number): Scaler {
  const shift = new Float64Array(channels);
  const factor = new Float64Array(channels).fill(scaling === 'byte' ? 1 / 255 : 1);
  if (scaling !== 'standardise') return { shift, factor };
  const rows = values.length / channels;
  const squares = new Float64Array(channels);
  const largest = new Float64Array(channels);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < channels; j++) shift[j] += values[i * channels + j] - values[j];
  }
  for (let j = 0; j < channels; j++) shift[j] = values[j] + shift[j] / rows;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < channels; j++) {
      const value = values[i * channels + j];
      squares[j] += (value - shift[j]) ** 2;
      largest[j] = Math.max(largest[j], Math.abs(value));
    }
  }
  for (let j = 0; j < channels; j++) {
    const sd = Math.sqrt(squares[j] / rows);
    factor[j] = 1 / (sd > FLOOR * largest[j] ? sd : largest[j] || 1);
  }
  return { shift, factor };
}

/** Scaled rows in float32, clipped to +-1e6. */
export function scaleRows({ shift, factor }: Scaler, values: ArrayLike<number>): Float32Array {
  const channels = shift.length;
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i += channels) {
    for (let j = 0; j < channels; j++) {
      out[i + j] = Math.min(CLIP, Math.max(-CLIP, (values[i + j] - shift[j]) * factor[j]));
    }
  }
  return out;
}

/** Scaled rows back in the units of the input. */
export function unscaleRows({ shift, factor }: Scaler, values: ArrayLike<number>): Float64Array {
  const channels = shift.length;
  return Float64Array.from({ length: values.length }, (_, i) => values[i] / factor[i % channels] + shift[i % channels]);
}
