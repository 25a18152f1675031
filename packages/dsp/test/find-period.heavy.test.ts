import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describeWithData, readGolden } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { findPeriod } from '../src/index.ts';

describeWithData('findPeriod on the UCR archive', 'ucr', (directory) => {
  it('gives the table of the released CoAD but for the series set by hand', () => {
    const table = readGolden<Record<string, [number, number, number, number]>>(import.meta.url, 'ucr-periods.json');
    const byHand = new Set(['212', '213', '214', '215', '216', '217', '218', '219', '220', '221', '230']);
    const differing: string[] = [];
    let compared = 0;
    for (const file of readdirSync(`${directory}/files`)) {
      const [, id, train] = /^(\d{3})_.*_(\d+)_\d+_\d+\.txt\.gz$/.exec(file) ?? [];
      if (!id || byHand.has(id) || table[id][0] !== Number(train)) continue;
      const values = gunzipSync(readFileSync(`${directory}/files/${file}`))
        .toString('latin1')
        .trim()
        .split(/\s+/, Number(train))
        .map(Number);
      compared++;
      if (findPeriod(values, { method: 'coad-train' }) !== table[id][3]) differing.push(id);
    }
    expect(compared).toBeGreaterThan(150);
    expect(differing).toEqual([]);
  });
});
