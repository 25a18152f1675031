import { join } from 'node:path';
import { describeInPage } from '@tsad/test-kit/page';
import { expect, it } from 'vitest';
import { classes } from './page.ts';
import { seasonal } from './series.ts';

const OPTIONS: Readonly<Record<string, object>> = {
  AutoRegression: { order: 10, maxTrain: 200 },
  SpectralResidual: { window: 64 },
  RandomCutForest: { trees: 10, size: 64 },
  KernelDensity: { channels: 3 },
  OneClassSvm: { channels: 3 },
  Sand: { window: 20, initialLength: 200, batchLength: 100 },
};

describeInPage([join(import.meta.dirname, 'page.ts')], (page) => {
  it.each([...classes.keys()])('a page has the scores of Node: %s', async (name) => {
    const values = [...seasonal(600, 3)];
    const Detector = classes.get(name)!;
    const options = OPTIONS[name] ?? ('window' in new Detector().options ? { window: 20 } : {});
    const scores = [...(await new Detector(options).score(values))];
    expect(new Set(scores).size).toBeGreaterThan(100);
    const given = [name, options, values] as const;
    expect(await page().evaluate((all) => globalThis.baselineScores(...all), given)).toEqual(scores);
  });
});
