/** From period and length to windows, as the released code lays them out. */
import { findPeriod } from '@tsad/dsp';
import type { ResolvedCoAD } from './options.ts';

/** Lengths in points of the series the network sees. */
export interface Geometry {
  /** Points per period. */
  period: number;
  /** Points of the given series per point that the network sees. */
  factor: number;
  /** Points per window when scoring. */
  window: number;
  /** Points between windows when scoring. */
  stride: number;
  /** Points per window when training. */
  trainWindow: number;
}

const FALLBACK_PERIODS = 4;
const SHORTEST_PERIOD = 4;
/** An STFT with reflected ends needs three points. */
const SHORTEST_WINDOW = 4;

/**
 * Chooses the period of a train part where it is not given.
 * @param train shape [n], finite.
 * @param onWarning told where no period that fits is found; a quarter of the train part stands in for it.
 * @returns the period, 4 or more, in points.
 */
export function choosePeriod(
  train: Float64Array,
  given: number | 'auto',
  onWarning?: (message: string) => void,
): number {
  if (given !== 'auto') return given;
  const found = findPeriod(train, { method: 'coad-train' });
  const constant = train.every((value) => value === train[0]);
  if (!constant && found >= SHORTEST_PERIOD && 2 * found <= train.length) return found;
  const fallback = Math.max(SHORTEST_PERIOD, Math.floor(train.length / FALLBACK_PERIODS));
  const problem = constant ? 'is constant' : `shows no period that fits twice (found ${found})`;
  onWarning?.(
    `CoAD.fit: the train part of ${train.length} points ${problem}; using ${fallback}. Pass period to choose.`,
  );
  return fallback;
}

/**
 * Lays out windows: as many periods as asked for, as far as the train part holds them, in whole patches.
 * @param length points of the train part.
 * @throws RangeError where the train part is shorter than one period or a window of 4 points.
 */
export function layOut(options: ResolvedCoAD, length: number, fullPeriod: number): Geometry {
  const { patch, pointsPerPeriod, windowMultiple, trainMultiple, scoreStride } = options;
  const factor = pointsPerPeriod === 0 ? 1 : Math.max(1, Math.floor(fullPeriod / pointsPerPeriod));
  const reduced = Math.floor(length / factor);
  const whole = Math.max(2, Math.round(fullPeriod / factor));
  const windowOf = (multiple: number): number => {
    const periods = Math.min(multiple, Math.floor(reduced / whole));
    return Math.floor((whole * periods) / patch) * patch;
  };
  const window = windowOf(windowMultiple);
  const trainWindow = trainMultiple === 0 ? window : windowOf(trainMultiple) || window;
  if (window < SHORTEST_WINDOW || trainWindow < SHORTEST_WINDOW) {
    throw new RangeError(
      `CoAD.fit: train must hold one period of ${fullPeriod} points and a window of ${Math.max(patch, SHORTEST_WINDOW) * factor}, got ${length} points; pass a shorter period or patch, or more data`,
    );
  }
  const period = Math.min(whole, window);
  return { period, factor, window, stride: Math.max(1, Math.round(period * scoreStride)), trainWindow };
}

/** Points between training windows by the length of the train part, as the released code has it. */
export function officialStride(length: number, patch: number, period: number): number {
  if (length < 1000) return 2;
  if (length < 10_000) return 6;
  if (length < 60_000) return 10;
  return length < 100_000 ? patch : period;
}
