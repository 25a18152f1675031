import { dirname } from 'node:path';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { openImages, verifyDataset } from '../src/node.ts';

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => total + byte, 0);
}

describeWithData('MNIST', 'mnist', (directory) => {
  const dir = dirname(directory);

  it('has the published sizes, sums of pixels and counts of digits', async () => {
    const train = await openImages('mnist', { dir });
    const test = await openImages('mnist', { dir, split: 'test' });
    expect([train.count, train.height, train.width, train.channels]).toEqual([60000, 28, 28, 1]);
    expect([test.count, sum(train.pixels), sum(test.pixels)]).toEqual([10000, 1567298545, 264923200]);
    const counts = new Array<number>(10).fill(0);
    for (const digit of test.classes!) counts[digit]++;
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...train.classes!.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  });

  it('equals the checksums of the catalogue', async () => {
    expect(await verifyDataset('mnist', { dir })).toMatchObject({ ok: true, verified: 4, unknown: [] });
  });
});
