/** Series2Graph written out: every step against every ray, every window against the graph. */
import { symmetricEigen } from '@tsad/linalg';

type Point = [number, number];

/** The scores of the series that is learnt. */
export function series2graph(values: readonly number[], window: number, query: number, rays: number): number[] {
  const walk = crossings(embed(values, window), rays);
  const nodes = Array.from({ length: rays }, (_, ray) => peaks(walk.filter((c) => c.ray === ray).map((c) => c.radius)));
  const path = walk.map(({ ray, radius }) => {
    const distances = nodes[ray].map((node) => Math.abs(node - radius));
    return `${ray}/${distances.indexOf(Math.min(...distances))}`;
  });
  const edges = path.slice(1).map((node, i) => `${path[i]} ${node}`);
  const weights = new Map<string, number>();
  for (const edge of edges) weights.set(edge, (weights.get(edge) ?? 0) + 1);
  const ends = [...weights.keys()].flatMap((edge) => edge.split(' '));
  const degree = (node: string): number => ends.filter((end) => end === node).length;
  const degrees = new Map([...new Set(path)].map((node) => [node, degree(node)]));
  const worth = edges.map((edge, i) => weights.get(edge)! * (degrees.get(path[i])! - 1));
  const stretches = values.length - query + 1;
  const usual = Array.from({ length: stretches }, (_, i) => {
    const within = worth.filter((__, e) => walk[e + 1].time > i && walk[e + 1].time <= i + query - window);
    return within.reduce((sum, value) => sum + value, 0) / query;
  });
  const smooth = usual.map((_, i) => {
    const part = usual.slice(Math.max(0, i - Math.floor(window / 2)), i + Math.floor((window - 1) / 2) + 1);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  return values.map((_, t) => -smooth[Math.min(Math.max(t - Math.floor(query / 2), 0), stretches - 1)]);
}

/** Smoothed windows on their principal axes, rotated by a matrix, the first coordinate left out. */
export function embed(values: readonly number[], window: number): Point[] {
  const smoothing = Math.floor(window / 3);
  const size = window - smoothing;
  const rows = Array.from({ length: values.length - window + 1 }, (_, i) =>
    Array.from({ length: size }, (__, j) => mean(values.slice(i + j, i + j + smoothing))),
  );
  const centre = Array.from({ length: size }, (_, j) => mean(rows.map((row) => row[j])));
  const covariance = centre.flatMap((_, i) =>
    centre.map((__, j) => mean(rows.map((row) => (row[i] - centre[i]) * (row[j] - centre[j])))),
  );
  const { vectors } = symmetricEigen(Float64Array.from(covariance), size);
  const axes = [0, 1, 2].map((k) => centre.map((_, j) => vectors[j * size + k]));
  const level = axes.map((axis) => axis.reduce((sum, value) => sum + value, 0));
  const norm = Math.hypot(...level) * (level[0] < 0 ? -1 : 1);
  const [a, b, c] = level.map((value) => value / norm);
  // The rotation that takes (a, b, c) to (1, 0, 0), by Rodrigues' formula.
  const rotation = [
    [a, b, c],
    [-b, 1 - (b * b) / (1 + a), -(b * c) / (1 + a)],
    [-c, -(b * c) / (1 + a), 1 - (c * c) / (1 + a)],
  ];
  return rows.map((row) => {
    const at = axes.map((axis) => axis.reduce((sum, value, j) => sum + value * (row[j] - centre[j]), 0));
    const turned = rotation.map((line) => line.reduce((sum, value, k) => sum + value * at[k], 0));
    return [turned[1], turned[2]];
  });
}

/** Solves for the point of each step on each ray. */
export function crossings(points: Point[], rays: number): { ray: number; radius: number; time: number }[] {
  return points.slice(1).flatMap((to, i) => {
    const from = points[i];
    const found: { ray: number; radius: number; time: number; share: number }[] = [];
    for (let ray = 0; ray < rays; ray++) {
      const [u, v] = [Math.cos((2 * Math.PI * ray) / rays), Math.sin((2 * Math.PI * ray) / rays)];
      const before = from[0] * v - from[1] * u;
      const after = to[0] * v - to[1] * u;
      if (before > 0 === after > 0) continue;
      const share = before / (before - after);
      const radius = (from[0] + share * (to[0] - from[0])) * u + (from[1] + share * (to[1] - from[1])) * v;
      if (radius > 0) found.push({ ray, radius, time: i + 1, share });
    }
    return found.sort((p, q) => p.share - q.share).map(({ ray, radius, time }) => ({ ray, radius, time }));
  });
}

/** Maxima of the density with Scott's bandwidth, on a grid of a quarter of it. */
export function peaks(values: number[]): number[] {
  if (values.length === 0) return [];
  const least = Math.min(...values);
  const sd = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  const bandwidth = sd * values.length ** -0.2;
  if (bandwidth < 1e-12 * Math.max(...values)) return [(least + Math.max(...values)) / 2];
  const step = bandwidth / 4;
  const grid = Array.from({ length: Math.floor((Math.max(...values) - least) / step) + 2 }, (_, k) => least + k * step);
  const density = grid.map((at) => mean(values.map((value) => Math.exp(-(((value - at) / bandwidth) ** 2) / 2))));
  return grid.filter((_, k) => density[k] > (density[k - 1] ?? 0) && density[k] >= (density[k + 1] ?? 0));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
