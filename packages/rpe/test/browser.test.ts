import { join } from 'node:path';
import { createRandom } from '@tsad/core';
import { describeInPage } from '@tsad/test-kit/page';
import { expect, it } from 'vitest';
import { MultiRpe, type MultiRpeOptions, Rpe, type RpeOptions } from '../src/index.ts';

const CASES: readonly (RpeOptions | MultiRpeOptions)[] = [
  { window: 20, maxTrain: 200 },
  { window: 20, maxTrain: 200, forgetting: 100 },
  { window: 20, maxTrain: 200, channels: 3 },
  { window: 20, maxTrain: 200, channels: 3, combine: 'fisher' },
  { window: 20, maxTrain: 200, channels: 3, mode: 'stacked' },
];

describeInPage([join(import.meta.dirname, 'page.ts')], (page) => {
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
    expect(await page().evaluate((all) => globalThis.rpeScores(...all), given)).toEqual(scores);
  });
});
