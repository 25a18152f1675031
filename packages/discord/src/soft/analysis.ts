/** What a soft discord found in a series: scores, confidence, and the reason of every score. */
import { checkInteger, portablePow } from '@tsad/core';
import type { Channel, ChannelKind, VariableChannels } from './channels.ts';
import { contrastOf } from './contrast.ts';
import { type Fused, fuse, valuesOf } from './fuse.ts';
import { type ResolvedSoftDiscord, resolveSoftDiscord, type SoftDiscordOptions } from './options.ts';

/** The part of one channel in a score. */
export interface SoftDiscordContribution {
  /** Column of the row. */
  variable: number;
  /** What it looks at. */
  kind: ChannelKind;
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
  /** The row that was asked for. */
  row: number;
  /** The variable that contributes most; the rest is about it. */
  variable: number;
  /** First row of the longest window around `row`, in the scored series. */
  start: number;
  /** Row after its last. */
  end: number;
  /** First row of its nearest train window in the train part. */
  neighbour: number;
  /** Soft distance to it, in standard deviations. */
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
   * How far the cube of the highest score stands above the median, in units of how far the highest one more than a
   * period and 100 points away does; at most 1000, 0 where nothing stands out.
   */
  confidence: number;
  /** Rows per period, one number a variable. */
  periods: number[];
  /** Rows averaged into one to stay within the budget, one number a variable; 1: none. */
  factors: number[];
  /**
   * The reason of the score of a row.
   * @param row index into the scored series.
   * @throws RangeError for a row outside of it, or one without a complete window around it.
   */
  explain(row: number): SoftDiscordExplanation;
  /** The same distances fused in another way, without new joins. */
  withFusion(fusion: Pick<SoftDiscordOptions, 'single' | 'power'>): SoftDiscordAnalysis;
}

/** What an analysis is made of. */
export interface Compared {
  variables: readonly VariableChannels[];
  /** The scored values of each variable, without the train part. */
  inputs: readonly Float64Array[];
  /** Rows of the scores. */
  rows: number;
  /** Of them those of the train part, in front. */
  trainRows: number;
  options: Readonly<ResolvedSoftDiscord>;
}

/** Fuses the channels and makes the result readable. */
export function analysisOf(compared: Compared): SoftDiscordAnalysis {
  const { variables, rows, trainRows, options } = compared;
  const fused = fuse(variables, rows, trainRows, options);
  return {
    scores: fused.scores,
    confidence: fused.confidence,
    periods: variables.map(({ learnt }) => learnt.period),
    factors: variables.map(({ channels }) => Math.min(...channels.map(({ factor }) => factor))),
    explain: (row) => explainRow(compared, fused, checkInteger('explain', 'row', row, 0, rows - trainRows - 1)),
    withFusion: (fusion) => {
      const { single, power } = resolveSoftDiscord('withFusion', fusion);
      return analysisOf({ ...compared, options: { ...options, single, power } });
    },
  };
}

/** See {@link SoftDiscordAnalysis.explain}. `row` counts from the start of the test part. */
function explainRow(compared: Compared, { rule, scales }: Fused, row: number): SoftDiscordExplanation {
  const { variables, inputs, options } = compared;
  const contributions: SoftDiscordContribution[] = [];
  let total = 0;
  for (const [variable, { channels }] of variables.entries()) {
    for (const [c, channel] of channels.entries()) {
      const { kind, factor, trainBlocks } = channel;
      const block = Math.min(Math.floor(row / factor), channel.values.length - trainBlocks - 1);
      const contrast = contrastOf(valuesOf(channel, rule)[trainBlocks + block], scales[variable][c]);
      const silent = Number.isNaN(contrast) || (kind === 'roughness' && !rule.roughness);
      const share = silent ? 0 : portablePow(contrast, rule.power);
      total += share;
      contributions.push({
        variable,
        kind,
        window: channel.window,
        contrast,
        share,
        ...nearest(channel, block),
      });
    }
  }
  const strongest = new Float64Array(variables.length);
  for (const { variable, share } of contributions) strongest[variable] += share;
  const variable = strongest.indexOf(strongest.reduce((most, share) => Math.max(most, share)));
  const shapes = contributions.filter((one) => one.variable === variable && one.kind === 'shape');
  const { window, neighbour, distance } = shapes[shapes.length - 1];
  if (neighbour === undefined) throw new RangeError(`explain: row ${row} has no complete window around it`);
  const { channels, learnt } = variables[variable];
  const { factor } = channels.find((channel) => channel.window === window)!;
  const start = windowStart(row, window, factor, inputs[variable].length);
  for (const one of contributions) one.share = total > 0 ? one.share / total : 0;
  return {
    row,
    variable,
    start,
    end: start + window,
    neighbour,
    distance: distance!,
    expected: expectedShape(inputs[variable], start, learnt, neighbour, window, options.softening),
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
  { comparison, factor }: Channel,
  block: number,
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
