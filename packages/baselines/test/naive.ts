/** The online detectors written out from their definitions: slow, obvious, one point after the other. */
import type { Random } from '@tsad/core';

/** |z| by the mean and the standard deviation of the window before each point. */
export function iid(values: readonly number[], window: number): number[] {
  return values.map((value, t) => {
    if (t < window || Number.isNaN(value)) return Number.NaN;
    const known = values.slice(t - window, t).filter((other) => !Number.isNaN(other));
    if (known.length < 2) return Number.NaN;
    const mean = known.reduce((sum, other) => sum + other, 0) / known.length;
    const sd = Math.sqrt(known.reduce((sum, other) => sum + (other - mean) ** 2, 0) / known.length);
    return Math.abs(value - mean) / sd;
  });
}

/** Ridge regression on lags, retrained at 2 order, 2 order + every, ... */
export function autoRegression(
  values: readonly number[],
  order: number,
  ridge: number,
  every: number,
  maxTrain: number,
): number[] {
  let coefficients: number[] | undefined;
  let mean = 0;
  return values.map((value, t) => {
    if (t >= 2 * order && (t - 2 * order) % every === 0) {
      const past = values.slice(Math.max(0, t - maxTrain), t);
      mean = past.reduce((sum, x) => sum + x, 0) / past.length;
      const centred = past.map((x) => x - mean);
      const variance = centred.reduce((sum, x) => sum + x * x, 0) / past.length;
      const matrix = Array.from({ length: order }, (_, i) =>
        Array.from({ length: order + 1 }, (__, j) => {
          let sum = i === j ? ridge * variance : 0;
          for (let s = order; s < centred.length; s++) {
            sum += centred[s - 1 - i] * (j === order ? centred[s] : centred[s - 1 - j]);
          }
          return sum;
        }),
      );
      coefficients = gauss(matrix);
    }
    if (!coefficients) return Number.NaN;
    const predicted = coefficients.reduce((sum, c, i) => sum + c * (values[t - 1 - i] - mean), mean);
    return Math.abs(value - predicted);
  });
}

/** Solves the system whose rows end with the right-hand side, by elimination with pivots. */
function gauss(rows: number[][]): number[] {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    const pivot = rows
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]) > Math.abs(rows[best][i]) ? i + k : best), i);
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let k = i + 1; k < n; k++) {
      const factor = rows[k][i] / rows[i][i];
      for (let j = i; j <= n; j++) rows[k][j] -= factor * rows[i][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    x[i] = (rows[i][n] - rows[i].slice(i + 1, n).reduce((sum, a, k) => sum + a * x[i + 1 + k], 0)) / rows[i][i];
  }
  return x;
}

/** The masked local level filter with given variances, from its first value on. */
export function localLevel(
  values: readonly number[],
  noise: number,
  drift: number,
  mask: number,
  memory: number,
): number[] {
  let level = values[0];
  let variance = noise;
  const former: number[] = [];
  return values.map((value, t) => {
    if (t === 0) return Number.NaN;
    variance += drift;
    if (Number.isNaN(value)) return Number.NaN;
    const score = Math.abs(value - level) / Math.sqrt(variance + noise);
    const last = former.slice(-memory);
    const odd = last.length >= 20 && last.filter((other) => other <= score).length / last.length > mask;
    former.push(score);
    if (!odd) {
      const gain = variance / (variance + noise);
      level += gain * (value - level);
      variance = gain * noise;
    }
    return score;
  });
}

/** The Gaussian log likelihood of all values but the first, by the whole covariance matrix of their differences. */
export function localLevelLikelihood(values: readonly number[], noise: number, drift: number): number {
  const n = values.length - 1;
  const differences = values.slice(1).map((value, i) => value - values[i]);
  // Differences of level plus noise: variance drift + 2 noise, covariance of neighbours -noise.
  let pivot = drift + 2 * noise;
  let rest = differences[0];
  let result = 0;
  for (let i = 0; i < n; i++) {
    if (i > 0) {
      rest = differences[i] + (noise / pivot) * rest;
      pivot = drift + 2 * noise - (noise * noise) / pivot;
    }
    result -= (Math.log(2 * Math.PI * pivot) + (rest * rest) / pivot) / 2;
  }
  return result;
}

/** A random cut tree of objects. */
export interface Tree {
  points: number[][];
  axis: number;
  cut: number;
  children: Tree[];
}

/** Inserts by the definition: cut the stretched box; a cut between box and point ends the walk. */
export function insertInto(tree: Tree | undefined, point: number[], random: Random): Tree {
  if (!tree) return { points: [point], axis: 0, cut: 0, children: [] };
  const distinct = tree.points.some((other) => other.some((value, k) => value !== tree.points[0][k]));
  const same = tree.points.every((other) => other.every((value, k) => value === point[k]));
  if (!distinct && same) return { ...tree, points: [...tree.points, point] };
  const low = point.map((_, k) => Math.min(...tree.points.map((other) => other[k])));
  const high = point.map((_, k) => Math.max(...tree.points.map((other) => other[k])));
  if (point.some((value, k) => value < low[k] || value > high[k])) {
    const widths = point.map((value, k) => Math.max(high[k], value) - Math.min(low[k], value));
    let rest = random.uniform() * total(point, low, high);
    let axis = 0;
    for (let k = 0; k < widths.length; k++) {
      if (widths[k] === 0) continue;
      axis = k;
      if (rest < widths[k]) break;
      rest -= widths[k];
    }
    const cut = Math.min(low[axis], point[axis]) + rest;
    const leaf: Tree = { points: [point], axis: 0, cut: 0, children: [] };
    const points = [...tree.points, point];
    if (point[axis] <= cut && cut < low[axis]) return { points, axis, cut, children: [leaf, tree] };
    if (high[axis] <= cut && cut < point[axis]) return { points, axis, cut, children: [tree, leaf] };
  }
  const side = point[tree.axis] <= tree.cut ? 0 : 1;
  const children = tree.children.slice();
  children[side] = insertInto(children[side], point, random);
  return { ...tree, points: [...tree.points, point], children };
}

/** The sum of the sides of the stretched box, added up as box side plus stretch. */
function total(point: number[], low: number[], high: number[]): number {
  return point.reduce((sum, value, k) => sum + (high[k] - low[k] + Math.max(low[k] - value, value - high[k], 0)), 0);
}

/** Removes one point equal to `point`; the sibling of an emptied leaf moves up. */
export function removeFrom(tree: Tree, point: number[]): Tree | undefined {
  const index = tree.points.findIndex((other) => other.every((value, k) => value === point[k]));
  const points = tree.points.filter((_, i) => i !== index);
  if (tree.children.length === 0) return points.length > 0 ? { ...tree, points } : undefined;
  const side = point[tree.axis] <= tree.cut ? 0 : 1;
  const child = removeFrom(tree.children[side], point);
  if (!child) return tree.children[1 - side];
  return { ...tree, points, children: side === 0 ? [child, tree.children[1]] : [tree.children[0], child] };
}

/** The largest ratio of points beside to points inside, over the subtrees that hold `point`. */
export function displacement(tree: Tree, point: number[]): number {
  if (tree.children.length === 0) return 0;
  const side = point[tree.axis] <= tree.cut ? 0 : 1;
  const beside = tree.children[1 - side].points.length;
  return Math.max(beside / tree.children[side].points.length, displacement(tree.children[side], point));
}

/** Distances of rows from their own mean by the inverse of their covariance; undefined where that has none to speak of. */
export function mahalanobis(table: readonly number[], channels: number): number[] | undefined {
  const rows = Array.from({ length: table.length / channels }, (_, i) => table.slice(i * channels, (i + 1) * channels));
  const mean = rows[0].map((_, c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
  const centred = rows.map((row) => row.map((value, c) => value - mean[c]));
  const covariance = mean.map((_, a) =>
    mean.map((__, b) => centred.reduce((sum, row) => sum + row[a] * row[b], 0) / rows.length),
  );
  const squares = centred.map((row) => {
    const solved = gauss(covariance.map((line, a) => [...line, row[a]]));
    return row.reduce((sum, value, c) => sum + value * solved[c], 0);
  });
  return squares.every((square) => square >= 0 && square < 50) ? squares.map(Math.sqrt) : undefined;
}

/** By how much a weight that may rise has a lower gradient than one that may fall; at the optimum by nothing. */
export function oneClassViolation(matrix: readonly number[][], weights: ArrayLike<number>): number {
  const gradient = matrix.map((row) => row.reduce((sum, kernel, j) => sum + kernel * weights[j], 0));
  const rising = gradient.filter((_, i) => weights[i] < 1);
  const falling = gradient.filter((_, i) => weights[i] > 0);
  return rising.length === 0 ? 0 : Math.max(...falling) - Math.min(...rising);
}
