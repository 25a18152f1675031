import { join } from 'node:path';
import { findChromium } from '@tsad/test-kit';
import { openTestPage, type TestPage } from '@tsad/test-kit/page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makers } from './page.ts';
import { seasonal } from './series.ts';

const executablePath = findChromium();
const title = executablePath ? 'in Chromium' : 'in Chromium (skipped: no browser found; set CHROMIUM_PATH)';

describe.skipIf(!executablePath)(title, () => {
  let opened: TestPage | undefined;

  beforeAll(async () => {
    opened = await openTestPage(executablePath!, [join(import.meta.dirname, 'page.ts')]);
  }, 60_000);

  afterAll(() => opened?.close());

  it.each(Object.keys(makers))('a page has the scores of Node: %s', async (name) => {
    const [train, values] = [[...seasonal(600, 1)], [...seasonal(500, 2)]];
    for (let t = 250; t < 260; t++) values[t] += 1;
    const scores = [...(await (await makers[name]().fit(train)).score(values))];
    expect(new Set(scores).size).toBeGreaterThan(100);
    const given = [name, train, values] as const;
    expect(await opened!.page.evaluate((all) => globalThis.discordScores(...all), given)).toEqual(scores);
  });
});
