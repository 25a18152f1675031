/**
 * Nearest-neighbour joins of windows: self-join, AB-join and left join, exact, in O(n_a n_b) time and O(n) memory.
 * The diagonal recurrence is that of SCRIMP and SCAMP (Zhu et al. 2018, Zimmerman et al. 2019).
 */
import { checkBoolean, checkChoice, checkInteger, checkNumber, checkOptionNames, toFloat64 } from '@tsad/core';
import { type JoinPlan, type JoinShape, type JoinSpec, planJoin, runStrip } from './join-plan.ts';
import { kernelsOn } from './kernels.ts';
import { mergeLists, type Neighbours, toNeighbours } from './neighbours.ts';
import type { JoinDistance, Measure } from './windows.ts';

/** A distance with its number. */
export interface JoinMeasure {
  /** How far two windows are apart. */
  distance: JoinDistance;
  /** Added to a window's standard deviation, in the unit of the series; only for `soft`. Default 0.3. */
  softening?: number;
}

/** What a join may be told. */
export interface JoinOptions {
  /** Points per window, at least 3. */
  window: number;
  /** Default `z`. */
  distance?: JoinDistance;
  /** Added to a window's standard deviation, in the unit of the series; only for `soft`. Default 0.3. */
  softening?: number;
  /**
   * Up to two more distances, each with neighbours of its own, found in the same walk: about half the time of a join of
   * its own. Raw distances do not mix with others. Default none.
   */
  also?: readonly JoinMeasure[];
  /** Neighbours kept per window. Default 1. */
  neighbours?: number;
  /**
   * Whether the self-join also tells the neighbours before and after each window; a little faster without. Default true.
   */
  sides?: boolean;
  /**
   * Windows that start at most this far apart are not compared. Default ceil(window / 4) for the self-join and the left
   * join; the AB-join has none.
   */
  exclusion?: number;
  /**
   * Nor are those that start further apart than this, rounded up so that a multiple of eight distances is left. Only for
   * the self-join and the left join. Default no limit.
   */
  reach?: number;
  /**
   * Most pairs of windows to compare. A join that needs more is run on averages of `factor` neighbouring points; the
   * result says so. Default no limit.
   */
  budget?: number;
  /** Use fused multiply-add where the machine has it: a little faster, the last bits may differ. Default false. */
  relaxedSimd?: boolean;
}

/** The outcome of a join. Window i covers the points [i factor, (i + window) factor). */
export interface JoinResult extends Neighbours {
  /** Windows of the series. */
  count: number;
  /** Points per window after averaging. */
  window: number;
  /** Points averaged into one to stay within the budget; 1 means that nothing was averaged. */
  factor: number;
  /** Neighbours per window. */
  neighbours: number;
  /** Pairs of windows that were compared, each once. */
  cells: number;
  /** The neighbours under the distances of `also`, in their order. */
  also: Neighbours[];
}

/** The outcome of a self-join: the nearest neighbours overall, and those before and after each window. */
export interface SelfJoinResult extends JoinResult {
  /** Neighbours that start earlier; empty with `sides: false`. */
  left: Neighbours;
  /** Neighbours that start later; empty with `sides: false`. */
  right: Neighbours;
}

/** The options with every default filled in, and the factor of averaging. */
export interface ResolvedJoin {
  spec: JoinSpec;
  factor: number;
  relaxedSimd: boolean;
}

const NAMES = [
  'window',
  'distance',
  'softening',
  'also',
  'neighbours',
  'sides',
  'exclusion',
  'reach',
  'budget',
  'relaxedSimd',
];

/**
 * The nearest neighbours of every window of a series within the series itself (the matrix profile).
 * Windows that touch a missing value (NaN or infinite) get no neighbour and are nobody's neighbour. Ties go to the
 * lowest index. Exact up to rounding: a spike more than about 1e6 times as high as the detail beside it costs digits.
 * @param series one value a point.
 * @param options `window` is required.
 * @returns distances and indices, shape [windows, neighbours]; `left` and `right` hold the same for one side only.
 * Costs O(n^2) time, about 1 ns a pair, and O(n) memory.
 * @throws RangeError when the series is shorter than one window or an option is out of range.
 * @example
 * const series = Float64Array.from({ length: 400 }, (_, t) => Math.sin(t / 5) + (t === 250 ? 3 : 0));
 * const { distances } = selfJoin(series, { window: 32 });
 * const oddest = distances.indexOf(Math.max(...distances));
 * console.assert(oddest > 250 - 32 && oddest <= 250);
 * @see Yeh et al., "Matrix Profile I", ICDM 2016.
 */
export function selfJoin(series: ArrayLike<number>, options: JoinOptions): SelfJoinResult {
  return finishSelf(runHere(resolveJoin('selfJoin', 'self', series, series, options)));
}

/**
 * The nearest neighbours of every window of a series among the windows of another one.
 * With a reference that is known to be normal, a large distance is novelty. Windows that touch a missing value get no
 * neighbour and are nobody's neighbour.
 * @param series one value a point.
 * @param reference where neighbours are looked for; one value a point.
 * @param options `window` is required; `exclusion` must be absent, as positions in two series do not compare.
 * @returns distances and indices (into the reference), shape [windows of the series, neighbours]. O(n_a n_b) time.
 * @throws RangeError when one of the two is shorter than one window or an option is out of range.
 * @example
 * const normal = Float64Array.from({ length: 200 }, (_, t) => Math.sin(t / 5));
 * const test = Float64Array.from({ length: 100 }, (_, t) => Math.sin(t / 5 + 1) + (t === 60 ? 2 : 0));
 * const { distances } = abJoin(test, normal, { window: 16 });
 * console.assert(distances[50] > 10 * distances[0]);
 */
export function abJoin(series: ArrayLike<number>, reference: ArrayLike<number>, options: JoinOptions): JoinResult {
  return finish(runHere(resolveJoin('abJoin', 'ab', series, reference, options)));
}

/**
 * The nearest neighbours of every window among the windows that start earlier: what a causal detector may know.
 * The first windows have no neighbour. O(n^2) time.
 * @param series one value a point.
 * @param options `window` is required.
 * @returns distances and indices, shape [windows, neighbours].
 * @throws RangeError when the series is shorter than one window or an option is out of range.
 * @example
 * const series = Float64Array.from({ length: 300 }, (_, t) => Math.sin(t / 5));
 * const { indices } = leftJoin(series, { window: 30 });
 * console.assert(indices[0] === -1 && indices[200] < 200 - 8);
 */
export function leftJoin(series: ArrayLike<number>, options: JoinOptions): JoinResult {
  return finish(runHere(resolveJoin('leftJoin', 'left', series, series, options)));
}

/** Checks the options of a join and averages the series where the budget demands it. */
export function resolveJoin(
  where: string,
  shape: JoinShape,
  series: ArrayLike<number>,
  reference: ArrayLike<number>,
  options: JoinOptions,
): ResolvedJoin {
  checkOptionNames(where, options, NAMES);
  const window = checkInteger(where, 'window', options.window, 3, 1 << 24);
  const measures = [
    checkMeasure(where, '', { distance: options.distance ?? 'z', softening: options.softening }),
    ...checkAlso(where, options.also ?? []),
  ];
  const raw = measures.filter(({ distance }) => distance === 'raw').length;
  if (raw > 0 && raw < measures.length) {
    throw new RangeError(`${where}: also must not mix raw distances with others, as their products differ`);
  }
  const neighbours = checkInteger(where, 'neighbours', options.neighbours ?? 1, 1, 1000);
  const sides = checkBoolean(where, 'sides', options.sides ?? true);
  const relaxedSimd = checkBoolean(where, 'relaxedSimd', options.relaxedSimd ?? false);
  const budget = options.budget === undefined ? Number.MAX_VALUE : checkNumber(where, 'budget', options.budget, 1e4);
  if (shape !== 'self' && options.sides !== undefined) {
    throw new RangeError(`${where}: sides has a meaning for the self-join only; leave it out`);
  }
  for (const name of ['exclusion', 'reach'] as const) {
    if (shape === 'ab' && options[name] !== undefined) {
      throw new RangeError(`${where}: ${name} has no meaning between two series; leave it out`);
    }
  }
  const exclusion = checkInteger(where, 'exclusion', options.exclusion ?? Math.ceil(window / 4), 0);
  const reach = options.reach === undefined ? Number.POSITIVE_INFINITY : checkInteger(where, 'reach', options.reach, 0);
  const values = toFloat64(where, 'series', series);
  const others = reference === series ? values : toFloat64(where, 'reference', reference);
  checkLength(where, 'series', values, window);
  checkLength(where, 'reference', others, window);
  const pairs = (values.length - window + 1) * (others.length - window + 1) * (shape === 'ab' ? 1 : 0.5);
  const factor = Math.min(Math.max(1, Math.ceil(Math.sqrt(pairs / budget))), Math.max(1, Math.floor(window / 4)));
  const shared = { shape, measures, neighbours, sides };
  if (factor === 1) {
    return { spec: { ...shared, series: values, reference: others, window, exclusion, reach }, factor, relaxedSimd };
  }
  const averaged = blockMeans(values, factor);
  const spec = {
    ...shared,
    series: averaged,
    reference: others === values ? averaged : blockMeans(others, factor),
    window: Math.round(window / factor),
    exclusion: Math.ceil(exclusion / factor),
    reach: Math.ceil(reach / factor),
  };
  return { spec, factor, relaxedSimd };
}

/** Averages of `factor` points each; the rest at the end is dropped. A missing point makes its average missing. */
export function blockMeans(values: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(Math.floor(values.length / factor));
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let t = i * factor; t < (i + 1) * factor; t++) sum += values[t] / factor;
    out[i] = sum;
  }
  return out;
}

/** A join whose strips have all run. */
export interface FinishedJoin extends ResolvedJoin {
  plan: JoinPlan;
}

/** The result of a join that has run. */
export function finish({ plan, factor }: FinishedJoin): JoinResult {
  const [main, ...also] = plan.views.map((view) => toNeighbours(plan, view, view.outputs[0]));
  return { ...main, ...facts(plan, factor), also };
}

/** The result of a self-join that has run. */
export function finishSelf({ plan, factor }: FinishedJoin): SelfJoinResult {
  const [right, left] = plan.spec.sides
    ? plan.views[0].outputs.map((list) => toNeighbours(plan, plan.views[0], list))
    : [NO_NEIGHBOURS, NO_NEIGHBOURS];
  const [main, ...also] = plan.views.map((view) => {
    const [after, ...rest] = view.outputs;
    for (const earlier of rest) mergeLists(after, earlier, plan.count, plan.spec.neighbours);
    return toNeighbours(plan, view, after);
  });
  return { ...main, ...facts(plan, factor), also, left, right };
}

const NO_NEIGHBOURS: Neighbours = { distances: new Float64Array(0), indices: new Int32Array(0) };

function facts(
  plan: JoinPlan,
  factor: number,
): Pick<JoinResult, 'count' | 'window' | 'factor' | 'neighbours' | 'cells'> {
  const { spec, count, cells } = plan;
  return { count, window: spec.window, factor, neighbours: spec.neighbours, cells };
}

function runHere(resolved: ResolvedJoin): FinishedJoin {
  const plan = planJoin(resolved.spec);
  const kernels = kernelsOn(plan.arena.memory, resolved.relaxedSimd);
  for (const strip of plan.strips) runStrip(kernels, plan, strip);
  return { ...resolved, plan };
}

function checkMeasure(where: string, prefix: string, { distance, softening = 0.3 }: JoinMeasure): Measure {
  return {
    distance: checkChoice(where, `${prefix}distance`, distance, ['z', 'soft', 'centred', 'raw']),
    softening: checkNumber(where, `${prefix}softening`, softening, 0),
  };
}

function checkAlso(where: string, also: readonly JoinMeasure[]): Measure[] {
  if (!Array.isArray(also) || also.length > 2) {
    throw new TypeError(`${where}: also must be a list of at most two distances`);
  }
  return also.map((measure, i) => checkMeasure(where, `also[${i}].`, measure));
}

function checkLength(where: string, name: string, values: Float64Array, window: number): void {
  if (values.length < window) {
    throw new RangeError(`${where}: ${name} must hold a window of ${window} points, got ${values.length}`);
  }
}
