/** Rules on the scores of a fitted detector. */
import { NotFittedError } from '../errors.ts';
import { assert, assertSame, assertScores, messageOf, rejection } from './assert.ts';
import { type Bench, scoreOf } from './bench.ts';

export async function scoreLength({ fitted, test, channels }: Bench): Promise<void> {
  const scores = await scoreOf(await fitted(), test);
  assert(scores instanceof Float64Array, 'score is not a Float64Array');
  assertSame(scores.length, test.length / channels, 'length');
}

export async function warmupIsNaN({ fitted, make, test }: Bench): Promise<void> {
  const detectors = [await fitted()];
  if (make().capabilities.supervision === 'unsupervised') detectors.push(make());
  for (const detector of detectors) {
    const { warmup } = detector;
    const scores = await scoreOf(detector, test);
    for (let i = 0; i < scores.length; i++) {
      assert(
        i < warmup ? Number.isNaN(scores[i]) : Number.isFinite(scores[i]),
        `score[${i}] = ${scores[i]} at warmup ${warmup}`,
      );
    }
  }
}

export async function inputUntouched({ make, train, test }: Bench): Promise<void> {
  const [trainCopy, testCopy] = [train.slice(), test.slice()];
  await scoreOf(await make().fit(train), test);
  assertScores(train, trainCopy);
  assertScores(test, testCopy);
}

export async function scoreTwice({ fitted, test }: Bench): Promise<void> {
  const detector = await fitted();
  const first = (await scoreOf(detector, test)).slice();
  assertScores(await scoreOf(detector, test), first);
}

export async function anomalyScoresHigh({ fitted, test, anomaly, tolerance }: Bench): Promise<void> {
  const detector = await fitted();
  const scores = await scoreOf(detector, test);
  const peak = Math.max(...scores.slice(Math.max(0, anomaly - tolerance), anomaly + tolerance + 1));
  const above = scores.filter((score) => score > peak).length;
  assert(above <= scores.length * 0.05, `${above} of ${scores.length} points score above the anomaly`);
}

export async function deterministic({ fitted, test }: Bench): Promise<void> {
  assertScores(await scoreOf(await fitted(), test), await scoreOf(await fitted(), test));
}

export async function notFitted({ make, test }: Bench): Promise<void> {
  const error = await rejection(() => scoreOf(make(), test));
  assert(error instanceof NotFittedError, `got ${messageOf(error)}`);
}

export async function causal({ fitted, test, channels }: Bench): Promise<void> {
  const detector = await fitted();
  const delay = detector.capabilities.delay ?? 0;
  const whole = await scoreOf(detector, test);
  const rows = Math.floor((test.length / channels) * 0.6);
  const part = await scoreOf(detector, test.slice(0, rows * channels));
  assertScores(part.subarray(0, rows - delay), whole.subarray(0, rows - delay));
  const other = test.map((value, i) => (i < rows * channels ? value : 3 - 2 * value));
  assertScores((await scoreOf(detector, other)).subarray(0, rows - delay), whole.subarray(0, rows - delay));
}
