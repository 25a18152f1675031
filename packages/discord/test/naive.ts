/** The definitions, written out: every window normalised on its own, every pair compared point by point. */
import type { JoinDistance } from '../src/windows.ts';

export interface NaiveOptions {
  window: number;
  distance?: JoinDistance;
  softening?: number;
  neighbours?: number;
}

export interface NaiveResult {
  distances: Float64Array;
  indices: Int32Array;
}

/** A window as the distance sees it; undefined when it touches a gap. `flat` marks a constant one under `z`. */
function normalise(
  values: ArrayLike<number>,
  start: number,
  { window, distance = 'z', softening = 0.3 }: NaiveOptions,
): { values: number[]; flat: boolean } | undefined {
  const cut = Array.from({ length: window }, (_, t) => values[start + t]);
  if (!cut.every(Number.isFinite)) return undefined;
  if (distance === 'raw') return { values: cut, flat: false };
  const first = cut[0];
  const mean = cut.reduce((sum, value) => sum + (value - first) / window, 0);
  const centred = cut.map((value) => value - first - mean);
  if (distance === 'centred') return { values: centred, flat: false };
  const constant = cut.every((value) => value === first);
  const deviation = constant ? 0 : Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / window);
  const scale = distance === 'soft' ? deviation + softening : deviation;
  const flat = distance === 'z' && constant;
  return { values: centred.map((value) => (scale > 0 && !constant ? value / scale : 0)), flat };
}

/** The distance of two windows; NaN when one touches a gap. */
export function naiveDistance(
  a: ArrayLike<number>,
  i: number,
  b: ArrayLike<number>,
  j: number,
  options: NaiveOptions,
): number {
  const u = normalise(a, i, options);
  const v = normalise(b, j, options);
  if (!u || !v) return Number.NaN;
  if (u.flat !== v.flat) return Math.sqrt(options.window);
  return Math.sqrt(u.values.reduce((sum, value, t) => sum + (value - v.values[t]) ** 2, 0));
}

/** All pairs that `allowed` lets through, the k nearest kept; equal distances: the lower index first. */
export function naiveJoin(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: NaiveOptions,
  allowed: (i: number, j: number) => boolean = () => true,
): NaiveResult {
  const { window, neighbours = 1 } = options;
  const rows = Math.max(0, a.length - window + 1);
  const columns = Math.max(0, b.length - window + 1);
  const distances = new Float64Array(rows * neighbours).fill(Number.NaN);
  const indices = new Int32Array(rows * neighbours).fill(-1);
  const us = Array.from({ length: rows }, (_, i) => normalise(a, i, options));
  const vs = Array.from({ length: columns }, (_, j) => normalise(b, j, options));
  for (let i = 0; i < rows; i++) {
    const candidates: [number, number][] = [];
    const u = us[i];
    for (let j = 0; j < columns; j++) {
      const v = vs[j];
      if (!u || !v || !allowed(i, j)) continue;
      let sum = 0;
      for (let t = 0; t < window; t++) sum += (u.values[t] - v.values[t]) ** 2;
      candidates.push([u.flat !== v.flat ? Math.sqrt(window) : Math.sqrt(sum), j]);
    }
    candidates.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
    for (const [slot, [distance, j]] of candidates.slice(0, neighbours).entries()) {
      distances[i * neighbours + slot] = distance;
      indices[i * neighbours + slot] = j;
    }
  }
  return { distances, indices };
}
