/** SAND written out: correlations as sums, scatter matrices formed, all pairs of windows compared. */
import { createRandom } from '@tsad/core';
import { symmetricEigen } from '@tsad/linalg';
import { kShape } from '../src/k-shape.ts';

interface Cluster {
  shape: number[];
  members: number[];
  scatter: number[][];
  radius: number;
  weight: number;
}

/** Scores of a stream; only the clustering of each batch is taken from the package, and tested by itself. */
export function sand(
  values: readonly number[],
  window: number,
  options: { clusters: number; alpha: number; initial: number; batch: number; seed: number },
): number[] {
  const { clusters: count, alpha, initial, batch, seed } = options;
  const span = 4 * window;
  const n = values.length;
  const at = (start: number): number[] => values.slice(start, start + span);
  const scores: number[] = [];
  let clusters: Cluster[] = [];
  let centre = Number.NaN;
  let sd = Number.NaN;
  for (let from = 0, round = 0; from < n; round++) {
    const length = round === 0 ? initial : batch;
    const to = from + length < n - span ? from + length : n;
    const starts: number[] = [];
    for (let i = from; i < Math.min(from + length, n - span); i += Math.floor(1.5 * window)) starts.push(i);
    const random = round === 0 ? createRandom(seed) : createRandom(seed).fork(round);
    const found = kShape(
      starts.map((start) => Float64Array.from(at(start))),
      count,
      random,
    );
    const fresh = found.centroids.map((centroid, c) => {
      const shape = Array.from(centroid);
      const members = found.members[c].map((i) => starts[i]);
      return { shape, members };
    });
    const old = clusters;
    const nearest = fresh.map(({ shape }) => {
      const distances = old.map((cluster) => correlate(cluster.shape, shape).distance);
      const best = distances.indexOf(Math.min(...distances));
      return best >= 0 && distances[best] < old[best].radius ? best : -1;
    });
    clusters = old.map((cluster, c) => {
      const added = fresh.filter((_, f) => nearest[f] === c).flatMap(({ members }) => members);
      if (added.length === 0) return cluster;
      const moved = added.map((start) => move(cluster.shape, at(start)));
      const scatter = sum(cluster.scatter, scatterOf(moved));
      const members = [...cluster.members, ...added];
      const radius = (cluster.radius + average(members.map((s) => correlate(cluster.shape, at(s)).distance))) / 2;
      return { ...cluster, shape: leading(scatter, moved), members, scatter, radius };
    });
    for (const [f, { shape, members }] of fresh.entries()) {
      if (nearest[f] >= 0) continue;
      const scatter = scatterOf(members.map((start) => move(shape, at(start))));
      const radius = average(members.map((start) => correlate(shape, at(start)).distance));
      clusters.push({ shape, members, scatter, radius, weight: Number.NaN });
    }
    const frequency = oneToTwo(clusters.map(({ members }) => members.length));
    const remoteness = oneToTwo(
      clusters.map((a) => total(clusters.map((b) => (a === b ? 0 : correlate(a.shape, b.shape).distance)))),
    );
    clusters = clusters.map((cluster, c) => {
      const now = frequency[c] ** 2 / remoteness[c];
      const before = Number.isNaN(cluster.weight) ? now : cluster.weight;
      const age = Math.max(0, to - Math.max(...cluster.members) - batch);
      return { ...cluster, weight: (1 - alpha) * before + alpha * (now / (1 + age)) };
    });
    const segment = values.slice(from, to);
    const sumOfWeights = total(clusters.map(({ weight }) => weight));
    const windows = Array.from({ length: segment.length - window + 1 }, (_, i) => {
      const own = standard(segment.slice(i, i + window));
      return total(clusters.map(({ shape, weight }) => (weight / sumOfWeights) * nearestIn(shape, own, window)));
    });
    const points = segment.map((_, t) => {
      const last = Math.max(t, window - 1);
      return average(Array.from({ length: window }, (__, k) => windows[Math.min(last - k, windows.length - 1)]));
    });
    const mean = average(points);
    const spread = Math.sqrt(average(points.map((value) => (value - mean) ** 2)));
    centre = round === 0 ? mean : (1 - alpha) * centre + alpha * mean;
    sd = round === 0 ? spread : (1 - alpha) * sd + alpha * spread;
    scores.push(...points.map((value) => (value - centre) / sd));
    from = to;
  }
  return scores;
}

function correlate(a: number[], b: number[]): { distance: number; shift: number } {
  const norm = (list: number[]): number => Math.sqrt(total(list.map((value) => value * value)));
  let best = -Infinity;
  let shift = 0;
  for (let s = 1 - a.length; s < a.length; s++) {
    const height = total(a.map((value, i) => value * (b[i - s] ?? 0)));
    if (height > best) [best, shift] = [height, s];
  }
  return { distance: 1 - best / (norm(a) * norm(b)), shift };
}

function move(shape: number[], sequence: number[]): number[] {
  const { shift } = correlate(shape, sequence);
  return sequence.map((_, j) => sequence[j - shift] ?? 0);
}

function scatterOf(rows: number[][]): number[][] {
  return rows[0].map((_, i) => rows[0].map((__, j) => total(rows.map((row) => row[i] * row[j]))));
}

/** The first eigenvector of the centred scatter, on the side of the rows. */
function leading(scatter: number[][], rows: number[][]): number[] {
  const size = scatter.length;
  const rowMeans = scatter.map(average);
  const mean = average(rowMeans);
  const centred = scatter.flatMap((row, i) => row.map((value, j) => value - rowMeans[i] - rowMeans[j] + mean));
  const { vectors } = symmetricEigen(Float64Array.from(centred), size);
  const axis = Array.from({ length: size }, (_, i) => vectors[i * size]);
  const apart = (sign: number): number =>
    total(rows.map((row) => Math.sqrt(total(row.map((value, i) => (value - sign * axis[i]) ** 2)))));
  return apart(-1) < apart(1) ? axis.map((value) => -value) : axis;
}

function nearestIn(shape: number[], own: number[], window: number): number {
  const all = Array.from({ length: shape.length - window + 1 }, (_, j) => standard(shape.slice(j, j + window)));
  return Math.min(...all.map((other) => Math.sqrt(total(own.map((value, i) => (value - other[i]) ** 2)))));
}

/** Mean 0 and standard deviation 1; all zero for a constant. */
function standard(values: number[]): number[] {
  const mean = average(values);
  const sd = Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
  return values.map((value) => (sd < 1e-9 ? 0 : (value - mean) / sd));
}

function oneToTwo(values: number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (value - least) / (most - least + 1e-7) + 1);
}

function sum(a: number[][], b: number[][]): number[][] {
  return a.map((row, i) => row.map((value, j) => value + b[i][j]));
}

function total(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function average(values: number[]): number {
  return total(values) / values.length;
}
