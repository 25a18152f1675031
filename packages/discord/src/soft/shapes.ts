/** Windows of one length against the train part: the channels of the soft discord that look at shapes. */
import type { JoinResult } from '../join.ts';
import type { JoinMeasure, JoinOptions } from '../join-options.ts';
import type { Neighbours } from '../neighbours.ts';
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

/** Between which distances in time a series is compared with itself, in windows. */
export interface DriftSpan {
  exclusion: number;
  reach: number;
}

/** A train part cut into windows, and what was found about them. */
export interface ShapeReference {
  /** Points per window. */
  window: number;
  train: Float64Array;
  /** Distance of every train window to the rest of the train part. */
  own: Float64Array;
  /** Median of `own`. */
  typical: number;
  /** The train part compared with itself, where that was asked for. */
  comparisons: ShapeComparisons | undefined;
}

/** Windows compared with the train part by one distance. */
export interface ShapeComparison {
  window: number;
  /** Distance of every window to the nearest train window. */
  distances: Float64Array;
  /** First point of that train window, -1 where there is none. */
  neighbours: Int32Array;
  /** The channel: one value a point. */
  values: Float64Array;
  /** The same where the rest of the compared series counts, too: see {@link followDrift}. */
  drifting?: Float64Array;
}

/** The channels that one walk over the windows of one length gives. */
export interface ShapeComparisons {
  /** By the soft distance. */
  shape: ShapeComparison;
  /** By deviations from the window's mean, where that was asked for. */
  amplitude?: ShapeComparison;
}

/** Own distances of train windows that are all repeated exactly would divide by nothing. */
const LEAST = 1e-6;

/**
 * Cuts the train part and compares it with itself. O(n^2).
 * @param amplitude also by amplitudes.
 * @param scored whether the train part's own channels are wanted.
 */
export async function learnShapes(
  train: Float64Array,
  window: number,
  options: ShapeOptions,
  amplitude: boolean,
  scored: boolean,
  joins: Joins,
): Promise<ShapeReference> {
  const exclusion = Math.max(0, Math.min(Math.ceil(window / 2), train.length - window - 1));
  const measures = joinOptions(window, options, amplitude && scored, scored);
  const found = await joins.self(train, { ...measures, sides: false, exclusion });
  const known = found.distances.filter((value) => !Number.isNaN(value)).sort();
  const typical = known.length > 0 ? quantile(known, 0.5) : 0;
  const own = { window, train, own: found.distances, typical };
  const comparisons = scored ? comparisonsOf(own, options, found, amplitude, train.length) : undefined;
  return { ...own, comparisons };
}

/**
 * Compares another series with the train part. O(n n_train).
 * @param drift also with itself, between these two distances in time.
 */
export async function compareShapes(
  test: Float64Array,
  reference: Omit<ShapeReference, 'comparisons'>,
  options: ShapeOptions,
  amplitude: boolean,
  drift: DriftSpan | undefined,
  joins: Joins,
): Promise<ShapeComparisons> {
  const { window, train } = reference;
  const found = await joins.ab(test, train, joinOptions(window, options, amplitude, true));
  const soft = { window, distance: 'soft', softening: options.softening, sides: false } as const;
  const near = drift && (await joins.self(test, { ...soft, ...drift }));
  return comparisonsOf(reference, options, found, amplitude, test.length, near?.distances);
}

/** The distances of one walk: soft, then that of the scaling, then that of the amplitudes, as far as they are wanted. */
function joinOptions(
  window: number,
  { softening, scaling }: ShapeOptions,
  amplitude: boolean,
  scored: boolean,
): JoinOptions {
  const also: JoinMeasure[] = [];
  if (scaling === 'shape' && scored) also.push({ distance: 'z' });
  if (amplitude) also.push({ distance: 'centred' });
  return { window, distance: 'soft', softening, also };
}

/** Scaled distances, each multiplied by how much nearer the rest of the series is than the train part, if it is. */
function followDrift(scaled: Float64Array, distances: Float64Array, near: Float64Array): Float64Array {
  return scaled.map((value, i) => (near[i] < distances[i] ? value * (near[i] / distances[i]) : value));
}

function comparisonsOf(
  { window, own, typical }: Omit<ShapeReference, 'comparisons'>,
  { scaling, averaging }: ShapeOptions,
  { distances, indices, also }: JoinResult,
  amplitude: boolean,
  length: number,
  near?: Float64Array,
): ShapeComparisons {
  const nearest = scaling === 'shape' ? (also.at(0)?.indices ?? indices) : indices;
  const scaled =
    scaling === 'none'
      ? distances
      : distances.map((distance, i) => scaledDistance(distance, own[nearest[i]] ?? Number.NaN, typical, window));
  const comparison = (found: Neighbours, values: Float64Array): ShapeComparison => ({
    window,
    distances: found.distances,
    neighbours: found.indices,
    values: centreAndAverage(values, window, averaging, length),
  });
  const last = also.at(-1);
  const drifting = near && centreAndAverage(followDrift(scaled, distances, near), window, averaging, length);
  return {
    shape: { ...comparison({ distances, indices }, scaled), drifting },
    amplitude: amplitude && last ? comparison(last, last.distances) : undefined,
  };
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
