/** From the kernels' lists to distances and indices. */
import type { JoinPlan, JoinView } from './join-plan.ts';
import type { JoinLists } from './join-sides.ts';
import type { WindowTable } from './windows.ts';

/** The nearest neighbours of every window. */
export interface Neighbours {
  /** Distances, shape [count, neighbours], nearest first; NaN where there is none. */
  distances: Float64Array;
  /** First point of the neighbour, in windows of the reference, same shape; -1 where there is none. */
  indices: Int32Array;
}

/** Below this share of the two windows' energy a squared distance is computed anew from the points. */
const CANCELLED = 1e-4;

/** Puts the candidates of `source` into the lists of `target`. Largest h first; equal h: the lower index first. */
export function mergeLists(target: JoinLists, source: JoinLists, count: number, k: number): void {
  for (let i = 0; i < count; i++) {
    const first = i * k;
    for (let s = first; s < first + k; s++) {
      const h = source.best[s];
      const from = source.index[s];
      if (from < 0) break;
      let slot = first + k;
      while (slot > first && before(h, from, target.best[slot - 1], target.index[slot - 1])) slot--;
      if (slot === first + k) break;
      for (let at = first + k - 1; at > slot; at--) {
        target.best[at] = target.best[at - 1];
        target.index[at] = target.index[at - 1];
      }
      target.best[slot] = h;
      target.index[slot] = from;
    }
  }
}

function before(h: number, from: number, otherH: number, otherFrom: number): boolean {
  return h > otherH || (h === otherH && (otherFrom < 0 || from < otherFrom));
}

/** The distances of one list of a view. */
export function toNeighbours(
  { spec, count }: JoinPlan,
  { series, reference, unit }: JoinView,
  list: JoinLists,
): Neighbours {
  const k = spec.neighbours;
  const distances = new Float64Array(count * k).fill(Number.NaN);
  const indices = new Int32Array(count * k).fill(-1);
  for (let i = 0; i < count; i++) {
    for (let slot = i * k; slot < (i + 1) * k; slot++) {
      const j = list.index[slot];
      if (j < 0) break;
      const distance = unit * distanceOf(series, i, reference, j, spec.window, list.best[slot]);
      let at = slot;
      for (; at > i * k && distances[at - 1] > distance; at--) {
        distances[at] = distances[at - 1];
        indices[at] = indices[at - 1];
      }
      distances[at] = distance;
      indices[at] = j;
    }
  }
  return { distances, indices };
}

/**
 * The distance of window i of one table to window j of another, from the kernel's h; where most digits of h have
 * cancelled it is summed again from the points.
 */
export function distanceOf(
  rows: WindowTable,
  i: number,
  columns: WindowTable,
  j: number,
  window: number,
  h: number,
): number {
  const square = 2 * (rows.a[i] - h);
  if (square > CANCELLED * 2 * (rows.a[i] + columns.a[j])) return Math.sqrt(square);
  let sum = 0;
  for (let t = 0; t < window; t++) {
    const u = (rows.x[i + t] - rows.mean[i]) * rows.b[i];
    const v = (columns.x[j + t] - columns.mean[j]) * columns.b[j];
    sum += (u - v) * (u - v);
  }
  return Math.sqrt(sum);
}
