import { join } from 'node:path';
import { describeInPage } from '@tsad/test-kit/page';
import { expect, it } from 'vitest';
import { makers } from './page.ts';
import { seasonal } from './series.ts';

describeInPage([join(import.meta.dirname, 'page.ts')], (page) => {
  it.each(Object.keys(makers))('a page has the scores of Node: %s', async (name) => {
    const [train, values] = [[...seasonal(600, 1)], [...seasonal(500, 2)]];
    for (let t = 250; t < 260; t++) values[t] += 1;
    const scores = [...(await (await makers[name]().fit(train)).score(values))];
    expect(new Set(scores).size).toBeGreaterThan(100);
    const given = [name, train, values] as const;
    expect(await page().evaluate((all) => globalThis.discordScores(...all), given)).toEqual(scores);
  });
});
