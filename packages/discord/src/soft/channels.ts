/** All channels of one variable of a series, at the rate that the budget allows. */
import { blockMeans } from '../join-options.ts';
import { energyWindow, secondDifferenceEnergy } from './energy.ts';
import type { Joins } from './joins.ts';
import type { ResolvedSoftDiscord } from './options.ts';
import { compareShapes, type DriftSpan, learnShapes, type ShapeComparison } from './shapes.ts';
import { type LearntVariable, standardise } from './variable.ts';

/**
 * What a channel looks at. `shape`: unlike every train window up to level and amplitude. `amplitude`: unlike every train
 * window up to level. `roughness`: the second difference has much energy.
 */
export type ChannelKind = 'shape' | 'amplitude' | 'roughness';

/** One channel. */
export interface Channel {
  kind: ChannelKind;
  /** Points of the series that it looks at together. */
  window: number;
  /** Points per block. */
  factor: number;
  /** Blocks of the train part in front of the others: 0 unless the train part was asked for. */
  trainBlocks: number;
  /** One value a block. */
  values: Float64Array;
  /** The same where the scored series itself counts as normal, too; absent where that is not looked at. */
  drifting?: Float64Array;
  /** In blocks; absent for the roughness. */
  comparison?: ShapeComparison;
}

/** The channels of one variable. */
export interface VariableChannels {
  learnt: LearntVariable;
  channels: Channel[];
}

/** Blocks per period that averaging leaves. */
const LEAST_BLOCKS = 16;
/** Blocks, or points, per window at least. */
export const LEAST_WINDOW = 4;

/** Points per block for a budget of pairs. */
function budgetFactor(train: number, test: number, period: number, budget: number): number {
  const pairs = train * Math.max(test, train / 2);
  return Math.max(1, Math.min(Math.ceil(Math.sqrt(pairs / budget)), Math.floor(period / LEAST_BLOCKS)));
}

/** Points of every window length, ascending, without repetitions. */
export function windowsOf(shares: readonly number[], period: number): number[] {
  const sizes = shares.map((share) => Math.max(LEAST_WINDOW, Math.round(share * period)));
  return [...new Set(sizes)].sort((a, b) => a - b);
}

/**
 * Compares a series with the train part in every channel.
 * @param points the series, in its own unit.
 * @param withTrain also compares the train part with itself and puts it in front.
 */
export async function channelsOf(
  points: Float64Array,
  learnt: LearntVariable,
  options: ResolvedSoftDiscord,
  withTrain: boolean,
  joins: Joins,
): Promise<VariableChannels> {
  const { period, centre, scale, train } = learnt;
  const { budget, resolution } = options;
  const test = standardise(points, centre, scale);
  const forced = budgetFactor(train.length, test.length, period, budget);
  const channels: Channel[] = [];
  const windows = windowsOf(options.windows, period);
  for (const [i, length] of windows.entries()) {
    const factor = Math.max(forced, Math.floor(length / resolution));
    const window = Math.max(LEAST_WINDOW, Math.round(length / factor));
    const [x, y] = [train, test].map((values) => (factor === 1 ? values : blockMeans(values, factor)));
    const add = (kind: ChannelKind, comparison: ShapeComparison, own?: ShapeComparison): void => {
      const before = own?.values ?? new Float64Array(0);
      const values = joined(before, comparison.values);
      const drifting = comparison.drifting && joined(before, comparison.drifting);
      channels.push({
        kind,
        window: window * factor,
        factor,
        trainBlocks: before.length,
        values,
        drifting,
        comparison,
      });
    };
    const amplitude = options.amplitude && i === windows.length - 1;
    const { comparisons: own, ...reference } = await learnShapes(x, window, options, amplitude, withTrain, joins);
    const span =
      options.drift && 2 * length >= period ? driftSpan(y.length, window, period / factor, budget) : undefined;
    const found = await compareShapes(y, reference, options, amplitude, span, joins);
    add('shape', found.shape, own?.shape);
    if (found.amplitude) add('amplitude', found.amplitude, own?.amplitude);
  }
  if (options.roughness) {
    const window = energyWindow(period);
    const [own, values] = [train, test].map((part) => secondDifferenceEnergy(part, window, forced));
    const trainBlocks = withTrain ? own.length : 0;
    channels.push({
      kind: 'roughness',
      window,
      factor: forced,
      trainBlocks,
      values: withTrain ? joined(own, values) : values,
    });
  }
  return { learnt, channels };
}

/** From a period (and a window) apart as far as the budget of pairs reaches. */
function driftSpan(blocks: number, window: number, period: number, budget: number): DriftSpan {
  const windows = blocks - window + 1;
  const exclusion = Math.max(0, Math.min(Math.max(window, Math.round(period)), windows - 2));
  return { exclusion, reach: exclusion + Math.ceil(budget / Math.max(1, windows)) };
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const out = new Float64Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}
