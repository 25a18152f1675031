import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { connections } from '@tsad/test-kit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DataError, parseKddCup99, parseTable } from '../src/index.ts';
import { openTable, verifyDataset } from '../src/node.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsad-kdd-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Columns of the file that hold categories, by position: protocol, service, flag and four switches. */
const categorical = [1, 2, 3, 6, 11, 20, 21];

describe('parseKddCup99', () => {
  it('equals the general reader of tables told which columns hold categories', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 1, max: 1e6 }), (count, seed) => {
        const text = connections(count, seed);
        const table = parseKddCup99(text);
        const twin = parseTable(text, { columns: [...Array(41).keys()], categorical, labelColumn: null });
        expect(table.values).toEqual(twin.values);
        expect(table.labels).toEqual(Uint8Array.from({ length: count }, (_, i) => (i % 5 === 0 ? 1 : 0)));
      }),
      { numRuns: 20 },
    );
  });

  it('names the columns, categories in the order of their code units', () => {
    const { columns, rows, name } = parseKddCup99(connections(400));
    expect([name, rows]).toEqual(['kddcup99', 400]);
    expect(columns.slice(0, 10)).toEqual([
      'duration',
      'protocol_type=icmp',
      'protocol_type=tcp',
      'protocol_type=udp',
      'service=ecr_i',
      'service=http',
      'service=private',
      'service=smtp',
      'flag=SF',
      'src_bytes',
    ]);
    expect(columns.filter((column) => !column.includes('='))).toHaveLength(34);
    expect(columns).toContain('is_guest_login=0');
    expect(columns.at(-1)).toBe('dst_host_srv_rerror_rate');
  });

  it('takes any line break, a mark at the start, a line of names and labels without their dot', () => {
    const text = connections(12);
    const names = `duration,${Array.from({ length: 41 }, (_, i) => `c${i}`).join(',')}\n`;
    const other = `\uFEFF${names}${text.replaceAll('normal.', 'normal')}`.replaceAll('\n', '\r\n');
    expect(parseKddCup99(other)).toEqual(parseKddCup99(text));
  });

  const [line] = connections(1).split('\n');
  it.each([
    ['a cut line', `${line}\n0,tcp,http`, /kddcup99: line 2 has 3 cells, expected 42; fetch kddcup\.data_10_percent/],
    ['a column more', `${line},21`, /line 1 has 43 cells/],
    ['text for a number', line.replace(/^0/, 'zero'), /line 1 column duration: "zero" is no number/],
    ['a number too large', line.replace(/^0/, '1e999'), /column duration: "1e999" is no number/],
    ['an empty number', line.replace(/^0/, ''), /column duration: "" is no number/],
    ['an empty category', line.replace(/^0,\w+/, '0,'), /column protocol_type: "" is no category/],
    ['nothing', '\n\n', /there is no connection in it/],
  ])('%s is one clear line', (_, text, message) => {
    expect(() => parseKddCup99(text)).toThrow(DataError);
    expect(() => parseKddCup99(text)).toThrow(message);
  });

  it('refuses a column of categories that is none', () => {
    const lines = Array.from({ length: 300 }, (_, i) => line.replace(/^0,\w+/, `0,p${i}`));
    expect(() => parseKddCup99(lines.join('\n'))).toThrow(/line 257 column protocol_type: "p256" is no category/);
    expect(() => parseKddCup99(7 as never)).toThrow(/text must be a string, got a number/);
  });
});

describe('the data set kddcup99', () => {
  it('opens plain or gzip, says where it looked, and tells that this is not the real file', async () => {
    await expect(openTable('kddcup99', { dir: folder })).rejects.toThrow(
      /kddcup99.*download http:\/\/kdd\.ics\.uci\.edu\/databases\/kddcup99\/kddcup\.data_10_percent\.gz and put it there/s,
    );
    mkdirSync(join(folder, 'kddcup99'));
    const path = join(folder, 'kddcup99', 'kddcup.data_10_percent');
    writeFileSync(`${path}.gz`, gzipSync(connections(30)));
    const table = await openTable('kddcup99', { dir: folder });
    expect(table).toEqual(parseKddCup99(connections(30)));
    expect(await verifyDataset('kddcup99', { dir: folder })).toMatchObject({ ok: false, verified: 0, missing: [] });
    rmSync(`${path}.gz`);
    writeFileSync(`${path}_corrected`, connections(30));
    expect(await openTable('kddcup99', { dir: folder })).toEqual(table);
    await expect(openTable('kddcup99', { dir: folder, table: 'x' })).rejects.toThrow(/it is for "adbench"/);
  });
});
