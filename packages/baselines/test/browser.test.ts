import { join } from 'node:path';
import { findChromium } from '@tsad/test-kit';
import { openTestPage, type TestPage } from '@tsad/test-kit/page';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classes } from './page.ts';
import { seasonal } from './series.ts';

const executablePath = findChromium();
const title = executablePath ? 'in Chromium' : 'in Chromium (skipped: no browser found; set CHROMIUM_PATH)';

const OPTIONS: Readonly<Record<string, object>> = {
  AutoRegression: { order: 10, maxTrain: 200 },
  SpectralResidual: { window: 64 },
  RandomCutForest: { trees: 10, size: 64 },
  KernelDensity: { channels: 3 },
  OneClassSvm: { channels: 3 },
  Sand: { window: 20, initialLength: 200, batchLength: 100 },
};

describe.skipIf(!executablePath)(title, () => {
  let opened: TestPage | undefined;

  beforeAll(async () => {
    opened = await openTestPage(executablePath!, [join(import.meta.dirname, 'page.ts')]);
  }, 60_000);

  afterAll(() => opened?.close());

  it.each([...classes.keys()])('a page has the scores of Node: %s', async (name) => {
    const values = [...seasonal(600, 3)];
    const Detector = classes.get(name)!;
    const options = OPTIONS[name] ?? ('window' in new Detector().options ? { window: 20 } : {});
    const scores = [...(await new Detector(options).score(values))];
    expect(new Set(scores).size).toBeGreaterThan(100);
    const given = [name, options, values] as const;
    expect(await opened!.page.evaluate((all) => globalThis.baselineScores(...all), given)).toEqual(scores);
  });
});
