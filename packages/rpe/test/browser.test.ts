import { join } from 'node:path';
import { createRandom } from '@tsad/core';
import { findChromium } from '@tsad/test-kit';
import { openTestPage, type TestPage } from '@tsad/test-kit/page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MultiRpe, type MultiRpeOptions, Rpe, type RpeOptions } from '../src/index.ts';

const executablePath = findChromium();
const title = executablePath ? 'in Chromium' : 'in Chromium (skipped: no browser found; set CHROMIUM_PATH)';

const CASES: readonly (RpeOptions | MultiRpeOptions)[] = [
  { window: 20, maxTrain: 200 },
  { window: 20, maxTrain: 200, forgetting: 100 },
  { window: 20, maxTrain: 200, channels: 3 },
  { window: 20, maxTrain: 200, channels: 3, combine: 'fisher' },
  { window: 20, maxTrain: 200, channels: 3, mode: 'stacked' },
];

describe.skipIf(!executablePath)(title, () => {
  let opened: TestPage | undefined;

  beforeAll(async () => {
    opened = await openTestPage(executablePath!, [join(import.meta.dirname, 'page.ts')]);
  }, 60_000);

  afterAll(() => opened?.close());

  it.each(CASES)('a page has the scores of Node: %j', async (options) => {
    const random = createRandom(1);
    const waves = (rows: number): number[] =>
      Array.from({ length: rows * 3 }, (_, i) => Math.sin(i / 7) + random.normal() / 9);
    const [train, values] = [waves(200), waves(150)];
    values[200] = Number.NaN;
    const detector = 'channels' in options ? new MultiRpe(options) : new Rpe(options);
    const scores = [...(await detector.fit(train)).score(values)];
    expect(new Set(scores).size).toBeGreaterThan(100);
    const given = [options, train, values] as const;
    expect(await opened!.page.evaluate((all) => globalThis.rpeScores(...all), given)).toEqual(scores);
  });
});
