/** Mean and covariance of rows that come in batches: Appendix A of the paper, multiplied through so that it is stable. */
import { checkInteger, toFinite64 } from '@tsad/core';

/**
 * Mean and biased covariance of rows seen batch by batch.
 *
 * The state is (count, mean, sum of outer products of deviations); a batch is centred on its own mean before it is
 * merged, so an offset of 1e8 costs half the digits of a covariance, not all of them. Merging states in another order
 * changes the last digits only.
 *
 * Cost: O(dimensions^2) a row and a merge, float64.
 * @see Liao and Brockmeier, arXiv 2502.01920, Appendix A. The last displayed line of its derivation has garbled
 * factors; its final formula is the one used here.
 * @example
 * const moments = new RunningMoments(2);
 * moments.add([0, 0, 2, 4]);
 * moments.add([4, 8]);
 * console.assert(moments.count === 3 && moments.mean.join() === '2,4');
 * console.assert(Math.abs(moments.covariance()[1] - 16 / 3) < 1e-12);
 */
export class RunningMoments {
  /** Values per row. */
  readonly dimensions: number;
  #count = 0;
  readonly #mean: Float64Array;
  /** Sum of outer products of deviations, shape [dimensions, dimensions], lower triangle only. */
  readonly #scatter: Float64Array;

  /**
   * @param dimensions values per row, at least 1.
   * @throws RangeError for another number.
   */
  constructor(dimensions: number) {
    this.dimensions = checkInteger('RunningMoments', 'dimensions', dimensions, 1, 1e5);
    this.#mean = new Float64Array(dimensions);
    this.#scatter = new Float64Array(dimensions * dimensions);
  }

  /** Rows seen. */
  get count(): number {
    return this.#count;
  }

  /** Mean of the rows, shape [dimensions]; zeros before the first. */
  get mean(): Float64Array {
    return this.#mean.slice();
  }

  /**
   * Takes in a batch of rows; an empty one changes nothing.
   * @param rows shape [n, dimensions], finite.
   * @throws RangeError for a value that is not finite or a row that is cut off.
   */
  add(rows: ArrayLike<number>): this {
    const d = this.dimensions;
    const values = toFinite64('RunningMoments.add', 'rows', rows);
    const count = values.length / d;
    if (!Number.isInteger(count)) {
      throw new RangeError(`RunningMoments.add: rows must hold whole rows of ${d} values, got ${values.length} values`);
    }
    if (count === 0) return this;
    const mean = new Float64Array(d);
    // Around the first row, so that the sums stay small beside a large offset.
    for (let i = 0; i < count; i++) for (let j = 0; j < d; j++) mean[j] += values[i * d + j] - values[j];
    for (let j = 0; j < d; j++) mean[j] = values[j] + mean[j] / count;
    const scatter = new Float64Array(d * d);
    const deviation = new Float64Array(d);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < d; j++) deviation[j] = values[i * d + j] - mean[j];
      for (let j = 0; j < d; j++) {
        for (let k = 0; k <= j; k++) scatter[j * d + k] += deviation[j] * deviation[k];
      }
    }
    this.#absorb(count, mean, scatter);
    return this;
  }

  /**
   * Takes in the rows of another state, as if they had been added here.
   * @param other moments of as many dimensions; it stays as it is.
   * @throws RangeError for another number of dimensions.
   */
  merge(other: RunningMoments): this {
    checkInteger('RunningMoments.merge', 'other.dimensions', other.dimensions, this.dimensions, this.dimensions);
    if (other.#count > 0) this.#absorb(other.#count, other.#mean, other.#scatter);
    return this;
  }

  /** Biased covariance (divided by the count), shape [dimensions, dimensions], symmetric; zeros before the first row. */
  covariance(): Float64Array {
    const d = this.dimensions;
    const out = new Float64Array(d * d);
    for (let j = 0; j < d; j++) {
      for (let k = 0; k <= j; k++) {
        out[j * d + k] = this.#count > 0 ? this.#scatter[j * d + k] / this.#count : 0;
        out[k * d + j] = out[j * d + k];
      }
    }
    return out;
  }

  #absorb(count: number, mean: Float64Array, scatter: Float64Array): void {
    const d = this.dimensions;
    const total = this.#count + count;
    const weight = this.#count * (count / total);
    for (let j = 0; j < d; j++) {
      const delta = mean[j] - this.#mean[j];
      for (let k = 0; k <= j; k++) {
        this.#scatter[j * d + k] += scatter[j * d + k] + weight * delta * (mean[k] - this.#mean[k]);
      }
    }
    for (let j = 0; j < d; j++) this.#mean[j] += (mean[j] - this.#mean[j]) * (count / total);
    this.#count = total;
  }
}
