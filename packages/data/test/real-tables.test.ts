import { dirname } from 'node:path';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { splitTable, type Table } from '../src/index.ts';
import { listFiles, openTable, verifyDataset } from '../src/node.ts';

function anomalies({ labels }: Table): number {
  return labels!.reduce((sum, label) => sum + label, 0);
}

describeWithData('Abalone', 'tabular', (directory) => {
  const dir = dirname(directory);

  it('has the rows of the usual task: 1862 to train, 58 to test', async () => {
    const table = await openTable('abalone', { dir });
    expect([table.rows, table.columns.length, anomalies(table)]).toEqual([1920, 8, 29]);
    const { train, test } = splitTable(table, { rule: 'drocc', seed: 3 });
    expect([train.rows, test.rows, anomalies(test)]).toEqual([1862, 58, 29]);
    expect(await verifyDataset('abalone', { dir })).toMatchObject({ ok: true, verified: 1, unknown: [] });
  });
});

describeWithData('ADBench', 'adbench', (directory) => {
  const dir = dirname(directory);

  it('thyroid splits as published: 1839 and 1933 rows, or 3586 and 186', async () => {
    const table = await openTable('adbench', { dir, table: 'thyroid' });
    expect([table.name, table.rows, table.columns.length, anomalies(table)]).toEqual(['thyroid', 3772, 6, 93]);
    const goad = splitTable(table, { rule: 'goad' });
    expect([goad.train.rows, goad.test.rows, anomalies(goad.test)]).toEqual([1839, 1933, 93]);
    const drocc = splitTable(table, { rule: 'drocc' });
    expect([drocc.train.rows, drocc.test.rows, anomalies(drocc.test)]).toEqual([3586, 186, 93]);
  });

  it('equals the checksums of the catalogue, and every small table opens', async () => {
    expect(await verifyDataset('adbench', { dir })).toMatchObject({ ok: true, verified: 56, unknown: [] });
    for (const file of await listFiles('adbench', { dir })) {
      if (!/Classical\/(14|21|25|39|42|45)_/.test(file)) continue;
      const table = await openTable('adbench', { dir, table: file.replace(/^.*\/|\.npz$/g, '') });
      expect(table.values.length).toBe(table.rows * table.columns.length);
      expect(anomalies(table)).toBeGreaterThan(0);
    }
  });
});
