/** Anomalies of known place and kind, put into a clean signal. */
import type { Random, Series } from '@tsad/core';

/**
 * Kinds of anomaly: `point`, one value off; `contextual`, a few values that are usual elsewhere in the period; `range`, a
 * run at another level; `shape`, a period of another form.
 */
export type AnomalyKind = 'point' | 'contextual' | 'range' | 'shape';

/** One anomaly: rows `[begin, end)`. */
export interface PlacedAnomaly {
  /** What it is. */
  kind: AnomalyKind;
  /** First anomalous row. */
  begin: number;
  /** First row behind it. */
  end: number;
}

/** A generated series with the truth about it. */
export interface SyntheticSeries extends Series {
  labels: Uint8Array;
  trainEnd: number;
  period: number;
  /** The anomalies, in order of time. */
  anomalies: PlacedAnomaly[];
}

/** A clean signal, and what it would be with another waveform. */
export interface Signal {
  name: string;
  period: number;
  trainEnd: number;
  values: Float64Array;
  /** The waveform that a `shape` anomaly takes. */
  odd: Float64Array;
}

/** Every kind once. */
export const allKinds: readonly AnomalyKind[] = ['point', 'contextual', 'range', 'shape'];

/** Puts one anomaly of each listed kind behind `trainEnd`, each in a part of its own, and returns their places. */
export function injectAnomalies(
  where: string,
  signal: Signal,
  kinds: readonly AnomalyKind[],
  strength: number,
  random: Random,
): PlacedAnomaly[] {
  const { values, period, trainEnd } = signal;
  const part = Math.floor((values.length - trainEnd) / Math.max(1, kinds.length));
  if (kinds.length > 0 && part < 3 * period) {
    throw new RangeError(
      `${where}: length must leave 3 periods of ${period} behind trainEnd per anomaly, got ${values.length} - ${trainEnd} for ${kinds.length}; raise length`,
    );
  }
  const clean = values.slice();
  const spread = middleSpread(clean);
  return random.shuffle([...kinds]).map((kind, k) => {
    const length = anomalyLength(kind, period, random);
    const begin = trainEnd + k * part + period + random.integer(Math.max(1, part - 2 * period - length));
    const sign = random.uniform() < 0.5 ? -1 : 1;
    for (let i = begin; i < begin + length; i++) {
      if (kind === 'point') values[i] += sign * strength * 0.6 * spread;
      else if (kind === 'range') values[i] += sign * strength * 0.35 * spread;
      else if (kind === 'shape') values[i] += strength * (signal.odd[i] - clean[i]);
      else values[i] += strength * (clean[farthestPhase(clean, i, period)] - clean[i]);
    }
    return { kind, begin, end: begin + length };
  });
}

/** The labels of placed anomalies. */
export function toLabels(length: number, anomalies: readonly PlacedAnomaly[]): Uint8Array {
  const labels = new Uint8Array(length);
  for (const { begin, end } of anomalies) labels.fill(1, begin, end);
  return labels;
}

/** Six decimals, so that the last bits of an engine's sine and logarithm do not reach the result. */
export function roundValues(values: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] = Math.round(values[i] * 1e6) / 1e6;
  return values;
}

function anomalyLength(kind: AnomalyKind, period: number, random: Random): number {
  if (kind === 'point') return 1;
  if (kind === 'contextual') return 3 + random.integer(Math.max(1, Math.floor(period / 12)));
  if (kind === 'range') return Math.floor(period / 4) + random.integer(Math.max(1, Math.floor(period / 4)));
  return period;
}

/** Distance between the 5 % and the 95 % quantile. */
function middleSpread(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[Math.floor(0.95 * (sorted.length - 1))] - sorted[Math.floor(0.05 * (sorted.length - 1))];
}

/** The row of the period around `i` whose value lies farthest from its own. */
function farthestPhase(values: Float64Array, i: number, period: number): number {
  let best = i;
  for (let j = i - Math.floor(period / 2); j < i + period / 2 && j < values.length; j++) {
    if (Math.abs(values[j] - values[i]) > Math.abs(values[best] - values[i])) best = j;
  }
  return best;
}
