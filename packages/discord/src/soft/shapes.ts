/** Windows of one length against the train part: the channels of the soft discord that look at shapes. */
import { spreadToPoints } from '../point-score.ts';
import { quantile } from './contrast.ts';
import type { Joins } from './joins.ts';

/** Whose own distance a distance is divided by: see `scaling` of the detector. */
export type ShapeScaling = 'shape' | 'soft' | 'none';

/** How shapes are compared. */
export interface ShapeOptions {
  /** Added to a window's standard deviation. */
  softening: number;
  scaling: ShapeScaling;
  /** Length of the average over a channel, in windows. */
  averaging: number;
}

/** The train part, cut into windows. */
export interface ShapeReference {
  /** Points per window. */
  window: number;
  train: Float64Array;
  /** Distance of every train window to the rest of the train part. */
  own: Float64Array;
  /** Its nearest neighbour there. */
  ownNeighbours: Int32Array;
  /** Median of `own`. */
  typical: number;
}

/** Windows compared with the train part. */
export interface ShapeComparison {
  window: number;
  /** Soft distance of every window to the nearest train window. */
  distances: Float64Array;
  /** First point of that train window, -1 where there is none. */
  neighbours: Int32Array;
  /** The channel: one value a point. */
  values: Float64Array;
}

/** Own distances of train windows that are all repeated exactly would divide by nothing. */
const LEAST = 1e-6;

/** Cuts the train part. O(n^2). */
export async function learnShapes(
  train: Float64Array,
  window: number,
  { softening }: ShapeOptions,
  joins: Joins,
): Promise<ShapeReference> {
  const exclusion = exclusionOf(train, window);
  const { distances, indices } = await joins.self(train, { window, distance: 'soft', softening, exclusion });
  const known = distances.filter((value) => !Number.isNaN(value)).sort();
  const typical = known.length > 0 ? quantile(known, 0.5) : 0;
  return { window, train, own: distances, ownNeighbours: indices, typical };
}

/** Compares another series with the train part. O(n n_train). */
export async function compareShapes(
  test: Float64Array,
  reference: ShapeReference,
  options: ShapeOptions,
  joins: Joins,
): Promise<ShapeComparison> {
  const { window, train } = reference;
  const { softening, scaling } = options;
  const { distances, indices } = await joins.ab(test, train, { window, distance: 'soft', softening });
  const shapes = scaling === 'shape' ? (await joins.ab(test, train, { window, distance: 'z' })).indices : indices;
  return compared(reference, options, distances, indices, shapes, test.length);
}

/** Compares the train part with itself. O(n^2). */
export async function compareTrain(
  reference: ShapeReference,
  options: ShapeOptions,
  joins: Joins,
): Promise<ShapeComparison> {
  const { window, train, own, ownNeighbours } = reference;
  const exclusion = exclusionOf(train, window);
  const shapes =
    options.scaling === 'shape'
      ? (await joins.self(train, { window, distance: 'z', exclusion })).indices
      : ownNeighbours;
  return compared(reference, options, own, ownNeighbours, shapes, train.length);
}

/** Compares another series with the train part by raw deviations from the window's mean. O(n n_train). */
export async function compareAmplitudes(
  test: Float64Array,
  train: Float64Array,
  window: number,
  averaging: number,
  joins: Joins,
): Promise<ShapeComparison> {
  const { distances, indices } = await joins.ab(test, train, { window, distance: 'centred' });
  return {
    window,
    distances,
    neighbours: indices,
    values: centreAndAverage(distances, window, averaging, test.length),
  };
}

/** The same for the train part with itself. O(n^2). */
export async function compareTrainAmplitudes(
  train: Float64Array,
  window: number,
  averaging: number,
  joins: Joins,
): Promise<Float64Array> {
  const { distances } = await joins.self(train, { window, distance: 'centred', exclusion: exclusionOf(train, window) });
  return centreAndAverage(distances, window, averaging, train.length);
}

/** Windows nearer than half a window share most of their points; a short train part keeps a pair to compare. */
function exclusionOf(train: Float64Array, window: number): number {
  return Math.max(0, Math.min(Math.ceil(window / 2), train.length - window - 1));
}

function compared(
  reference: ShapeReference,
  { scaling, averaging }: ShapeOptions,
  distances: Float64Array,
  neighbours: Int32Array,
  shapes: Int32Array,
  length: number,
): ShapeComparison {
  const { window, own, typical } = reference;
  const scaled =
    scaling === 'none'
      ? distances
      : distances.map((distance, i) => scaledDistance(distance, own[shapes[i]] ?? Number.NaN, typical, window));
  return { window, distances, neighbours, values: centreAndAverage(scaled, window, averaging, length) };
}

/** A distance in units of how far the neighbour is from its own like (`local`), and of what is typical. */
export function scaledDistance(distance: number, local: number, typical: number, window: number): number {
  return distance / ((Number.isNaN(local) ? typical : local) + typical + LEAST * Math.sqrt(window));
}

/** Values of windows at their middles (the ends get the least one), then averaged over `averaging` windows' length. */
function centreAndAverage(values: Float64Array, window: number, averaging: number, length: number): Float64Array {
  const centred = spreadToPoints(values, window, 1, length, 'centre');
  const width = Math.max(1, Math.round(averaging * window));
  if (width === 1) return centred;
  const first = width - 1 - (width >> 1);
  return spreadToPoints(centred, width, 1, length, 'average').slice(first, first + length);
}
