/** Rules on detectors that take one point at a time. */
import type { StreamingDetector } from '../detector.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '../snapshot.ts';
import { assert, assertScores, messageOf, rejection } from './assert.ts';
import { type Bench, feed, restore, scoreOf } from './bench.ts';

export async function updateEqualsScore({ fitted, make, test, channels }: Bench): Promise<void> {
  const detectors = [await fitted()];
  if (make().capabilities.supervision === 'unsupervised') detectors.push(make());
  for (const detector of detectors) {
    const scores = await scoreOf(detector, test);
    const delay = detector.capabilities.delay ?? 0;
    const streamed = feed(detector, test, channels);
    assertScores(streamed.subarray(delay), scores.subarray(0, scores.length - delay));
  }
}

export async function snapshotContinues({ fitted, test, channels }: Bench): Promise<void> {
  const detector = (await fitted()) as StreamingDetector;
  const half = Math.floor(test.length / channels / 2) * channels;
  feed(detector, test.subarray(0, half), channels);
  const snapshot = decodeSnapshot(encodeSnapshot(detector.snapshot()));
  const rest = feed(detector, test.subarray(half), channels);
  assertScores(feed(restore(detector, snapshot), test.subarray(half), channels), rest);
}

export async function snapshotKind({ fitted }: Bench): Promise<void> {
  const detector = (await fitted()) as StreamingDetector;
  const foreign: Snapshot = { ...detector.snapshot(), kind: 'something else' };
  const error = await rejection(async () => restore(detector, foreign));
  assert(error instanceof Error && error.message.includes('something else'), `got ${messageOf(error)}`);
}
