/**
 * A series as a walk through a graph of its recurring patterns: P. Boniol, T. Palpanas, "Series2Graph: graph-based
 * subsequence anomaly detection for time series", PVLDB 13(11), 2020, sections 4.1 to 4.3.
 */

import { densityPeaks } from './density-peaks.ts';
import { type Embedding, embed, learnEmbedding } from './pattern-embedding.ts';
import { type Crossings, crossings } from './ray-crossings.ts';

/** Nodes on rays of a plane, and how often each was followed by each. */
export interface PatternGraph {
  embedding: Embedding;
  /** Of each ray the distances of its nodes from the centre, ascending. */
  radii: Float64Array[];
  /** Number of the first node of each ray. */
  firstNode: number[];
  /** How often an edge was walked, by {@link edgeKey}. */
  weights: Map<number, number>;
  /** Distinct edges at each node, arriving and leaving ones. */
  degrees: Int32Array;
}

/** Learns the graph of a series of at least `window` + 1 values. O(n window), and O(window^3). */
export function learnGraph(series: Float64Array, window: number, rays: number): PatternGraph {
  const embedding = learnEmbedding(series, window);
  const walk = crossings(embed(embedding, series), rays);
  const radii = Array.from({ length: rays }, (_, ray) =>
    densityPeaks(walk.radius.filter((__, i) => walk.ray[i] === ray)),
  );
  const firstNode: number[] = [];
  let nodes = 0;
  for (const list of radii) {
    firstNode.push(nodes);
    nodes += list.length;
  }
  const graph = { embedding, radii, firstNode, weights: new Map<number, number>(), degrees: new Int32Array(nodes) };
  const path = nodesOf(graph, walk);
  for (let i = 1; i < path.length; i++) {
    const key = edgeKey(graph, path[i - 1], path[i]);
    const known = graph.weights.get(key) ?? 0;
    graph.weights.set(key, known + 1);
    if (known > 0) continue;
    graph.degrees[path[i - 1]]++;
    graph.degrees[path[i]]++;
  }
  return graph;
}

/**
 * How usual the walk of a series is: over every stretch of `query` points the sum, over the edges walked within, of the
 * weight of the edge times the degree less one of the node it leaves, per point. O(n window).
 * @param query at least `window`, at most the length of the series.
 * @returns shape [n - query + 1].
 */
export function normality(graph: PatternGraph, series: Float64Array, rays: number, query: number): Float64Array {
  const { window } = graph.embedding;
  const walk = crossings(embed(graph.embedding, series), rays);
  const path = nodesOf(graph, walk);
  // Of all edges that end at or before a point of the walk; whole numbers, so that differences are exact.
  const total = new Float64Array(series.length - window + 1);
  for (let i = 1; i < path.length; i++) {
    if (path[i - 1] < 0 || path[i] < 0) continue;
    const weight = graph.weights.get(edgeKey(graph, path[i - 1], path[i])) ?? 0;
    total[walk.time[i]] += weight * (graph.degrees[path[i - 1]] - 1);
  }
  for (let i = 1; i < total.length; i++) total[i] += total[i - 1];
  const span = query - window;
  return Float64Array.from({ length: series.length - query + 1 }, (_, i) => (total[i + span] - total[i]) / query);
}

/** The node nearest to each crossing; -1 on a ray without nodes. */
function nodesOf({ radii, firstNode }: PatternGraph, { ray, radius }: Crossings): Int32Array {
  return Int32Array.from(ray, (k, i) => {
    const list = radii[k];
    if (list.length === 0) return -1;
    let best = 0;
    for (let j = 1; j < list.length; j++) {
      if (Math.abs(list[j] - radius[i]) < Math.abs(list[best] - radius[i])) best = j;
    }
    return firstNode[k] + best;
  });
}

function edgeKey({ degrees }: PatternGraph, from: number, to: number): number {
  return from * degrees.length + to;
}
