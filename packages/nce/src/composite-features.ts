/** What the density is learnt of: the latent code joined with the quality of the reconstruction. */
import { checkInteger } from '@tsad/core';

/** Norms below this count as zero. */
const LEAST_NORM = 1e-12;

/** The composite features of rows. */
export interface CompositeFeatures {
  /** Number of rows. */
  rows: number;
  /** Latent dimensions d. */
  latentWidth: number;
  /** Latent code, shape [rows, d]. */
  latent: Float64Array;
  /** Mean squared difference between row and reconstruction, shape [rows]. */
  error: Float64Array;
  /** Cosine dissimilarity between row and reconstruction in [0, 1], shape [rows]. */
  cosine: Float64Array;
}

/** How well a row was reconstructed. */
export interface Reconstruction {
  /** Mean squared difference, shape [rows]. */
  error: Float64Array;
  /** (1 - cosine) / 2, clamped to [0, 1], shape [rows]; one half where a norm is zero. */
  cosine: Float64Array;
}

/**
 * Squared error and cosine dissimilarity of reconstructions.
 *
 * An image that is all black, or a reconstruction that is, has no direction: its cosine dissimilarity is one half. For
 * standardised tables a row near the mean has a short vector and its cosine is mostly noise.
 *
 * @param input shape [rows, columns].
 * @param output reconstructions, same shape.
 * @param columns values per row, at least 1.
 * @returns one error and one dissimilarity a row. Cost: O(rows columns).
 * @throws RangeError for shapes that do not fit.
 * @see Liao and Brockmeier, arXiv 2502.01920, section 3.2
 * @example
 * const { error, cosine } = reconstructionFeatures([3, 4, 0, 0], [3, 4, 1, 1], 2);
 * console.assert(error.join() === '0,1' && cosine.join() === '0,0.5');
 */
export function reconstructionFeatures(
  input: ArrayLike<number>,
  output: ArrayLike<number>,
  columns: number,
): Reconstruction {
  const where = 'reconstructionFeatures';
  checkInteger(where, 'columns', columns, 1);
  const rows = checkInteger(where, 'input.length / columns', input.length / columns, 0);
  checkInteger(where, 'output.length', output.length, input.length, input.length);
  const error = new Float64Array(rows);
  const cosine = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let squares = 0;
    let product = 0;
    let inputNorm = 0;
    let outputNorm = 0;
    for (let j = i * columns; j < (i + 1) * columns; j++) {
      const [x, y] = [input[j], output[j]];
      squares += (x - y) * (x - y);
      product += x * y;
      inputNorm += x * x;
      outputNorm += y * y;
    }
    error[i] = squares / columns;
    const norms = Math.sqrt(inputNorm) * Math.sqrt(outputNorm);
    cosine[i] = Math.min(1, Math.max(0, 0.5 * (1 - product / Math.max(norms, LEAST_NORM))));
  }
  return { error, cosine };
}

/**
 * Throws unless the lengths of features fit each other and all of them are finite.
 * @param where class and method, for the message.
 * @param name of the argument.
 * @param latentWidth latent dimensions that they must have; default any number.
 */
export function checkFeatures(where: string, name: string, features: CompositeFeatures, latentWidth?: number): void {
  if (typeof features !== 'object' || features === null || 'then' in features) {
    const got = typeof features === 'object' && features !== null ? 'a promise; await it' : String(features);
    throw new TypeError(`${where}: ${name} must be those of an encoder, got ${got}`);
  }
  const rows = checkInteger(where, `${name}.rows`, features.rows, 0);
  const width = checkInteger(where, `${name}.latentWidth`, features.latentWidth, latentWidth ?? 0, latentWidth);
  const lengths = { latent: rows * width, error: rows, cosine: rows };
  for (const [part, length] of Object.entries(lengths) as [keyof typeof lengths, number][]) {
    const values = features[part];
    if (!(values instanceof Float64Array)) {
      const got = Array.isArray(values) ? 'a plain array' : (values as object | undefined)?.constructor.name;
      throw new TypeError(`${where}: ${name}.${part} must be a Float64Array, got ${got}`);
    }
    checkInteger(where, `${name}.${part}.length`, values.length, length, length);
    const odd = values.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0) throw new RangeError(`${where}: ${name}.${part}[${odd}] must be finite, got ${values[odd]}`);
  }
}

/** Which parts of the composite feature enter a density. */
export interface CompositeParts {
  /** The reconstruction error. Default true. */
  error?: boolean;
  /** The cosine dissimilarity. Default true. */
  cosine?: boolean;
}

/**
 * The composite vectors (latent, error, cosine) as rows of one table.
 * @param features what an encoder returned.
 * @param parts which reconstruction features to join.
 * @returns shape [rows, d + number of parts].
 * @throws TypeError or RangeError for what are no features.
 * @example
 * const features = { rows: 1, latentWidth: 2, latent: Float64Array.of(1, 2), error: Float64Array.of(3), cosine: Float64Array.of(4) };
 * console.assert(compositeRows(features).join() === '1,2,3,4');
 * console.assert(compositeRows(features, { cosine: false }).join() === '1,2,3');
 */
export function compositeRows(features: CompositeFeatures, parts: CompositeParts = {}): Float64Array {
  checkFeatures('compositeRows', 'features', features);
  const { rows, latentWidth, latent, error, cosine } = features;
  const extra = [parts.error === false ? [] : [error], parts.cosine === false ? [] : [cosine]].flat();
  const width = latentWidth + extra.length;
  const out = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    out.set(latent.subarray(i * latentWidth, (i + 1) * latentWidth), i * width);
    for (const [k, column] of extra.entries()) out[i * width + latentWidth + k] = column[i];
  }
  return out;
}
