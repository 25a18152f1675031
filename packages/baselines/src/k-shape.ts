/**
 * Clusters of sequences by shape, whatever their shift: J. Paparrizos, L. Gravano, "k-Shape: efficient and accurate
 * clustering of time series", SIGMOD 2015.
 */
import type { Random } from '@tsad/core';
import { dot, norm, ShapeDistance, shift } from './shape-distance.ts';

/** What {@link kShape} finds. */
export interface ShapeClusters {
  /** One per cluster that has members: mean 0, norm 1, or all zero where the members are. */
  centroids: Float64Array[];
  /** Indices of the members of each, ascending. */
  members: number[][];
}

const MOST_ITERATIONS = 100;
const MOST_POWER_STEPS = 200;

/**
 * Alternates between the nearest centroid of each sequence, by one minus the highest normalised cross-correlation over
 * all shifts, and the shape most correlated with the shifted members, until the sum of distances no longer falls.
 * O(iterations (count clusters length log length + count length steps)).
 * @param sequences all of one length, as they are: a level is part of the shape.
 * @param clusters sought; where there are no more sequences than that, each is a shape.
 */
export function kShape(sequences: readonly Float64Array[], clusters: number, random: Random): ShapeClusters {
  const { length } = sequences[0];
  if (sequences.length <= clusters) return { centroids: sequences.map(unit), members: sequences.map((_, i) => [i]) };
  const distance = new ShapeDistance(length);
  const spectra = sequences.map((sequence) => distance.spectrum(sequence));
  const norms = sequences.map(norm);
  const order = random.shuffle(sequences.map((_, i) => i));
  let centroids = order.slice(0, clusters).map((i) => sequences[i]);
  let assigned = assign(distance, spectra, norms, centroids);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const next = centroids.map((centroid, c) => {
      const shifted = sequences
        .map((sequence, i) => (assigned.label[i] === c ? shift(sequence, assigned.shift[i]) : undefined))
        .filter((sequence) => sequence !== undefined);
      // A cluster without members starts anew at the sequence that fits worst.
      return shifted.length > 0 ? extractShape(shifted, centroid) : unit(sequences[worst(assigned.distance)]);
    });
    const trial = assign(distance, spectra, norms, next);
    // The first centroids are sequences with their level, which the later ones lack: not to be compared.
    if (iteration > 0 && !(trial.inertia < assigned.inertia - 1e-6)) break;
    centroids = next;
    assigned = trial;
  }
  const members = centroids.map((_, c) => order.map((__, i) => i).filter((i) => assigned.label[i] === c));
  const used = centroids.map((_, c) => c).filter((c) => members[c].length > 0);
  return { centroids: used.map((c) => centroids[c]), members: used.map((c) => members[c]) };
}

interface Assignment {
  label: Int32Array;
  shift: Int32Array;
  distance: Float64Array;
  inertia: number;
}

function assign(
  distance: ShapeDistance,
  spectra: readonly Float64Array[],
  norms: readonly number[],
  centroids: readonly Float64Array[],
): Assignment {
  const out = {
    label: new Int32Array(spectra.length),
    shift: new Int32Array(spectra.length),
    distance: new Float64Array(spectra.length).fill(Infinity),
  };
  for (const [c, centroid] of centroids.entries()) {
    const spectrum = distance.spectrum(centroid);
    const scale = norm(centroid);
    for (let i = 0; i < spectra.length; i++) {
      const best = distance.best(spectrum, spectra[i]);
      const value = scale * norms[i] > 0 ? 1 - best.height / (scale * norms[i]) : 1;
      if (value >= out.distance[i]) continue;
      out.distance[i] = value;
      out.label[i] = c;
      out.shift[i] = best.shift;
    }
  }
  return { ...out, inertia: out.distance.reduce((sum, value) => sum + value, 0) };
}

/**
 * The centred unit vector with the largest sum of squared correlations with the members: power iteration from the
 * former centroid on the scatter matrix, which is never formed; its sign is that which is
 * nearer to the members that say it, by default all.
 */
export function extractShape(
  members: readonly Float64Array[],
  start: Float64Array,
  signing: readonly Float64Array[] = members,
): Float64Array {
  let shape = [start, ...members].map(unit).find((candidate) => norm(candidate) > 0) ?? unit(start);
  for (let step = 0; step < MOST_POWER_STEPS; step++) {
    const next = new Float64Array(shape.length);
    for (const member of members) {
      const weight = dot(member, shape);
      for (let j = 0; j < next.length; j++) next[j] += weight * member[j];
    }
    const scaled = unit(next);
    const change = 1 - Math.abs(dot(scaled, shape));
    shape = scaled;
    if (change < 1e-12) break;
  }
  const side = signing.reduce((sum, member) => {
    const square = dot(member, member) + 1;
    const along = 2 * dot(member, shape);
    return sum + Math.sqrt(Math.max(0, square + along)) - Math.sqrt(Math.max(0, square - along));
  }, 0);
  return side < 0 ? shape.map((value) => -value) : shape;
}

/** Mean 0 and norm 1; zero for a constant. */
function unit(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const size = norm(centred);
  return size > 1e-12 * norm(values) ? centred.map((value) => value / size) : new Float64Array(values.length);
}

function worst(distances: Float64Array): number {
  let at = 0;
  for (let i = 1; i < distances.length; i++) if (distances[i] > distances[at]) at = i;
  return at;
}
