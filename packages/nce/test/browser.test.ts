import { join } from 'node:path';
import { createRandom } from '@tsad/core';
import { describeInPage } from '@tsad/test-kit/page';
import { expect, it } from 'vitest';
import { Cance, type CanceOptions } from '../src/index.ts';

const SMALL = { epochs: [4, 2], batch: 32, density: { hidden: [8], epochs: 4, batch: 32 }, latent: 2 } as const;
const CASES: readonly [string, CanceOptions][] = [
  ['rows', { ...SMALL, channels: 5, hidden: [8, 4] }],
  ['principal components', { ...SMALL, channels: 5, features: 'pca', components: 2 }],
  ['images', { ...SMALL, channels: 64, batchNorm: true, output: 'sigmoid', hidden: [16], scaling: 'byte' }],
  ['convolutions', { ...SMALL, channels: 64, hidden: [], convolution: { height: 8, width: 8, filters: [3] } }],
];

describeInPage([join(import.meta.dirname, 'page.ts')], (page) => {
  it.each(CASES)('a page has the scores of Node: %s', async (_, options) => {
    const random = createRandom(1);
    const rowsOf = (count: number): number[] =>
      Array.from({ length: count * options.channels }, () => Math.floor(128 + 40 * random.normal()));
    const [rows, asked] = [rowsOf(150), rowsOf(20)];
    const scores = [...(await (await new Cance(options).fit(rows)).score(asked))];
    expect(scores.every(Number.isFinite)).toBe(true);
    const given = [options, rows, asked] as const;
    expect(await page().evaluate((all) => globalThis.canceScores(...all), given)).toEqual([scores, scores]);
  });
});
