/** All channels of one variable of a series, at the rate that the budget allows. */
import { blockMeans } from '../join.ts';
import { energyWindow, secondDifferenceEnergy } from './energy.ts';
import type { Joins } from './joins.ts';
import type { ResolvedSoftDiscord } from './options.ts';
import {
  compareAmplitudes,
  compareShapes,
  compareTrain,
  compareTrainAmplitudes,
  learnShapes,
  type ShapeComparison,
} from './shapes.ts';
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
  /** One value a block. */
  values: Float64Array;
  /** In blocks; absent for the roughness. */
  comparison?: ShapeComparison;
}

/** The channels of one variable. */
export interface VariableChannels {
  learnt: LearntVariable;
  /** Points per block. */
  factor: number;
  /** Blocks of the train part that stand before the test part in `values`: 0 unless the train part was asked for. */
  trainBlocks: number;
  channels: Channel[];
}

/** Blocks per period that averaging leaves. */
const LEAST_BLOCKS = 16;
/** Blocks, or points, per window at least. */
export const LEAST_WINDOW = 4;

/** Points per block for a budget of pairs. */
export function blockFactor(train: number, test: number, period: number, budget: number): number {
  const pairs = train * Math.max(test, train / 2);
  return Math.max(1, Math.min(Math.ceil(Math.sqrt(pairs / budget)), Math.floor(period / LEAST_BLOCKS)));
}

/** Windows in blocks, ascending, without repetitions. */
export function windowsOf(shares: readonly number[], period: number, factor: number): number[] {
  const sizes = shares.map((share) => Math.max(LEAST_WINDOW, Math.round((share * period) / factor)));
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
  const { period, centre, scale } = learnt;
  const factor = blockFactor(learnt.train.length, points.length, period, options.budget);
  const blocks = (values: Float64Array): Float64Array => (factor === 1 ? values : blockMeans(values, factor));
  const test = standardise(points, centre, scale);
  const [testBlocks, trainBlocks] = [blocks(test), blocks(learnt.train)];
  const channels: Channel[] = [];
  const add = (
    kind: ChannelKind,
    window: number,
    own: Float64Array | undefined,
    values: Float64Array,
    comparison?: ShapeComparison,
  ): void => {
    channels.push({ kind, window: window * factor, values: own ? joined(own, values) : values, comparison });
  };
  const windows = windowsOf(options.windows, period, factor);
  for (const window of windows) {
    const reference = await learnShapes(trainBlocks, window, options, joins);
    const own = withTrain ? await compareTrain(reference, options, joins) : undefined;
    const comparison = await compareShapes(testBlocks, reference, options, joins);
    add('shape', window, own?.values, comparison.values, comparison);
  }
  if (options.amplitude) {
    const window = windows[windows.length - 1];
    const { averaging } = options;
    const own = withTrain ? await compareTrainAmplitudes(trainBlocks, window, averaging, joins) : undefined;
    const comparison = await compareAmplitudes(testBlocks, trainBlocks, window, averaging, joins);
    add('amplitude', window, own, comparison.values, comparison);
  }
  if (options.roughness) {
    const window = energyWindow(period);
    const energy = (values: Float64Array): Float64Array => secondDifferenceEnergy(values, window, factor);
    add('roughness', window / factor, withTrain ? energy(learnt.train) : undefined, energy(test));
  }
  return { learnt, factor, trainBlocks: withTrain ? trainBlocks.length : 0, channels };
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const out = new Float64Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}
