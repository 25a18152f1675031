import { dirname } from 'node:path';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { openImages } from '../src/node.ts';

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
});

describeWithData('MNIST-C, regenerated', 'mnist_c', (directory) => {
  const dir = dirname(directory);

  it('has 10,000 images a corruption with the digits of MNIST', async () => {
    const fog = await openImages('mnist-c', { dir, corruption: 'fog' });
    expect([fog.count, fog.height, fog.width, sum(fog.pixels)]).toEqual([10000, 28, 28, 817663549]);
    expect([...fog.classes!.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });
});

describeWithData('CIFAR-10 as JPEG', 'cifar10_jpeg', (directory) => {
  const dir = dirname(directory);

  it('has 1,000 test images a class, named lossy', async () => {
    const cats = await openImages('cifar10-jpeg', { dir, split: 'test', classes: ['cat'] });
    expect([cats.name, cats.count, cats.channels, cats.names?.[0]]).toEqual([
      'cifar10-jpeg-test',
      1000,
      3,
      'test/cat/0000.jpg',
    ]);
    expect(cats.classes!.every((known) => cats.classNames?.[known] === 'cat')).toBe(true);
    // The mean of the first picture as Pillow 12.3 decodes it: 108.3665; jpeg-js repeats colour where libjpeg interpolates.
    expect(sum(cats.pixels.subarray(0, 3072)) / 3072).toBeAllclose(108.3665, { rtol: 0, atol: 0.5 });
  });
});
