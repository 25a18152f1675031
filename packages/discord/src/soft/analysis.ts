/** What a soft discord found in a series: scores, confidence, and the reason of every score. */
import type { Channel, VariableChannels } from './channels.ts';
import { contrastOf, quantile, runnerUp } from './contrast.ts';

/** The part of one channel in a score. */
export interface SoftDiscordContribution {
  /** Column of the row. */
  variable: number;
  /** `shape`: unlike every train window; `roughness`: the second difference has much energy. */
  kind: 'shape' | 'roughness';
  /** Points that it looks at together. */
  window: number;
  /** 0 is usual, 1 is what this channel takes for high, 10 is the most. */
  contrast: number;
  /** Part of the score, in [0, 1]; all of them sum to 1 where the score is above 0. */
  share: number;
  /** Soft distance to the nearest train window, in standard deviations; only for shapes. */
  distance?: number;
  /** First row of that train window in the train part; only for shapes. */
  neighbour?: number;
}

/** Why a row has its score. */
export interface SoftDiscordExplanation {
  row: number;
  /** The variable that contributes most; the rest is about it. */
  variable: number;
  /** First row of the window around `row` whose channel contributes most, in the scored series. */
  start: number;
  /** Row after its last. */
  end: number;
  /** First row of the nearest train window in the train part. */
  neighbour: number;
  /** Distance to it, in standard deviations. */
  distance: number;
  /** That train window at the level and the amplitude of the window, one value for each of [start, end). */
  expected: Float64Array;
  /** Every channel of every variable, the largest share first. */
  contributions: SoftDiscordContribution[];
}

/** The outcome of scoring a series. */
export interface SoftDiscordAnalysis {
  /** One score a row. */
  scores: Float64Array;
  /**
   * How far the highest score stands above the second peak (more than a period and 100 points away), in units of how
   * far that one stands above the median; at most 1000. Low values say that several places look alike.
   */
  confidence: number;
  /** Rows per period, for each variable. */
  periods: number[];
  /** Rows averaged into one to stay within the budget, for each variable; 1: none. */
  factors: number[];
  /**
   * The reason of the score of a row.
   * @param row index into the scored series.
   * @throws RangeError for a row outside of it, or one without a score.
   */
  explain(row: number): SoftDiscordExplanation;
}

const MOST_CONFIDENT = 1000;
const APART = 100;

/** Adds the channels of all variables up. */
export class Fusion {
  readonly #sums: Float64Array;
  readonly #counts: Uint16Array;
  readonly #power: number;

  constructor(rows: number, power: number) {
    this.#sums = new Float64Array(rows);
    this.#counts = new Uint16Array(rows);
    this.#power = power;
  }

  /** Adds one variable; `trainRows` rows of the train part come first where they were asked for. */
  add({ channels, factor, trainBlocks }: VariableChannels, trainRows: number): void {
    const rows = this.#sums.length;
    for (const { values, scale } of channels) {
      const spread = (from: number, to: number, block: number, blocks: number): void => {
        for (let b = 0; b < blocks; b++) {
          const contrast = contrastOf(values[block + b], scale) ** this.#power;
          if (Number.isNaN(contrast)) continue;
          const end = b === blocks - 1 ? to : from + (b + 1) * factor;
          for (let t = from + b * factor; t < end; t++) {
            this.#sums[t] += contrast;
            this.#counts[t]++;
          }
        }
      };
      if (trainBlocks > 0) spread(0, trainRows, 0, trainBlocks);
      spread(trainRows, rows, trainBlocks, values.length - trainBlocks);
    }
  }

  /** The power mean of the contrasts; NaN where no channel has a value. */
  scores(): Float64Array {
    return this.#sums.map((sum, t) => (sum / this.#counts[t]) ** (1 / this.#power));
  }

  /** See {@link SoftDiscordAnalysis.confidence}. */
  confidence(period: number): number {
    const known = this.#sums.filter((_, t) => this.#counts[t] > 0).sort();
    if (known.length === 0) return 0;
    const usual = quantile(known, 0.5);
    const rise = known[known.length - 1] - usual;
    if (rise <= 0) return 0;
    const second = (runnerUp(this.#sums, Math.max(period, APART)) ?? usual) - usual;
    return second > 0 ? Math.min(MOST_CONFIDENT, rise / second) : MOST_CONFIDENT;
  }
}

/** See {@link SoftDiscordAnalysis.explain}. `row` counts from the start of the test part. */
export function explainRow(
  variables: readonly VariableChannels[],
  inputs: readonly Float64Array[],
  row: number,
  { power, softening }: { power: number; softening: number },
): SoftDiscordExplanation {
  const contributions: SoftDiscordContribution[] = [];
  let total = 0;
  for (const [variable, { channels, factor, trainBlocks }] of variables.entries()) {
    for (const channel of channels) {
      const block = Math.min(Math.floor(row / factor), channel.values.length - trainBlocks - 1);
      const contrast = contrastOf(channel.values[trainBlocks + block], channel.scale);
      const share = Number.isNaN(contrast) ? 0 : contrast ** power;
      total += share;
      const kind = channel.comparison ? 'shape' : 'roughness';
      contributions.push({
        variable,
        kind,
        window: channel.window,
        contrast,
        share,
        ...nearest(channel, block, factor),
      });
    }
  }
  const strongest = new Float64Array(variables.length);
  for (const { variable, share } of contributions) strongest[variable] += share;
  const variable = strongest.indexOf(strongest.reduce((most, share) => Math.max(most, share)));
  const shapes = contributions.filter((one) => one.variable === variable && one.neighbour !== undefined);
  if (shapes.length === 0) throw new RangeError(`explain: row ${row} has no complete window around it`);
  const { window, neighbour, distance } = shapes.reduce((most, one) => (one.share >= most.share ? one : most));
  const { factor, learnt } = variables[variable];
  const start = windowStart(row, window, factor, inputs[variable].length);
  for (const one of contributions) one.share = total > 0 ? one.share / total : 0;
  return {
    row,
    variable,
    start,
    end: start + window,
    neighbour: neighbour!,
    distance: distance!,
    expected: expectedShape(inputs[variable], start, learnt, neighbour!, window, softening),
    contributions: contributions.sort((a, b) => b.share - a.share),
  };
}

/** Start of the window whose middle is the row, moved into the series; a whole number of blocks. */
function windowStart(row: number, window: number, factor: number, rows: number): number {
  const blocks = Math.floor(rows / factor);
  const size = window / factor;
  const block = Math.min(Math.floor(row / factor), blocks - 1);
  return factor * Math.max(0, Math.min(blocks - size, block - (size >> 1)));
}

function nearest(
  { comparison }: Channel,
  block: number,
  factor: number,
): Pick<SoftDiscordContribution, 'distance' | 'neighbour'> {
  if (!comparison) return {};
  const { distances, neighbours, window } = comparison;
  const at = Math.max(0, Math.min(distances.length - 1, block - (window >> 1)));
  return neighbours[at] < 0 ? {} : { distance: distances[at], neighbour: neighbours[at] * factor };
}

/** The train window, moved and stretched to the level and the softened deviation of the window seen. */
function expectedShape(
  seen: Float64Array,
  start: number,
  { train, scale }: VariableChannels['learnt'],
  neighbour: number,
  window: number,
  softening: number,
): Float64Array {
  const own = levelOf(seen, start, window);
  const other = levelOf(train, neighbour, window);
  const factor = (own.deviation / scale + softening) / (other.deviation + softening);
  return Float64Array.from(
    { length: window },
    (_, t) => own.mean + (Number.isFinite(factor) ? factor : 1) * scale * (train[neighbour + t] - other.mean),
  );
}

function levelOf(values: Float64Array, start: number, window: number): { mean: number; deviation: number } {
  let sum = 0;
  for (let t = start; t < start + window; t++) sum += values[t] - values[start];
  const mean = values[start] + sum / window;
  let squares = 0;
  for (let t = start; t < start + window; t++) squares += (values[t] - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / window) };
}
