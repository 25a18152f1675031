/** CoAD as further channels of the soft discord's fusion: everything in units of its own high values. */
import { movingAverage } from '@tsad/dsp';

/** Channels that the soft discord fuses by default: three shapes, amplitude, roughness. */
const DISCORD_CHANNELS = 5;
const POWER = 3;
const MOST = 10;
const HIGH = 0.99;

/** The parts of CoAD that become channels. */
export interface CoadChannels {
  probability: Float64Array;
  error: Float64Array;
}

/**
 * The power mean of the soft discord's channels and CoAD's two, each smoothed over a period.
 * @param discord scores of the soft discord: the power mean of its own channels.
 */
export function fuseWithDiscord(discord: Float64Array, coad: CoadChannels, period: number): Float64Array {
  const channels = [coad.probability, coad.error].map((part) => {
    const known = part.map((value) => (Number.isNaN(value) ? 0 : value));
    return contrast(movingAverage(known, Math.min(period, known.length)), period);
  });
  return discord.map((score, t) => {
    const sum = channels.reduce((total, channel) => total + channel[t] ** POWER, DISCORD_CHANNELS * score ** POWER);
    return (sum / (DISCORD_CHANNELS + channels.length)) ** (1 / POWER);
  });
}

/** (value - median) / (99 % quantile of the maxima of single periods - median), between 0 and 10. */
function contrast(values: Float64Array, period: number): Float64Array {
  const usual = quantile(values, 0.5);
  const maxima: number[] = [];
  for (let from = 0; from < values.length; from += period) {
    maxima.push(values.subarray(from, from + period).reduce((most, value) => Math.max(most, value)));
  }
  const rise = quantile(maxima, HIGH) - usual;
  return values.map((value) => {
    if (value <= usual) return 0;
    return rise > 0 ? Math.min(MOST, (value - usual) / rise) : MOST;
  });
}

function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  return sorted[below] + (position - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}
