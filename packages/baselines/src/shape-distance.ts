/** How far the shapes of two sequences lie apart, whatever their shift and scale: the distance of k-Shape. */
import { nextPowerOfTwo, RealFft } from '@tsad/dsp';

/** Normalised cross-correlation of sequences of one length, by Fourier transforms. */
export class ShapeDistance {
  readonly #plan: RealFft;
  readonly #product: Float64Array;
  readonly #correlation: Float64Array;
  readonly length: number;

  constructor(length: number) {
    this.length = length;
    this.#plan = new RealFft(nextPowerOfTwo(2 * length));
    this.#product = new Float64Array(2 * this.#plan.bins);
    this.#correlation = new Float64Array(this.#plan.size);
  }

  /** What {@link ShapeDistance.best} compares. */
  spectrum(sequence: Float64Array): Float64Array {
    return this.#plan.forward(sequence);
  }

  /**
   * The highest correlation of `a` with any shift of `b` (both spectra), and the shift that brings b onto a; not divided
   * by the norms.
   */
  best(a: Float64Array, b: Float64Array): { height: number; shift: number } {
    const product = this.#product;
    for (let k = 0; k < product.length; k += 2) {
      product[k] = a[k] * b[k] + a[k + 1] * b[k + 1];
      product[k + 1] = a[k + 1] * b[k] - a[k] * b[k + 1];
    }
    const correlation = this.#plan.inverse(product, this.#correlation);
    let height = -Infinity;
    let shift = 0;
    for (let s = 1 - this.length; s < this.length; s++) {
      const value = correlation[s < 0 ? s + correlation.length : s];
      if (value > height) {
        height = value;
        shift = s;
      }
    }
    return { height, shift };
  }
}

/** One minus the highest normalised cross-correlation of two sequences over all shifts; in [0, 2]. O(n log n). */
export function shapeDistance(a: Float64Array, b: Float64Array): number {
  return alignTo(a, [b])[0].distance;
}

/** A sequence as it lies on a shape. */
export interface Aligned {
  /** The sequence, moved to where it fits best. */
  sequence: Float64Array;
  /** See {@link shapeDistance}. */
  distance: number;
}

/** Moves every sequence onto a shape. O(n log n) each. */
export function alignTo(shape: Float64Array, sequences: readonly Float64Array[]): Aligned[] {
  const distance = new ShapeDistance(shape.length);
  const spectrum = distance.spectrum(shape);
  const size = norm(shape);
  return sequences.map((sequence) => {
    const best = distance.best(spectrum, distance.spectrum(sequence));
    const scale = size * norm(sequence);
    return { sequence: shift(sequence, best.shift), distance: scale > 0 ? 1 - best.height / scale : 1 };
  });
}

/** Distances between shapes, each computed once; shapes must not change. */
export class ShapeDistances {
  readonly #distance: ShapeDistance;
  readonly #spectra = new WeakMap<Float64Array, Float64Array>();
  readonly #known = new WeakMap<Float64Array, WeakMap<Float64Array, number>>();

  /** @param length of all shapes. */
  constructor(length: number) {
    this.#distance = new ShapeDistance(length);
  }

  /** See {@link shapeDistance}. */
  between(a: Float64Array, b: Float64Array): number {
    const row = remembered(this.#known, a, () => new WeakMap<Float64Array, number>());
    return remembered(row, b, () => {
      const scale = norm(a) * norm(b);
      return scale > 0 ? 1 - this.#distance.best(this.#spectrum(a), this.#spectrum(b)).height / scale : 1;
    });
  }

  #spectrum(shape: Float64Array): Float64Array {
    return remembered(this.#spectra, shape, () => this.#distance.spectrum(shape));
  }
}

function remembered<V>(cache: WeakMap<Float64Array, V>, key: Float64Array, make: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

/** Moved to the right, zeros beyond the ends. */
export function shift(values: Float64Array, by: number): Float64Array {
  const out = new Float64Array(values.length);
  if (by >= 0) out.set(values.subarray(0, values.length - by), by);
  else out.set(values.subarray(-by));
  return out;
}

/** Euclidean norm. */
export function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values));
}

/** Inner product. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
