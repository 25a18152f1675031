/** What SPOT has learnt, and how it comes back from a snapshot. */
import { type Snapshot, SnapshotError } from '@tsad/core';
import { checkCount, doubles } from './tensors.ts';

/** Bounds of the shape of the fitted tail. */
export const MIN_SHAPE = -0.5;
export const MAX_SHAPE = 1;

/** What the model has learnt, in the order of the snapshot. */
export interface SpotState {
  /** Scores in `reference` so far. */
  filled: number;
  /** The level above which scores are peaks. */
  level: number;
  threshold: number;
  shape: number;
  scale: number;
  /** Scores that the rate of peaks rests on. */
  scores: number;
  /** Peaks ever learnt. */
  peaks: number;
  /** Peaks learnt since the last fit. */
  fresh: number;
  /** Scores judged, and alarms learnt, since the warm-up. */
  judged: number;
  alarmsLearnt: number;
}

/** Before the first score. */
export const START: Readonly<SpotState> = {
  filled: 0,
  level: Number.NaN,
  threshold: Number.NaN,
  shape: 0,
  scale: Number.NaN,
  scores: 0,
  peaks: 0,
  fresh: 0,
  judged: 0,
  alarmsLearnt: 0,
};

/**
 * The state, the scores of the warm-up and the peaks of a snapshot.
 * @throws SnapshotError for numbers that no run can reach.
 */
export function readSpot(
  snapshot: Snapshot,
  calibration: number,
  maxPeaks: number,
): { state: SpotState; reference: Float64Array; excesses: Float64Array } {
  const keys = Object.keys(START) as (keyof SpotState)[];
  const numbers = doubles(snapshot, 'state', keys.length);
  const state = { ...START };
  for (const [i, key] of keys.entries()) state[key] = numbers[i];
  checkState(state, calibration);
  const { filled, peaks } = state;
  const reference = doubles(snapshot, 'reference', filled);
  const excesses = doubles(snapshot, 'excesses', Math.min(peaks, maxPeaks));
  const ascending = (score: number, i: number): boolean => i === 0 || filled < calibration || score >= reference[i - 1];
  if (!reference.every((score, i) => Number.isFinite(score) && ascending(score, i))) {
    throw new SnapshotError(
      'Spot.restore: the scores of the warm-up must be finite, and ascending once they are all there',
    );
  }
  if (!excesses.every((excess) => Number.isFinite(excess) && excess > 0)) {
    throw new SnapshotError('Spot.restore: excesses must be positive and finite');
  }
  return { state, reference, excesses };
}

/** Asserts that the numbers of a snapshot can belong together. */
function checkState(state: SpotState, calibration: number): void {
  const where = 'Spot.restore';
  checkCount(where, 'filled', state.filled, calibration);
  checkCount(where, 'scores', state.scores);
  checkCount(where, 'peaks', state.peaks, state.scores);
  checkCount(where, 'fresh', state.fresh, state.peaks);
  checkCount(where, 'judged', state.judged);
  checkCount(where, 'alarmsLearnt', state.alarmsLearnt, state.judged);
  if (state.filled < calibration) return;
  checkCount(where, 'scores - calibration', state.scores - calibration);
  for (const name of ['level', 'threshold'] as const) {
    if (!Number.isFinite(state[name])) throw new SnapshotError(`${where}: ${name} must be finite, got ${state[name]}`);
  }
  const { shape, scale, peaks } = state;
  if (!(shape >= MIN_SHAPE && shape <= MAX_SHAPE && (peaks === 0 || (scale > 0 && scale < Infinity)))) {
    throw new SnapshotError(
      `${where}: shape must be in [${MIN_SHAPE}, ${MAX_SHAPE}] and scale positive, got ${shape}, ${scale}`,
    );
  }
}
