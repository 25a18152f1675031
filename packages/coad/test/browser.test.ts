import { join } from 'node:path';
import { describeInPage } from '@tsad/test-kit/page';
import { expect, it } from 'vitest';
import { CoAD, type CoADOptions } from '../src/index.ts';

const OPTIONS: CoADOptions = {
  period: 20,
  pointsPerPeriod: 0,
  patch: 4,
  hidden: 3,
  layers: 2,
  dropout: 0.2,
  windowMultiple: 2,
  batch: 80,
  cleanShare: 1,
  steps: 3,
};
const wave = (t: number): number => Math.sin(t / 3) + 0.1 * Math.sin(t * t);
const train = Array.from({ length: 200 }, (_, t) => wave(t));
const test = Array.from({ length: 120 }, (_, t) => wave(200 + t) + Number(t === 60));

const modules = [join(import.meta.dirname, 'page.ts'), join(import.meta.dirname, '../src/worker.ts')];

describeInPage(modules, (page) => {
  it('a page has the weights and scores of Node, with and without web workers', async () => {
    const detector = await new CoAD(OPTIONS).fit(train);
    const weights = [...detector.encodeWeights()];
    const scores = [...(await detector.score(test))];
    for (const workers of [0, 1, 2]) {
      const there = await page().evaluate((given) => globalThis.coadScores(...given), [
        workers,
        OPTIONS,
        train,
        test,
      ] as const);
      expect(there.weights, `${workers} workers`).toEqual(weights);
      expect(there.scores, `${workers} workers`).toEqual(scores);
    }
  });
});
