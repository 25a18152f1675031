/** Published values of another implementation, on its own data. */
import { findPeriod } from '@tsad/dsp';
import { vus } from '@tsad/metrics';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { SubPca } from '../src/index.ts';
import { read } from './nab.ts';

describeWithData('under the protocol of TSB-AD', 'tsb_ad_u', (directory) => {
  it.each([
    ['001_NAB', 6, 0.1803478],
    ['013_NAB', 247, 0.8590523],
  ])('SubPca on %s: period %i and the published VUS-PR %f', (name, period, published) => {
    const { values, labels } = read(directory, name);
    const window = findPeriod(values);
    expect(window).toBe(period);
    const { pr } = vus(new SubPca({ window }).score(values), labels, { window, kind: 'current', thresholds: 250 });
    expect(Math.abs(pr! - published)).toBeLessThan(1e-6);
  });
});
