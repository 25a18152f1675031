/** What every rule of the battery works with: fresh and fitted detectors, two series, and ways to drive a detector. */
import { type Detector, isStreaming } from '../detector.ts';
import type { Snapshot } from '../snapshot.ts';
import { assert } from './assert.ts';

/** Makes a fresh, unfitted detector. */
export type DetectorFactory = () => Detector;

/** A detector on the bench. */
export interface Bench {
  make: DetectorFactory;
  fitted: () => Promise<Detector>;
  train: Float64Array;
  test: Float64Array;
  channels: number;
  anomaly: number;
  tolerance: number;
}

/** The scores, whether or not the detector answers with a promise. */
export async function scoreOf(detector: Detector, series: ArrayLike<number>): Promise<Float64Array> {
  return await detector.score(series);
}

/** The scores of `update`, point by point. */
export function feed(detector: Detector, values: Float64Array, channels: number): Float64Array {
  assert(isStreaming(detector), 'no update');
  const scores = new Float64Array(values.length / channels);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = detector.update(channels === 1 ? values[i] : values.slice(i * channels, (i + 1) * channels));
  }
  return scores;
}

/** Another detector of the same class. */
export function rebuild(detector: Detector, options: unknown): Detector {
  const Class = detector.constructor as new (options: unknown) => Detector;
  return new Class(options);
}

/** What the static `restore` of the class makes of a snapshot. */
export function restore(detector: Detector, snapshot: Snapshot): Detector {
  const { restore } = detector.constructor as unknown as { restore?: (snapshot: Snapshot) => Detector };
  assert(typeof restore === 'function', 'the class has no static restore');
  return restore.call(detector.constructor, snapshot);
}
