import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { listDataset, openDataset, verifyDataset } from '../src/node.ts';

/** The rows of a table with a header, tab separated. */
function index(path: string): Record<string, string>[] {
  const [header, ...rows] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(row.map((cell, c) => [header[c], cell])));
}

describeWithData('the UCR archive', 'ucr', (directory) => {
  const dir = dirname(directory);
  const odd = ['001', '079', '108', '187', '203', '204', '225', '226', '242', '243'];

  it('its odd files parse as the index says', async () => {
    const names = (await listDataset('ucr', { dir })).filter((name) => odd.includes(name.slice(0, 3)));
    expect(names).toHaveLength(odd.length);
    const rows = new Map(index(join(directory, 'INDEX.tsv')).map((row) => [row.name, row]));
    for await (const series of openDataset('ucr', { dir, names })) {
      const row = rows.get(series.name)!;
      expect([series.values.length, series.trainEnd]).toEqual([Number(row.points), Number(row.train_end)]);
      expect(series.labels?.indexOf(1)).toBe(Number(row.anomaly_begin));
      expect(series.labels?.lastIndexOf(1)).toBe(Number(row.anomaly_end));
    }
  });
});

describeWithData('TSB-AD-U', 'tsb_ad_u', (directory) => {
  const dir = dirname(directory);

  it('the NAB files parse as the index says', async () => {
    const rows = new Map(index(join(directory, 'INDEX.tsv')).map((row) => [row.file, row]));
    let count = 0;
    for await (const series of openDataset('tsb-ad-u', { dir, subset: 'NAB' })) {
      const row = rows.get(`${series.name}.csv`)!;
      expect([series.values.length, series.trainEnd]).toEqual([Number(row.points), Number(row.train_in_name)]);
      expect(series.labels?.indexOf(1)).toBe(Number(row.first_in_labels));
      expect(series.labels?.reduce((sum, label) => sum + label, 0)).toBe(Number(row.anomalous_points));
      count++;
    }
    expect(count).toBe(14);
  });

  it('an unknown source is named with the known ones', async () => {
    await expect(listDataset('tsb-ad-u', { dir, subset: '../NAB' })).rejects.toThrow(/among Daphnet, .*WSD/);
  });

  it('the evaluation and tuning lists part the files', async () => {
    const [all, eva, tuning] = await Promise.all([
      listDataset('tsb-ad-u', { dir }),
      listDataset('tsb-ad-u', { dir, list: 'eva' }),
      listDataset('tsb-ad-u', { dir, list: 'tuning' }),
    ]);
    expect(eva.filter((name) => tuning.includes(name))).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(eva.length + tuning.length);
    expect(eva.length).toBeGreaterThan(0);
    expect(tuning.length).toBeGreaterThan(0);
  });
});

describeWithData('NAB', 'nab', (directory) => {
  const dir = dirname(directory);

  it('all 58 files parse, with the windows that the benchmark has', async () => {
    let count = 0;
    let windows = 0;
    for await (const series of openDataset('nab', { dir })) {
      count++;
      windows += series.labels?.join('').match(/1+/g)?.length ?? 0;
      expect(series.trainEnd).toBe(Math.floor(0.15 * Math.min(5000, series.values.length)));
    }
    expect(count).toBe(58);
    const text = readFileSync(join(directory, 'labels', 'combined_windows.json'), 'utf8');
    expect(windows).toBe(Object.values(JSON.parse(text) as Record<string, string[][]>).flat().length);
  });

  it('equals the checksums of the catalogue', async () => {
    expect(await verifyDataset('nab', { dir })).toMatchObject({ ok: true, verified: 59, unknown: [] });
  });
});
