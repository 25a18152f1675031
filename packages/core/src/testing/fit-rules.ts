/** Rules on options, arguments and `fit`. */
import { isStreaming } from '../detector.ts';
import { assert, assertSame, assertScores, messageOf, rejection } from './assert.ts';
import { type Bench, rebuild, scoreOf } from './bench.ts';

export async function optionsRoundTrip({ make, train, test }: Bench): Promise<void> {
  const first = make();
  const text = JSON.stringify(first.options);
  assert(text !== undefined, 'options is not JSON');
  const second = rebuild(first, JSON.parse(text));
  assertSame(JSON.stringify(second.options), text, 'options of the rebuilt detector');
  assertScores(await scoreOf(await second.fit(train), test), await scoreOf(await first.fit(train), test));
}

export async function unknownOption({ make }: Bench): Promise<void> {
  const error = await rejection(async () => rebuild(make(), { ...make().options, noSuchOption: 1 }));
  assert(error instanceof TypeError && error.message.includes('noSuchOption'), `got ${messageOf(error)}`);
}

export async function noArguments({ make, train }: Bench): Promise<void> {
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

export async function fitTwice({ make, train, test }: Bench): Promise<void> {
  const once = await make().fit(train);
  const twice = await (await make().fit(test)).fit(train);
  assertScores(await scoreOf(twice, test), await scoreOf(once, test));
}

export async function aborted({ make, train, test }: Bench): Promise<void> {
  const detector = await make().fit(train);
  const before = await scoreOf(detector, test);
  const error = await rejection(() => detector.fit(test, { signal: AbortSignal.abort() }));
  assertSame((error as Error | undefined)?.name, 'AbortError', 'rejection');
  assertScores(await scoreOf(detector, test), before);
}

export async function progressRises({ make, train }: Bench): Promise<void> {
  let last = 0;
  await make().fit(train, {
    onProgress: ({ stage, fraction }) => {
      assert(typeof stage === 'string' && stage !== '', 'stage is empty');
      assert(fraction >= last && fraction <= 1, `fraction ${fraction} after ${last}`);
      last = fraction;
    },
  });
}

export async function capabilitiesConsistent({ make, channels }: Bench): Promise<void> {
  const detector = make();
  const { capabilities } = detector;
  assert(!capabilities.streaming || capabilities.causal, 'streaming without causal');
  assertSame(isStreaming(detector), capabilities.streaming, 'update exists');
  assert(channels === 1 || capabilities.multivariate, `${channels} channels without multivariate`);
  assert((capabilities.delay ?? 0) >= 0, 'negative delay');
}
