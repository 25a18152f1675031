/** All channels of one variable of a series, at the rate that the budget allows. */
import { blockMeans } from '../join.ts';
import { type ContrastScale, contrastScale } from './contrast.ts';
import { energyWindow, secondDifferenceEnergy } from './energy.ts';
import type { Joins } from './joins.ts';
import type { ResolvedSoftDiscord } from './options.ts';
import { compareShapes, compareTrain, learnShapes, type ShapeComparison } from './shapes.ts';
import { type LearntVariable, standardise } from './variable.ts';

/** One channel. */
export interface Channel {
  /** Points of the series that it looks at together. */
  window: number;
  /** One value a block. */
  values: Float64Array;
  scale: ContrastScale;
  /** Of the windows, in blocks; absent for the roughness. */
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

/** Points around the peak where its runner-up does not count. */
const APART = 100;
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
  const add = (window: number, parts: Float64Array[], comparison?: ShapeComparison): void => {
    const values = parts.length === 1 ? parts[0] : joined(parts);
    const apart = options.single ? Math.max(period, APART) / factor : undefined;
    const contrast = contrastScale(values, Math.max(1, Math.round(period / factor)), apart);
    channels.push({ window: window * factor, values, scale: contrast, comparison });
  };
  for (const window of windowsOf(options.windows, period, factor)) {
    const reference = await learnShapes(trainBlocks, window, options, joins);
    const own = withTrain ? await compareTrain(reference, options, joins) : undefined;
    const comparison = await compareShapes(testBlocks, reference, options, joins);
    add(window, own ? [own.values, comparison.values] : [comparison.values], comparison);
  }
  if (options.roughness) {
    const window = energyWindow(period);
    const parts = (withTrain ? [learnt.train, test] : [test]).map((x) => secondDifferenceEnergy(x, window, factor));
    add(window / factor, parts);
  }
  return { learnt, factor, trainBlocks: withTrain ? trainBlocks.length : 0, channels };
}

function joined(parts: Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
