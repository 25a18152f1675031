import { openImages } from '@tsad/data/node';
import { aucRoc } from '@tsad/metrics';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { AutoEncoder, Cance, CompositeDensity } from '../src/index.ts';

/** Rows of the images of a digit, the first `most` of them. */
async function digitRows(digit: number, most: number): Promise<Uint8Array> {
  const { pixels, classes } = await openImages('mnist', { split: 'train' });
  const own = Array.from(classes!.keys()).filter((i) => classes![i] === digit);
  const out = new Uint8Array(most * 784);
  for (let k = 0; k < most; k++) out.set(pixels.subarray(own[k] * 784, (own[k] + 1) * 784), k * 784);
  return out;
}

describeWithData('Cance on MNIST', 'mnist', () => {
  it('Cance tells an eight from the other digits, better than the reconstruction error alone', async () => {
    const test = await openImages('mnist', { split: 'test' });
    const labels = Uint8Array.from(test.classes!, (c) => Number(c !== 8));
    const detector = await Cance.image(784, { epochs: [15, 8], density: { epochs: 20 } }).fit(await digitRows(8, 5000));
    const { scores, features } = await detector.analyse(test.pixels);
    // 0.95 at full length; digits and seeds scatter by about 0.01.
    expect(aucRoc(scores, labels)).toBeGreaterThan(0.915);
    expect(aucRoc(scores, labels)).toBeGreaterThan(aucRoc(features.error, labels));
  }, 300_000);

  it('the latent code comes out nearly uncorrelated and of unit variance', async () => {
    const rows = await digitRows(3, 2000);
    const { variant, features: _, components, cosine, validation, density, ...options } = Cance.image(784).options;
    const features = await (await new AutoEncoder({ ...options, epochs: [8, 0] }).fit(rows)).features(rows);
    const { diagnostics } = await new CompositeDensity({ variant: 'latent', epochs: 1 }).fit(features);
    expect(diagnostics!.dropped).toEqual([]);
    expect(diagnostics!.condition).toBeLessThan(2);
  }, 300_000);
});
