/** Rules on input at the edge: short, constant, far from zero, missing, of a wrong type. */
import { assert, assertNumbers, assertSame, messageOf, rejection } from './assert.ts';
import { type Bench, scoreOf } from './bench.ts';

export async function emptySeries({ fitted }: Bench): Promise<void> {
  assertSame((await scoreOf(await fitted(), new Float64Array(0))).length, 0, 'length');
}

export async function shortSeries({ fitted, make, train, channels }: Bench): Promise<void> {
  const detector = await fitted();
  for (const rows of [1, 2, 5]) {
    const short = train.slice(0, rows * channels);
    const problem = await rejection(async () => {
      assertSame((await scoreOf(detector, short)).length, rows, `score of ${rows} rows`);
    });
    assert(problem === undefined || problem instanceof RangeError, `score of ${rows} rows: ${messageOf(problem)}`);
    const refused = await rejection(() => make().fit(short));
    assert(refused === undefined || refused instanceof RangeError, `fit on ${rows} rows: ${messageOf(refused)}`);
  }
}

export async function constantSeries({ make, train, test }: Bench): Promise<void> {
  for (const value of [0, 7, -1e6]) {
    const detector = await make().fit(new Float64Array(train.length).fill(value));
    assertNumbers(await scoreOf(detector, new Float64Array(test.length).fill(value)), detector.warmup);
  }
}

export async function largeOffset({ make, train, test }: Bench): Promise<void> {
  const shift = (values: Float64Array): Float64Array => values.map((value) => value + 1e6);
  const detector = await make().fit(shift(train));
  assertNumbers(await scoreOf(detector, shift(test)), detector.warmup);
}

export async function wrongType({ fitted, test }: Bench): Promise<void> {
  const detector = await fitted();
  const values: unknown[] = Array.from(test);
  values[3] = 'text';
  const error = await rejection(() => scoreOf(detector, values as number[]));
  assert(error instanceof TypeError && error.message.includes('3'), `got ${messageOf(error)}`);
}

export async function missingValues({ fitted, test, channels }: Bench): Promise<void> {
  const detector = await fitted();
  const holed = test.slice();
  for (const row of [60, 61, 130]) holed.fill(Number.NaN, row * channels, (row + 1) * channels);
  const scores = await scoreOf(detector, holed);
  assertSame(scores.length, test.length / channels, 'length');
  const lost = scores.subarray(detector.warmup).filter(Number.isNaN).length;
  assert(lost < scores.length / 2, `${lost} scores lost to 3 missing points`);
  assert(Number.isFinite(scores[scores.length - 1]), 'the last score is not finite');
}

export async function allMissing({ fitted, test, channels }: Bench): Promise<void> {
  const scores = await scoreOf(await fitted(), new Float64Array(test.length).fill(Number.NaN));
  assertSame(scores.length, test.length / channels, 'length');
}

export async function missingRefused({ fitted, make, train, test, channels }: Bench): Promise<void> {
  const detector = await fitted();
  const holed = test.slice();
  holed[5 * channels] = Number.NaN;
  const error = await rejection(() => scoreOf(detector, holed));
  assert(error instanceof RangeError && error.message.includes(String(5 * channels)), `score: got ${messageOf(error)}`);
  const holedTrain = train.slice();
  holedTrain[5 * channels] = Number.NaN;
  const fitError = await rejection(() => make().fit(holedTrain));
  assert(fitError instanceof RangeError, `fit: got ${messageOf(fitError)}`);
}
