/** The checks themselves. Each title states the rule that must hold. */
import { type Detector, isStreaming, type StreamingDetector } from '../detector.ts';
import { NotFittedError } from '../errors.ts';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '../snapshot.ts';
import { assert, assertSame, messageOf, rejection } from './assert.ts';
import { exampleSeries } from './example.ts';

/** Makes a fresh, unfitted detector. */
export type DetectorFactory = () => Detector;

/** What the battery may be told. */
export interface CheckOptions {
  /** Training rows, flat; default a noisy seasonal series of 400 rows. */
  train?: Float64Array;
  /** Rows to score, flat; default its continuation of 300 rows with a spike. */
  test?: Float64Array;
  /** Row of `test` that holds the default's spike; scored above 95 % of the rows. Default 200; -1 skips that check. */
  anomaly?: number;
  /** Rows around `anomaly` that count as found. Default 0. */
  tolerance?: number;
  /** Titles, or parts of titles, of checks to leave out; each deserves a reason at the call site. Default none. */
  skip?: readonly string[];
}

/** One executable rule. */
export interface Check {
  /** The rule, as a sentence. */
  title: string;
  /** Rejects when the rule is broken. */
  run: () => Promise<void>;
}

interface Bench {
  make: DetectorFactory;
  fitted: () => Promise<Detector>;
  train: Float64Array;
  test: Float64Array;
  channels: number;
  anomaly: number;
  tolerance: number;
}

/**
 * The checks that apply to a detector, one `{ title, run }` each, for `it(title, run)`.
 * @param factory makes a fresh, unfitted detector.
 */
export function detectorChecks(factory: DetectorFactory, options: CheckOptions = {}): Check[] {
  const probe = factory();
  const { capabilities, channels } = probe;
  const example = exampleSeries(channels);
  const bench: Bench = {
    make: factory,
    fitted: () => factory().fit(options.train ?? example.train),
    train: options.train ?? example.train,
    test: options.test ?? example.test,
    channels,
    anomaly: options.anomaly ?? (options.test ? -1 : example.anomaly),
    tolerance: options.tolerance ?? 0,
  };
  const checks: [string, (bench: Bench) => Promise<void>][] = [
    ['options are plain JSON and build an equal detector', optionsRoundTrip],
    ['an unknown option is a TypeError that names it', unknownOption],
    ['score returns one number per point', scoreLength],
    ['only the warm-up is NaN', warmupIsNaN],
    ['an empty series has an empty score', emptySeries],
    ['input is never changed', inputUntouched],
    ['fitting twice equals fitting once', fitTwice],
    ['scoring leaves the state alone', scoreTwice],
    ['a constant series gives numbers', constantSeries],
    ['a large offset gives numbers', largeOffset],
    ['short series are scored or refused with a RangeError', shortSeries],
    ['a wrong type is a TypeError with the index', wrongType],
    ['options and values that are none are a TypeError that says where', noArguments],
    ['an aborted signal rejects and leaves the detector as it was', aborted],
    ['progress rises to at most 1', progressRises],
    ['capabilities are consistent', capabilitiesConsistent],
  ];
  if (bench.anomaly >= 0) checks.push(['a gross anomaly scores high', anomalyScoresHigh]);
  if (capabilities.deterministic) checks.push(['two runs give the same bits', deterministic]);
  if (capabilities.supervision === 'semi-supervised') checks.push(['scoring unfitted is a NotFittedError', notFitted]);
  if (capabilities.causal) checks.push(['the future does not change a score', causal]);
  if (capabilities.missingValues) {
    checks.push(['a missing value spoils no other score', missingValues]);
    checks.push(['a series of missing values only is survived', allMissing]);
  } else {
    checks.push(['NaN is a RangeError with the index', missingRefused]);
  }
  if (capabilities.streaming) {
    checks.push(['update equals score bit for bit', updateEqualsScore]);
    checks.push(['a snapshot continues mid-stream bit for bit', snapshotContinues]);
    checks.push(['a snapshot of another kind is refused', snapshotKind]);
  }
  const skip = options.skip ?? [];
  return checks
    .filter(([title]) => !skip.some((part) => title.includes(part)))
    .map(([title, run]) => ({ title, run: () => run(bench) }));
}

async function optionsRoundTrip({ make, train, test }: Bench): Promise<void> {
  const first = make();
  const text = JSON.stringify(first.options);
  assert(text !== undefined, 'options is not JSON');
  const second = rebuild(first, JSON.parse(text));
  assertSame(JSON.stringify(second.options), text, 'options of the rebuilt detector');
  assertScores(await scoreOf(await second.fit(train), test), await scoreOf(await first.fit(train), test));
}

async function unknownOption({ make }: Bench): Promise<void> {
  const error = await rejection(async () => rebuild(make(), { ...make().options, noSuchOption: 1 }));
  assert(error instanceof TypeError && error.message.includes('noSuchOption'), `got ${messageOf(error)}`);
}

async function scoreLength({ fitted, test, channels }: Bench): Promise<void> {
  const scores = await scoreOf(await fitted(), test);
  assert(scores instanceof Float64Array, 'score is not a Float64Array');
  assertSame(scores.length, test.length / channels, 'length');
}

async function warmupIsNaN({ fitted, make, test }: Bench): Promise<void> {
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

async function emptySeries({ fitted }: Bench): Promise<void> {
  assertSame((await scoreOf(await fitted(), new Float64Array(0))).length, 0, 'length');
}

async function inputUntouched({ make, train, test }: Bench): Promise<void> {
  const [trainCopy, testCopy] = [train.slice(), test.slice()];
  await scoreOf(await make().fit(train), test);
  assertScores(train, trainCopy);
  assertScores(test, testCopy);
}

async function fitTwice({ make, train, test }: Bench): Promise<void> {
  const once = await make().fit(train);
  const twice = await (await make().fit(test)).fit(train);
  assertScores(await scoreOf(twice, test), await scoreOf(once, test));
}

async function scoreTwice({ fitted, test }: Bench): Promise<void> {
  const detector = await fitted();
  const first = (await scoreOf(detector, test)).slice();
  assertScores(await scoreOf(detector, test), first);
}

async function constantSeries({ make, train, test }: Bench): Promise<void> {
  for (const value of [0, 7, -1e6]) {
    const detector = await make().fit(new Float64Array(train.length).fill(value));
    assertNumbers(await scoreOf(detector, new Float64Array(test.length).fill(value)), detector.warmup);
  }
}

async function largeOffset({ make, train, test }: Bench): Promise<void> {
  const shift = (values: Float64Array): Float64Array => values.map((value) => value + 1e6);
  const detector = await make().fit(shift(train));
  assertNumbers(await scoreOf(detector, shift(test)), detector.warmup);
}

async function shortSeries({ fitted, make, train, channels }: Bench): Promise<void> {
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

async function wrongType({ fitted, test }: Bench): Promise<void> {
  const detector = await fitted();
  const values: unknown[] = Array.from(test);
  values[3] = 'text';
  const error = await rejection(() => scoreOf(detector, values as number[]));
  assert(error instanceof TypeError && error.message.includes('3'), `got ${messageOf(error)}`);
}

async function noArguments({ make, train }: Bench): Promise<void> {
  const wrong: [unknown, unknown][] = [
    [train, null],
    [train, 5],
    [train, []],
    [train, { signal: 5 }],
    [train, { onProgress: 5 }],
    [null, {}],
    [5, {}],
  ];
  for (const [values, options] of wrong) {
    const error = await rejection(() => make().fit(values as number[], options as object));
    const clear = error instanceof TypeError && /^\w+(\.\w+)?: /.test(error.message);
    assert(clear, `fit(${String(values).slice(0, 9)}, ${JSON.stringify(options)}): ${messageOf(error)}`);
  }
}

async function aborted({ make, train, test }: Bench): Promise<void> {
  const detector = await make().fit(train);
  const before = await scoreOf(detector, test);
  const error = await rejection(() => detector.fit(test, { signal: AbortSignal.abort() }));
  assertSame((error as Error | undefined)?.name, 'AbortError', 'rejection');
  assertScores(await scoreOf(detector, test), before);
}

async function progressRises({ make, train }: Bench): Promise<void> {
  let last = 0;
  await make().fit(train, {
    onProgress: ({ stage, fraction }) => {
      assert(typeof stage === 'string' && stage !== '', 'stage is empty');
      assert(fraction >= last && fraction <= 1, `fraction ${fraction} after ${last}`);
      last = fraction;
    },
  });
}

async function capabilitiesConsistent({ make, channels }: Bench): Promise<void> {
  const detector = make();
  const { capabilities } = detector;
  assert(!capabilities.streaming || capabilities.causal, 'streaming without causal');
  assertSame(isStreaming(detector), capabilities.streaming, 'update exists');
  assert(channels === 1 || capabilities.multivariate, `${channels} channels without multivariate`);
  assert((capabilities.delay ?? 0) >= 0, 'negative delay');
}

async function anomalyScoresHigh({ fitted, test, anomaly, tolerance }: Bench): Promise<void> {
  const detector = await fitted();
  const scores = await scoreOf(detector, test);
  const peak = Math.max(...scores.slice(Math.max(0, anomaly - tolerance), anomaly + tolerance + 1));
  const above = scores.filter((score) => score > peak).length;
  assert(above <= scores.length * 0.05, `${above} of ${scores.length} points score above the anomaly`);
}

async function deterministic({ fitted, test }: Bench): Promise<void> {
  assertScores(await scoreOf(await fitted(), test), await scoreOf(await fitted(), test));
}

async function notFitted({ make, test }: Bench): Promise<void> {
  const error = await rejection(() => scoreOf(make(), test));
  assert(error instanceof NotFittedError, `got ${messageOf(error)}`);
}

async function causal({ fitted, test, channels }: Bench): Promise<void> {
  const detector = await fitted();
  const delay = detector.capabilities.delay ?? 0;
  const whole = await scoreOf(detector, test);
  const rows = Math.floor((test.length / channels) * 0.6);
  const part = await scoreOf(detector, test.slice(0, rows * channels));
  assertScores(part.subarray(0, rows - delay), whole.subarray(0, rows - delay));
  const other = test.map((value, i) => (i < rows * channels ? value : 3 - 2 * value));
  assertScores((await scoreOf(detector, other)).subarray(0, rows - delay), whole.subarray(0, rows - delay));
}

async function missingValues({ fitted, test, channels }: Bench): Promise<void> {
  const detector = await fitted();
  const holed = test.slice();
  for (const row of [60, 61, 130]) holed.fill(Number.NaN, row * channels, (row + 1) * channels);
  const scores = await scoreOf(detector, holed);
  assertSame(scores.length, test.length / channels, 'length');
  const lost = scores.subarray(detector.warmup).filter(Number.isNaN).length;
  assert(lost < scores.length / 2, `${lost} scores lost to 3 missing points`);
  assert(Number.isFinite(scores[scores.length - 1]), 'the last score is not finite');
}

async function allMissing({ fitted, test, channels }: Bench): Promise<void> {
  const scores = await scoreOf(await fitted(), new Float64Array(test.length).fill(Number.NaN));
  assertSame(scores.length, test.length / channels, 'length');
}

async function missingRefused({ fitted, make, train, test, channels }: Bench): Promise<void> {
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

async function updateEqualsScore({ fitted, make, test, channels }: Bench): Promise<void> {
  const detectors = [await fitted()];
  if (make().capabilities.supervision === 'unsupervised') detectors.push(make());
  for (const detector of detectors) {
    const scores = await scoreOf(detector, test);
    const delay = detector.capabilities.delay ?? 0;
    const streamed = feed(detector, test, channels);
    assertScores(streamed.subarray(delay), scores.subarray(0, scores.length - delay));
  }
}

async function snapshotContinues({ fitted, test, channels }: Bench): Promise<void> {
  const detector = (await fitted()) as StreamingDetector;
  const half = Math.floor(test.length / channels / 2) * channels;
  feed(detector, test.subarray(0, half), channels);
  const snapshot = decodeSnapshot(encodeSnapshot(detector.snapshot()));
  const rest = feed(detector, test.subarray(half), channels);
  assertScores(feed(restore(detector, snapshot), test.subarray(half), channels), rest);
}

async function snapshotKind({ fitted }: Bench): Promise<void> {
  const detector = (await fitted()) as StreamingDetector;
  const foreign: Snapshot = { ...detector.snapshot(), kind: 'something else' };
  const error = await rejection(async () => restore(detector, foreign));
  assert(error instanceof Error && error.message.includes('something else'), `got ${messageOf(error)}`);
}

function rebuild(detector: Detector, options: unknown): Detector {
  const Class = detector.constructor as new (options: unknown) => Detector;
  return new Class(options);
}

function restore(detector: Detector, snapshot: Snapshot): Detector {
  const { restore } = detector.constructor as unknown as { restore?: (snapshot: Snapshot) => Detector };
  assert(typeof restore === 'function', 'the class has no static restore');
  return restore.call(detector.constructor, snapshot);
}

function feed(detector: Detector, values: Float64Array, channels: number): Float64Array {
  assert(isStreaming(detector), 'no update');
  const scores = new Float64Array(values.length / channels);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = detector.update(channels === 1 ? values[i] : values.slice(i * channels, (i + 1) * channels));
  }
  return scores;
}

async function scoreOf(detector: Detector, series: ArrayLike<number>): Promise<Float64Array> {
  return await detector.score(series);
}

function assertNumbers(scores: Float64Array, warmup: number): void {
  for (let i = warmup; i < scores.length; i++) assert(Number.isFinite(scores[i]), `score[${i}] = ${scores[i]}`);
}

function assertScores(got: Float64Array, wanted: Float64Array): void {
  assertSame(got.length, wanted.length, 'length');
  for (let i = 0; i < wanted.length; i++) {
    assert(Object.is(got[i], wanted[i]), `[${i}] is ${got[i]}, expected ${wanted[i]}`);
  }
}
