/**
 * A set of weighted shapes that follows a stream, batch by batch: P. Boniol, J. Paparrizos, T. Palpanas, M. J. Franklin,
 * "SAND: streaming subsequence anomaly detection", PVLDB 14, 2021.
 */
import { createRandom } from '@tsad/core';
import { extractShape, kShape, type ShapeClusters } from './k-shape.ts';
import { alignTo, ShapeDistances } from './shape-distance.ts';
import { joinShapes, shapeWeights, spreadBack } from './shape-weights.ts';

/** Resolved settings. */
export interface SandSettings {
  window: number;
  clusters: number;
  alpha: number;
  initialLength: number;
  batchLength: number;
  seed: number;
}

/** Windows per clustered sequence. */
export const SPAN = 4;

/** A shape and the sequences it stands for. */
interface Cluster {
  shape: Float64Array;
  members: Float64Array[];
  /** The members as they lay on the shape when they came. */
  aligned: Float64Array[];
  /** Point of the stream at which the newest member begins. */
  newest: number;
  /** Distance within which a new shape is this one. */
  radius: number;
  /** Share in the score; none before the first score. */
  weight?: number;
}

/** Everything that the stream has left behind; a value, never changed. */
export interface SandModel {
  clusters: readonly Cluster[];
  /** Points taken in. */
  time: number;
  /** Batches taken in, the initial one included. */
  batches: number;
  /** Between the shapes; computed when first asked for. */
  distances?: ShapeDistances;
  /** Of the scores, moving; NaN before the first. */
  mean: number;
  sd: number;
}

/** The model of nothing. */
export const EMPTY: SandModel = { clusters: [], time: 0, batches: 0, mean: Number.NaN, sd: Number.NaN };

/**
 * Takes in a stretch of the stream and scores each of its batches by the model that has just taken it in. The first
 * batch of all has `initialLength` points, later ones `batchLength`, the last one what is left.
 * @param series at least `window` points; for an empty model more than four windows.
 * @returns the model after it, and one score per point.
 */
export function takeIn(
  settings: SandSettings,
  model: SandModel,
  series: Float64Array,
): { model: SandModel; scores: Float64Array } {
  const scores = new Float64Array(series.length);
  const last = series.length - SPAN * settings.window;
  let now = model;
  let from = 0;
  do {
    const length = now.batches === 0 ? settings.initialLength : settings.batchLength;
    const to = from + length < last ? from + length : series.length;
    now = follow(settings, now, series, from, Math.min(from + length, last));
    const { model: scored, values } = score(settings, now, series.subarray(from, to));
    scores.set(values, from);
    now = { ...scored, time: scored.time + to - from };
    from = to;
  } while (from < series.length);
  return { model: now, scores };
}

/** Clusters the sequences that begin in [from, end) and unites the clusters with those of the model that are near. */
function follow(settings: SandSettings, model: SandModel, series: Float64Array, from: number, end: number): SandModel {
  const { window, clusters: count, seed } = settings;
  const starts: number[] = [];
  for (let i = from; i < end; i += Math.floor(1.5 * window)) starts.push(i);
  if (starts.length === 0) return model;
  const sequences = starts.map((start) => series.slice(start, start + SPAN * window));
  const random = model.batches === 0 ? createRandom(seed) : createRandom(seed).fork(model.batches);
  const found = kShape(sequences, count, random);
  const fresh = clustersOf(found, sequences, (i) => model.time + starts[i] - from);
  const distances = model.distances ?? new ShapeDistances(SPAN * window);
  const clusters = unite(model.clusters, fresh, distances);
  return { ...model, clusters, distances, batches: model.batches + 1 };
}

function clustersOf(
  { centroids, members }: ShapeClusters,
  sequences: readonly Float64Array[],
  timeOf: (index: number) => number,
): Cluster[] {
  return centroids.map((shape, c) => {
    const own = members[c].map((i) => sequences[i]);
    const aligned = alignTo(shape, own);
    return {
      shape,
      members: own,
      aligned: aligned.map(({ sequence }) => sequence),
      newest: timeOf(members[c][members[c].length - 1]),
      radius: mean(aligned.map(({ distance }) => distance)),
    };
  });
}

/** Each fresh cluster joins the nearest one that is there, if that is within its radius; else it stays by itself. */
function unite(clusters: readonly Cluster[], fresh: readonly Cluster[], known: ShapeDistances): Cluster[] {
  const joining = clusters.map((): Cluster[] => []);
  const alone: Cluster[] = [];
  for (const cluster of fresh) {
    const distances = clusters.map(({ shape }) => known.between(shape, cluster.shape));
    const nearest = distances.indexOf(Math.min(...distances));
    if (nearest >= 0 && distances[nearest] < clusters[nearest].radius) joining[nearest].push(cluster);
    else alone.push(cluster);
  }
  return [...clusters.map((cluster, c) => (joining[c].length > 0 ? merge(cluster, joining[c]) : cluster)), ...alone];
}

/**
 * The shape of the members of all, as they lie on the former shape. The radius becomes the mean of the former one and of
 * the mean distance of all members from the former shape.
 */
function merge(cluster: Cluster, others: readonly Cluster[]): Cluster {
  const { shape, radius } = cluster;
  const added = others.flatMap(({ members }) => members);
  const members = [...cluster.members, ...added];
  const lying = alignTo(shape, added).map(({ sequence }) => sequence);
  const aligned = [...cluster.aligned, ...lying];
  const distances = alignTo(shape, members).map(({ distance }) => distance);
  return {
    ...cluster,
    shape: extractShape(aligned, shape, lying),
    members,
    aligned,
    newest: Math.max(...others.map(({ newest }) => newest)),
    radius: (radius + mean(distances)) / 2,
  };
}

/** Weights move by `alpha` towards what they are now, less for shapes without members in the last batch. */
function score(
  { window, alpha, batchLength }: SandSettings,
  model: SandModel,
  series: Float64Array,
): { model: SandModel; values: Float64Array } {
  const { clusters, time } = model;
  const shapes = clusters.map(({ shape }) => shape);
  const now = shapeWeights(
    shapes,
    clusters.map(({ members }) => members.length),
    model.distances,
  );
  const weights = clusters.map(({ weight, newest }, c) => {
    const age = Math.max(0, time + series.length - newest - batchLength);
    return (1 - alpha) * (weight ?? now[c]) + (alpha * now[c]) / (1 + age);
  });
  const values = spreadBack(joinShapes(series, shapes, weights, window), window);
  const own = moments(values);
  const first = Number.isNaN(model.mean);
  const centre = first ? own.mean : (1 - alpha) * model.mean + alpha * own.mean;
  const sd = first ? own.sd : (1 - alpha) * model.sd + alpha * own.sd;
  return {
    model: { ...model, mean: centre, sd, clusters: clusters.map((cluster, c) => ({ ...cluster, weight: weights[c] })) },
    values: values.map((value) => (sd > 0 ? (value - centre) / sd : 0)),
  };
}

function moments(values: Float64Array): { mean: number; sd: number } {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean: centre, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
