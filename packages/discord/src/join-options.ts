/** What a join may be told: the options, their checks, and the averaging that keeps a join within its budget. */
import { checkBoolean, checkChoice, checkInteger, checkNumber, checkOptionNames, toFloat64 } from '@tsad/core';
import type { JoinShape, JoinSpec } from './join-plan.ts';
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

function checkMeasure(where: string, prefix: string, { distance, softening = 0.3 }: JoinMeasure): Measure {
  return {
    distance: checkChoice(where, `${prefix}distance`, distance, ['z', 'soft', 'centred', 'raw']),
    softening: checkNumber(where, `${prefix}softening`, softening, 0),
  };
}

function checkAlso(where: string, also: readonly JoinMeasure[]): Measure[] {
  if (!Array.isArray(also) || also.length > 2) {
    const got = Array.isArray(also) ? `${also.length}` : also === null ? 'null' : typeof also;
    throw new TypeError(`${where}: also must be a list of at most two distances, got ${got}`);
  }
  return also.map((measure, i) => checkMeasure(where, `also[${i}].`, measure));
}

function checkLength(where: string, name: string, values: Float64Array, window: number): void {
  if (values.length < window) {
    throw new RangeError(`${where}: ${name} must hold a window of ${window} points, got ${values.length}`);
  }
}
