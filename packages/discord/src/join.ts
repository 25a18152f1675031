/**
 * Nearest-neighbour joins of windows: self-join, AB-join and left join, exact, in O(n_a n_b) time and O(n) memory.
 * The diagonal recurrence is that of SCRIMP and SCAMP (Zhu et al. 2018, Zimmerman et al. 2019).
 */
import { type JoinOptions, type ResolvedJoin, resolveJoin } from './join-options.ts';
import { type JoinPlan, planJoin, runStrip } from './join-plan.ts';
import { kernelsOn } from './kernels.ts';
import { mergeLists, type Neighbours, toNeighbours } from './neighbours.ts';

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
