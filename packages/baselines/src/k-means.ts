/** Clusters of windows: k-means++ with Lloyd's iterations, on windows that are never copied out of their series. */
import type { Random } from '@tsad/core';

/** All windows of a series, as they are or each with mean 0 and sample variance 1. */
export interface Windows {
  series: Float64Array;
  window: number;
  /** Shape [count]: subtracted from each value. */
  mean: Float64Array;
  /** Shape [count]: each value is multiplied by it; 0 for a constant window. */
  scale: Float64Array;
  /** Shape [count]: sum of squares of each normalised window. */
  square: Float64Array;
}

/** Settings of {@link kMeans}. */
export interface KMeansOptions {
  clusters: number;
  restarts: number;
  iterations: number;
}

/**
 * Windows of a series less `origin`; normalised ones have mean 0 and variance 1 with the divisor window - 1, constant
 * ones are zero. O(n window).
 */
export function windowsOf(values: Float64Array, origin: number, window: number, normalise: boolean): Windows {
  const series = values.map((value) => value - origin);
  const count = series.length - window + 1;
  const mean = new Float64Array(count);
  const scale = new Float64Array(count).fill(1);
  const square = new Float64Array(count);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < count; i++) {
    if (normalise) {
      let sum = 0;
      for (let j = 1; j < window; j++) sum += series[i + j] - series[i];
      mean[i] = series[i] + sum / window;
    }
    let squares = 0;
    for (let j = 0; j < window; j++) squares += (series[i + j] - mean[i]) ** 2;
    if (normalise) {
      const sd = Math.sqrt(squares / (window - 1));
      scale[i] = sd > 1e-14 * largest ? 1 / sd : 0;
    }
    square[i] = squares * scale[i] * scale[i];
  }
  return { series, window, mean, scale, square };
}

/**
 * The best of `restarts` runs: centres by greedy k-means++ (2 + log k candidates each), Lloyd's iterations until the
 * centres move by at most 1e-4 of the mean variance of the windows' values (squared lengths of the moves, summed).
 * O(restarts iterations n window clusters).
 * @returns centres, shape [clusters, window]; fewer distinct windows than clusters give equal centres.
 * @see D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
 */
export function kMeans(windows: Windows, options: KMeansOptions, random: Random): Float64Array {
  const { window, mean } = windows;
  const count = mean.length;
  const tolerance = 1e-4 * meanVariance(windows);
  const nearest = new Int32Array(count);
  const upper = new Float64Array(count);
  const lower = new Float64Array(count);
  let best: Float64Array = new Float64Array(options.clusters * window);
  let least = Infinity;
  for (let restart = 0; restart < options.restarts; restart++) {
    const centres = seedCentres(windows, options.clusters, random.fork(restart));
    upper.fill(Infinity);
    lower.fill(0);
    for (let iteration = 0; iteration < options.iterations; iteration++) {
      assign(windows, centres, nearest, upper, lower);
      if (moveCentres(windows, centres, nearest, upper, lower) <= tolerance) break;
    }
    upper.fill(Infinity);
    assign(windows, centres, nearest, upper, lower.fill(0));
    const inertia = upper.reduce((sum, value) => sum + value * value, 0);
    if (inertia < least) {
      least = inertia;
      best = centres;
    }
  }
  return best;
}

/** Distance of each window from the centre nearest to it, without the cancellation of the search. O(n window k). */
export function distanceToNearest(windows: Windows, centres: Float64Array): Float64Array {
  const { series, window, mean, scale } = windows;
  const nearest = new Int32Array(mean.length);
  assign(windows, centres, nearest, new Float64Array(mean.length).fill(Infinity), new Float64Array(mean.length));
  return Float64Array.from(mean, (_, i) => {
    let sum = 0;
    for (let j = 0; j < window; j++) {
      sum += ((series[i + j] - mean[i]) * scale[i] - centres[nearest[i] * window + j]) ** 2;
    }
    return Math.sqrt(sum);
  });
}

/**
 * Finds the nearest centres by |z|^2 - 2 z c + |c|^2, only where the bounds leave a doubt (G. Hamerly, "Making k-means
 * even faster", SDM 2010): `upper` is at least the distance to the present centre, `lower` at most that to any other.
 */
function assign(
  windows: Windows,
  centres: Float64Array,
  nearest: Int32Array,
  upper: Float64Array,
  lower: Float64Array,
): void {
  const { window, square } = windows;
  const clusters = centres.length / window;
  const norms = new Float64Array(clusters);
  const sums = new Float64Array(clusters);
  for (let j = 0; j < centres.length; j++) {
    norms[Math.floor(j / window)] += centres[j] ** 2;
    sums[Math.floor(j / window)] += centres[j];
  }
  const distance = (i: number, c: number): number =>
    Math.sqrt(Math.max(0, square[i] + norms[c] - 2 * inner(windows, i, centres, c * window, sums[c])));
  for (let i = 0; i < square.length; i++) {
    if (upper[i] <= lower[i]) continue;
    if (upper[i] < Infinity) upper[i] = distance(i, nearest[i]);
    if (upper[i] <= lower[i]) continue;
    upper[i] = Infinity;
    lower[i] = Infinity;
    for (let c = 0; c < clusters; c++) {
      const value = distance(i, c);
      if (value < upper[i]) {
        lower[i] = upper[i];
        upper[i] = value;
        nearest[i] = c;
      } else if (value < lower[i]) lower[i] = value;
    }
  }
}

/** Inner product of normalised window i with the vector at `at`, whose values sum to `sum`. */
function inner(
  { series, window, mean, scale }: Windows,
  i: number,
  vector: Float64Array,
  at: number,
  sum: number,
): number {
  const whole = window - (window % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let j = 0; j < whole; j += 4) {
    a += series[i + j] * vector[at + j];
    b += series[i + j + 1] * vector[at + j + 1];
    c += series[i + j + 2] * vector[at + j + 2];
    d += series[i + j + 3] * vector[at + j + 3];
  }
  for (let j = whole; j < window; j++) a += series[i + j] * vector[at + j];
  return (a + b + (c + d) - mean[i] * sum) * scale[i];
}

/**
 * Means of the clusters; an empty one takes over the window that is furthest from its own centre. The bounds give way
 * by what the centres moved.
 * @returns the squared lengths of the moves, summed.
 */
function moveCentres(
  { series, window, mean, scale }: Windows,
  centres: Float64Array,
  nearest: Int32Array,
  upper: Float64Array,
  lower: Float64Array,
): number {
  const clusters = centres.length / window;
  const sizes = new Int32Array(clusters);
  for (const c of nearest) sizes[c]++;
  for (let c = 0; c < clusters; c++) {
    if (sizes[c] > 0) continue;
    let furthest = -1;
    for (let i = 0; i < upper.length; i++) {
      if (sizes[nearest[i]] > 1 && (furthest < 0 || upper[i] > upper[furthest])) furthest = i;
    }
    if (furthest < 0) break;
    sizes[nearest[furthest]]--;
    sizes[c] = 1;
    nearest[furthest] = c;
    upper[furthest] = Infinity;
  }
  const before = centres.slice();
  centres.fill(0);
  for (let i = 0; i < nearest.length; i++) {
    const at = nearest[i] * window;
    for (let j = 0; j < window; j++) centres[at + j] += (series[i + j] - mean[i]) * scale[i];
  }
  const moves = new Float64Array(clusters);
  for (let j = 0; j < centres.length; j++) {
    const c = Math.floor(j / window);
    centres[j] = sizes[c] > 0 ? centres[j] / sizes[c] : before[j];
    moves[c] += (centres[j] - before[j]) ** 2;
  }
  const furthest = Math.sqrt(moves.reduce((most, move) => Math.max(most, move), 0));
  for (let i = 0; i < nearest.length; i++) {
    upper[i] += Math.sqrt(moves[nearest[i]]);
    lower[i] -= furthest;
  }
  return moves.reduce((sum, move) => sum + move, 0);
}

/** Greedy k-means++: each centre is the best of some windows drawn in proportion to their squared distance so far. */
function seedCentres(windows: Windows, clusters: number, random: Random): Float64Array {
  const { series, window, mean, scale } = windows;
  const count = mean.length;
  const trials = 2 + Math.floor(Math.log(clusters));
  const centres = new Float64Array(clusters * window);
  let closest = new Float64Array(count).fill(Infinity);
  for (let c = 0; c < clusters; c++) {
    let least = Infinity;
    let best = closest;
    const centre = centres.subarray(c * window, (c + 1) * window);
    const candidate = new Float64Array(window);
    for (let trial = 0; trial < (c === 0 ? 1 : trials); trial++) {
      const index = c === 0 ? random.integer(count) : drawByWeight(closest, random);
      for (let j = 0; j < window; j++) candidate[j] = (series[index + j] - mean[index]) * scale[index];
      const distances = closest.slice();
      const potential = closer(windows, candidate, distances);
      if (potential >= least) continue;
      least = potential;
      best = distances;
      centre.set(candidate);
    }
    closest = best;
  }
  return centres;
}

/** Lowers `distances` to those from one more centre; returns their sum. */
function closer(windows: Windows, centre: Float64Array, distances: Float64Array): number {
  const norm = centre.reduce((sum, value) => sum + value * value, 0);
  const sum = centre.reduce((total, value) => total + value, 0);
  let potential = 0;
  for (let i = 0; i < distances.length; i++) {
    const value = Math.max(0, windows.square[i] + norm - 2 * inner(windows, i, centre, 0, sum));
    if (value < distances[i]) distances[i] = value;
    potential += distances[i];
  }
  return potential;
}

function drawByWeight(weights: Float64Array, random: Random): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return random.integer(weights.length);
  let rest = random.uniform() * total;
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i];
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

/** The variance of the windows' values at one place, averaged over places. */
function meanVariance({ series, window, mean, scale, square }: Windows): number {
  let total = square.reduce((sum, value) => sum + value, 0);
  for (let j = 0; j < window; j++) {
    let sum = 0;
    for (let i = 0; i < mean.length; i++) sum += (series[i + j] - mean[i]) * scale[i];
    total -= (sum * sum) / mean.length;
  }
  return Math.max(0, total) / (mean.length * window);
}
