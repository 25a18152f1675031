/** Published values of another implementation, on its own data. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { findPeriod } from '@tsad/dsp';
import { vus } from '@tsad/metrics';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { MatrixProfile } from '../src/index.ts';

function read(directory: string, prefix: string): { values: Float64Array; labels: Uint8Array } {
  const folder = join(directory, 'NAB');
  const name = readdirSync(folder).find((file) => file.startsWith(prefix));
  const rows = gunzipSync(readFileSync(join(folder, name!)))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1);
  return {
    values: Float64Array.from(rows, (row) => Number(row.split(',')[0])),
    labels: Uint8Array.from(rows, (row) => Number(row.split(',')[1])),
  };
}

describeWithData('MatrixProfile under the protocol of TSB-AD', 'tsb_ad_u', (directory) => {
  it.each([
    ['001_NAB', 6, 0.093966],
    ['013_NAB', 247, 0.073694],
  ])('%s: period %i and the published VUS-PR %f', async (name, period, published) => {
    const { values, labels } = read(directory, name);
    const window = findPeriod(values, { method: 'tsb-ad', rank: 1 });
    expect(window).toBe(period);
    const scores = await new MatrixProfile({ window }).score(values);
    const { pr } = vus(scores, labels, { window, kind: 'current', thresholds: 250 });
    expect(Math.abs(pr! - published)).toBeLessThan(1e-6);
  });
});
