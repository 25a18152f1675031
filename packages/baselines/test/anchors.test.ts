/** Published values of another implementation, on its own data. */
import { findPeriod } from '@tsad/dsp';
import { vus } from '@tsad/metrics';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { KShapeAD, Sand, Series2Graph, SubPca } from '../src/index.ts';
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

  // Published are 0.0845 and 0.8770, of one draw; five and three sequences for six clusters on the second file.
  it.each([
    ['001_NAB', 1007, 0.07, 0.11],
    ['013_NAB', 623, 0.72, 0.74],
  ])('Sand on %s, training part %i: VUS-PR between %f and %f, as five draws gave', (name, train, low, high) => {
    const { values, labels } = read(directory, name);
    const window = findPeriod(values);
    for (const seed of [0, 1, 2, 3, 4]) {
      const { options } = Sand.tsbAd(window, train, values.length);
      const scores = new Sand({ ...options, seed }).score(values);
      const { pr } = vus(scores, labels, { window, kind: 'current', thresholds: 250 });
      expect(pr).toBeGreaterThan(low);
      expect(pr).toBeLessThan(high);
    }
  });

  // Published is 0.8477.
  it('KShapeAD on 013_NAB, five sequences for six clusters: each is a shape', () => {
    const { values, labels } = read(directory, '013_NAB');
    const scores = new KShapeAD({ window: 247 }).score(values);
    const { pr } = vus(scores, labels, { window: 247, kind: 'current', thresholds: 250 });
    expect(pr).toBeAllclose(0.78915, { rtol: 1e-3 });
  });

  // Published are 0.1943 and 0.8536.
  it.each([
    ['001_NAB', 0.1287],
    ['013_NAB', 0.8386],
  ])('Series2Graph on %s: VUS-PR %f', (name, pinned) => {
    const { values, labels } = read(directory, name);
    const window = findPeriod(values);
    const { pr } = vus(new Series2Graph({ window }).score(values), labels, {
      window,
      kind: 'current',
      thresholds: 250,
    });
    expect(pr).toBeAllclose(pinned, { atol: 1e-3 });
  });
});
