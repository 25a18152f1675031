/** Published values of another implementation, on its own data. */
import { findPeriod } from '@tsad/dsp';
import { vus } from '@tsad/metrics';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { KMeansAD } from '../src/index.ts';
import { read } from './nab.ts';

describeWithData('under the protocol of TSB-AD', 'tsb_ad_u', (directory) => {
  it.each([
    ['001_NAB', 12, 0.1185],
    ['013_NAB', 299, 0.0739],
  ])(
    'KMeansAD on %s: period %i of rank 2 and nearly the published VUS-PR %f',
    (name, period, published) => {
      const { values, labels } = read(directory, name);
      expect(findPeriod(values, { rank: 2 })).toBe(period);
      const scores = KMeansAD.tsbAd(period).score(values);
      const { pr } = vus(scores, labels, { window: findPeriod(values), kind: 'current', thresholds: 250 });
      expect(Math.abs(pr! - published)).toBeLessThan(0.005);
    },
    60_000,
  );
});
