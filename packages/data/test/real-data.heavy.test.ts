import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { openDataset, verifyDataset } from '../src/node.ts';

function index(path: string): Record<string, string>[] {
  const [header, ...rows] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(row.map((cell, c) => [header[c], cell])));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describeWithData('the whole UCR archive', 'ucr', (directory) => {
  const dir = dirname(directory);

  it('every file has the length, the labels and the mean of the index', async () => {
    const rows = new Map(index(join(directory, 'INDEX.tsv')).map((row) => [row.name, row]));
    for await (const series of openDataset('ucr', { dir })) {
      const row = rows.get(series.name)!;
      expect([series.name, series.values.length, series.trainEnd]).toEqual([
        row.name,
        Number(row.points),
        Number(row.train_end),
      ]);
      expect([series.labels?.indexOf(1), series.labels?.lastIndexOf(1)]).toEqual([
        Number(row.anomaly_begin),
        Number(row.anomaly_end),
      ]);
      // The index has nine digits.
      expect(mean(series.values)).toBeAllclose(Number(row.mean), { rtol: 1e-7, atol: 1e-7 });
      rows.delete(series.name);
    }
    expect(rows.size).toBe(0);
  });

  it('equals the checksums of the catalogue', async () => {
    expect(await verifyDataset('ucr', { dir })).toMatchObject({ ok: true, verified: 200 });
  });
});

describeWithData('the whole of TSB-AD-U', 'tsb_ad_u', (directory) => {
  const dir = dirname(directory);

  it('every file has the length and the labels of the index', async () => {
    const rows = new Map(index(join(directory, 'INDEX.tsv')).map((row) => [row.file, row]));
    for await (const series of openDataset('tsb-ad-u', { dir })) {
      const row = rows.get(`${series.name}.csv`)!;
      expect([series.name, series.values.length, series.trainEnd]).toEqual([
        row.file.slice(0, -4),
        Number(row.points),
        Number(row.train_in_name),
      ]);
      expect(series.labels?.reduce((sum, label) => sum + label, 0)).toBe(Number(row.anomalous_points));
      rows.delete(`${series.name}.csv`);
    }
    expect(rows.size).toBe(0);
  });

  it('equals the checksums of the catalogue', async () => {
    expect(await verifyDataset('tsb-ad-u', { dir })).toMatchObject({ ok: true, verified: 230 });
  });
});

describeWithData('the image sets', 'mnist', (directory) => {
  const dir = dirname(directory);

  it.each([
    ['mnist', 4],
    ['mnist-c', 15],
    ['cifar10-jpeg', 20],
  ] as const)('%s equals the checksums of the catalogue', async (name, verified) => {
    expect(await verifyDataset(name, { dir })).toMatchObject({ ok: true, verified, unknown: [] });
  });
});
