import { resolve } from 'node:path';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { perform } from '../../src/bench/perform.ts';
import { listSeries } from '../../src/bench/source.ts';

const protocol = 'tsb-ad';

describeWithData('published values', 'tsb_ad_u', (directory) => {
  const dataset = { name: 'tsb-ad-u', dir: resolve(directory, '..') } as const;

  it.each([
    ['001_NAB', 6, 0.093966],
    ['013_NAB', 247, 0.073694],
  ])('of the matrix profile on %s under tsb-ad are met to 1e-6', async (name, period, vusPr) => {
    const [series] = await listSeries(dataset, { series: [name] });
    const job = {
      key: '',
      dataset,
      series,
      protocol,
      detector: 'matrix-profile',
      seed: 0,
      version: '',
      rows: 0,
    } as const;
    const measured = await perform(job);
    expect(measured.period).toBe(period);
    expect(Math.abs(measured.metrics['VUS-PR']! - vusPr)).toBeLessThan(1e-6);
  });

  it('has the 64 series of the tables of CoAD, as far as they are here', async () => {
    const names = await listSeries(dataset, { paper64: true });
    const counts = new Map<string, number>();
    for (const name of names) {
      const [, subset] = name.split('_');
      counts.set(subset, (counts.get(subset) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ MGAB: 9, SED: 3, SVDB: 20, IOPS: 17, TODS: 15 });
  });
});
