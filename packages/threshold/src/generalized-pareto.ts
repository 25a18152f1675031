/**
 * The generalized Pareto distribution, which tails of almost every distribution approach above a high level (Pickands
 * 1975; Balkema and de Haan 1974), and its fit by maximum profile likelihood: S. D. Grimshaw, "Computing maximum
 * likelihood estimates for the generalized Pareto distribution", Technometrics 35(2), 1993.
 */
import { checkNumber, checkOptionNames, toFloat64 } from '@tsad/core';

/** A generalized Pareto distribution of excesses y >= 0: P(Y > y) = (1 + shape y / scale)^(-1 / shape). */
export interface GeneralizedPareto {
  /** Tail index, no unit: negative = bounded tail, 0 = exponential, positive = power law with exponent 1 / shape. */
  shape: number;
  /** In units of the excesses, > 0. */
  scale: number;
}

/** Options of {@link fitGeneralizedPareto}. */
export interface GeneralizedParetoOptions {
  /** Lower bound of the shape, in [-0.5, 0]: below, the likelihood has no regular maximum. Default -0.5. */
  minShape?: number;
  /** Upper bound of the shape, in [0, 10]. Default 1. */
  maxShape?: number;
}

/**
 * Fits a generalized Pareto distribution by maximum likelihood within bounds of the shape.
 *
 * The bound is what makes the fit robust: with a shape of at most g, one wild excess among n moves the scale by no more
 * than a factor of about 1 + 1 / (g n), however large it is. With fewer than about 50 excesses the shape is a guess (its
 * standard error is (1 + shape) / sqrt(n)).
 *
 * @param excesses shape [n], n >= 1: positive, finite distances above a level.
 * @param options bounds of the shape.
 * @returns shape and scale. O(n) time, about 50 passes.
 * @throws RangeError for no excess, one that is not positive and finite, or wrong bounds.
 * @see Grimshaw (1993): with x = shape / scale the likelihood depends on x alone; here it is searched on a grid that
 *   covers the bounds, then by Brent's method, so no starting value can fail.
 * @example
 * const excesses = Array.from({ length: 500 }, (_, i) => -2 * Math.log1p(-(i + 0.5) / 500)); // exponential, scale 2
 * const { shape, scale } = fitGeneralizedPareto(excesses);
 * console.assert(Math.abs(shape) < 0.01 && Math.abs(scale - 2) < 0.02);
 */
export function fitGeneralizedPareto(
  excesses: ArrayLike<number>,
  options: GeneralizedParetoOptions = {},
): GeneralizedPareto {
  const where = 'fitGeneralizedPareto';
  checkOptionNames(where, options, ['minShape', 'maxShape']);
  const minShape = checkNumber(where, 'minShape', options.minShape ?? -0.5, -0.5, 0);
  const maxShape = checkNumber(where, 'maxShape', options.maxShape ?? 1, 0, 10);
  const values = toFloat64(where, 'excesses', excesses);
  if (values.length === 0) throw new RangeError(`${where}: excesses must not be empty`);
  for (let i = 0; i < values.length; i++) checkNumber(where, `excesses[${i}]`, values[i], Number.MIN_VALUE);
  return fitTail(values, minShape, maxShape);
}

/** Excesses beyond this many medians count as that many, so that no sum can overflow. */
const WILDEST = 1e30;

/** Kernel of {@link fitGeneralizedPareto}. */
export function fitTail(excesses: Float64Array, minShape: number, maxShape: number): GeneralizedPareto {
  // In units of the median the rates that the bounds allow are of order 1, whatever the largest excess.
  const unit = excesses.toSorted()[excesses.length >> 1];
  const z = excesses.map((value) => Math.min(value / unit, WILDEST));
  const average = z.reduce((sum, value) => sum + value, 0) / z.length;
  const largest = z.reduce((most, value) => Math.max(most, value), 0);
  const low = rateAtShape(z, minShape, -1 / largest);
  const high = rateAtShape(z, maxShape, Math.expm1(2 * maxShape));
  const rate = minimise((x) => profile(z, x, average), low, high);
  const edge = 1e-6 * (high - low);
  if (rate - low <= edge) return { shape: minShape, scale: unit * scaleAtShape(z, minShape, average, largest) };
  if (high - rate <= edge) return { shape: maxShape, scale: unit * scaleAtShape(z, maxShape, average, largest) };
  const shape = Math.min(maxShape, Math.max(minShape, shapeAtRate(z, rate)));
  return { shape, scale: unit * (rate === 0 ? average : shape / rate) };
}

/** P(Y > excess); 1 at and below zero. */
export function tailSurvival({ shape, scale }: GeneralizedPareto, excess: number): number {
  if (!(excess > 0)) return 1;
  if (Math.abs(shape) < 1e-12) return Math.exp(-excess / scale);
  const growth = (shape * excess) / scale;
  return growth <= -1 ? 0 : Math.exp(-Math.log1p(growth) / shape);
}

/** The excess that is exceeded with the given probability, in (0, 1]. */
export function tailQuantile({ shape, scale }: GeneralizedPareto, probability: number): number {
  const log = -Math.log(probability);
  return Math.abs(shape) < 1e-12 ? scale * log : (scale * Math.expm1(shape * log)) / shape;
}

/** The likeliest shape where shape / scale = x: the mean of log(1 + x z), rising in x. */
function shapeAtRate(z: Float64Array, x: number): number {
  const n = z.length;
  let sum = 0;
  let i = 0;
  // One logarithm for four factors, except near x = 0, where 1 + x z would round off what the profile divides by x.
  if (Math.abs(x) > 1e-3) {
    for (; i + 3 < n; i += 4) {
      sum += Math.log((1 + x * z[i]) * (1 + x * z[i + 1]) * ((1 + x * z[i + 2]) * (1 + x * z[i + 3])));
    }
  }
  for (; i < n; i++) sum += Math.log1p(x * z[i]);
  return sum / n;
}

/** Mean negative log-likelihood along the profile, less 1. */
function profile(z: Float64Array, x: number, average: number): number {
  const shape = shapeAtRate(z, x);
  return Math.log(x === 0 ? average : shape / x) + shape;
}

/**
 * The rate at which {@link shapeAtRate} is `shape`, between 0 and `far`: false position, which halves the weight of an
 * end that stays (the Illinois rule), to 1e-9 of the shape.
 */
function rateAtShape(z: Float64Array, shape: number, far: number): number {
  if (shape === 0) return 0;
  let [near, nearMiss] = [0, -shape];
  // A bounded tail must end beyond the largest excess: there the logarithm of its factor, and so the shape, has a pole.
  far *= 1 - 2 ** -25;
  let farMiss = shapeAtRate(z, far) - shape;
  if (farMiss > 0 === shape < 0) return far;
  for (let step = 0, side = 0; step < 60; step++) {
    const rate = (near * farMiss - far * nearMiss) / (farMiss - nearMiss);
    const miss = shapeAtRate(z, rate) - shape;
    if (Math.abs(miss) <= 1e-9 * Math.abs(shape)) return rate;
    if (miss > 0 === farMiss > 0) {
      [far, farMiss] = [rate, miss];
      if (side === 1) nearMiss /= 2;
      side = 1;
    } else {
      [near, nearMiss] = [rate, miss];
      if (side === -1) farMiss /= 2;
      side = -1;
    }
  }
  return near;
}

/** The likeliest scale for a given shape: the root of (1 + shape) mean(z / (scale + shape z)) = 1, falling in scale. */
function scaleAtShape(z: Float64Array, shape: number, average: number, largest: number): number {
  if (shape === 0) return average;
  let low = Math.max(0, -shape * largest);
  let high = low + (1 + shape) * average;
  while (high - low > 1e-15 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    let sum = 0;
    for (let i = 0; i < z.length; i++) sum += z[i] / (middle + shape * z[i]);
    if ((1 + shape) * sum > z.length) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const GRID = 12;
const GOLDEN = (3 - Math.sqrt(5)) / 2;

/** The minimum of f on [low, 0] and [0, high]: the best of a grid, then Brent's method around it. */
function minimise(f: (x: number) => number, low: number, high: number): number {
  const grid: number[] = [];
  for (let k = GRID; k > 0 && low < 0; k--) grid.push((low * k) / GRID);
  grid.push(0);
  for (let k = 1; k <= GRID && high > 0; k++) grid.push(Math.expm1((Math.log1p(high) * k) / GRID));
  let best = 0;
  const values = grid.map(f);
  for (let k = 1; k < grid.length; k++) if (values[k] < values[best]) best = k;
  return refine(f, grid[Math.max(0, best - 1)], grid[best], grid[Math.min(grid.length - 1, best + 1)], values[best]);
}

/**
 * The minimum of f between a and b from the point x between them: steps to the vertex of the parabola through the three
 * best points while they shrink, else golden sections (R. P. Brent, "Algorithms for minimization without derivatives",
 * 1973, chapter 5). Ends at 1e-9 of the first interval, where rounding of f hides what is left.
 */
function refine(f: (x: number) => number, a: number, x: number, b: number, fx: number): number {
  const tolerance = 1e-9 * (b - a);
  let [w, v, fw, fv] = [x, x, fx, fx];
  let step = 0;
  let before = 0;
  for (let round = 0; round < 60; round++) {
    const middle = (a + b) / 2;
    if (Math.abs(x - middle) <= 2 * tolerance - (b - a) / 2) break;
    const r = (x - w) * (fx - fv);
    const q = (x - v) * (fx - fw);
    const vertex = ((x - v) * q - (x - w) * r) / (2 * (r - q));
    const shrinks = Math.abs(vertex) < Math.abs(before) / 2 && x + vertex > a && x + vertex < b;
    before = shrinks ? step : (x < middle ? b : a) - x;
    step = shrinks ? vertex : GOLDEN * before;
    if (Math.abs(step) < tolerance) step = x < middle ? tolerance : -tolerance;
    const u = x + step;
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return x;
}
