/** From channels to one score: contrasts, their power mean, and the choice between a sharp and a broad one. */
import { portablePow } from '@tsad/core';
import type { Channel, VariableChannels } from './channels.ts';
import {
  type ContrastLevels,
  type ContrastScale,
  contrastLevels,
  contrastOf,
  contrastScale,
  type HighRule,
  quantile,
  runnerUp,
} from './contrast.ts';

const MOST_CONFIDENT = 1000;
const APART = 100;

/** How channels become one score. */
export interface FusionRule {
  power: number;
  /** Without it the roughness does not count. */
  roughness: boolean;
  /** Whether the scored series itself counts as normal, where a channel knows how. */
  drift: boolean;
  /** What a channel calls high, where nothing is known about the number of anomalies. */
  high: HighRule;
}

/** One place stands out: let the channel that sees it best decide. */
const SHARP: FusionRule = { power: 3, roughness: true, drift: true, high: 'expected' };
/** Many places are about equally high: let the channels agree. */
const BROAD: FusionRule = { power: 1, roughness: false, drift: false, high: 'quantile' };
/** What a channel says under a rule, one value a block. */
export function valuesOf({ values, drifting }: Channel, rule: FusionRule): Float64Array {
  return rule.drift && drifting ? drifting : values;
}

/** A second place this much lower leaves the first one standing out. */
const STANDS_OUT = 1.1;

/** Channels of all variables, added up. */
export interface Fused {
  rule: FusionRule;
  /** Of every channel of every variable. */
  scales: ContrastScale[][];
  /** The power mean of the contrasts; NaN where no channel has a value. */
  scores: Float64Array;
  confidence: number;
}

/**
 * Fuses by the rule that the options ask for; where they leave it open, sharply if one place then stands out, whether the
 * scored series counts as normal or not: anomalies that repeat hide each other there, and the last one left stands out.
 * @param rows of the scores, the `trainRows` first of them of the train part.
 */
export function fuse(
  variables: readonly VariableChannels[],
  rows: number,
  trainRows: number,
  { power, single }: { power: number | 'auto'; single: boolean },
): Fused {
  const known = new Map<Float64Array, ContrastLevels>();
  const levelsOf = (values: Float64Array, period: number): ContrastLevels => {
    const levels = known.get(values) ?? contrastLevels(values, period);
    known.set(values, levels);
    return levels;
  };
  const by = (rule: FusionRule): Fused => {
    const scales = variables.map(({ channels, learnt: { period } }) =>
      channels.map((channel) => {
        const levels = levelsOf(valuesOf(channel, rule), Math.max(1, Math.round(period / channel.factor)));
        return contrastScale(levels, single ? Math.max(period, APART) / channel.factor : rule.high);
      }),
    );
    return fuseBy(variables, scales, rows, trainRows, rule);
  };
  if (power !== 'auto') return by({ ...SHARP, power });
  const sharp = by(SHARP);
  if (single) return sharp;
  const withoutDrift = by({ ...SHARP, drift: false });
  return Math.min(sharp.confidence, withoutDrift.confidence) > STANDS_OUT ? sharp : by(BROAD);
}

function fuseBy(
  variables: readonly VariableChannels[],
  scales: ContrastScale[][],
  rows: number,
  trainRows: number,
  rule: FusionRule,
): Fused {
  const { power } = rule;
  const sums = new Float64Array(rows);
  const counts = new Uint16Array(rows);
  for (const [v, { channels }] of variables.entries()) {
    for (const [c, channel] of channels.entries()) {
      const { kind, factor, trainBlocks } = channel;
      const values = valuesOf(channel, rule);
      if (kind === 'roughness' && !rule.roughness) continue;
      const spread = (from: number, to: number, first: number, blocks: number): void => {
        for (let b = 0; b < blocks; b++) {
          const contrast = portablePow(contrastOf(values[first + b], scales[v][c]), power);
          if (Number.isNaN(contrast)) continue;
          const end = b === blocks - 1 ? to : from + (b + 1) * factor;
          for (let t = from + b * factor; t < end; t++) {
            sums[t] += contrast;
            counts[t]++;
          }
        }
      };
      spread(0, trainRows, 0, trainBlocks);
      spread(trainRows, rows, trainBlocks, values.length - trainBlocks);
    }
  }
  const means = sums.map((sum, t) => sum / counts[t]);
  const apart = Math.max(APART, ...variables.map(({ learnt }) => learnt.period));
  const confidence = confidenceOf(
    power === SHARP.power ? means : means.map((mean) => portablePow(mean, SHARP.power / power)),
    apart,
  );
  return { rule, scales, scores: means.map((mean) => portablePow(mean, 1 / power)), confidence };
}

/** See {@link SoftDiscordAnalysis.confidence}. */
function confidenceOf(cubes: Float64Array, apart: number): number {
  const known = cubes.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return 0;
  const usual = quantile(known, 0.5);
  const rise = known[known.length - 1] - usual;
  if (rise <= 0) return 0;
  const second = (runnerUp(cubes, apart) ?? usual) - usual;
  return second > 0 ? Math.min(MOST_CONFIDENT, rise / second) : MOST_CONFIDENT;
}
