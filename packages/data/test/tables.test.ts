import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  adbenchTable,
  DataError,
  encodeNpy,
  parseAbalone,
  parseNpy,
  parseTable,
  splitTable,
  type TableOptions,
} from '../src/index.ts';
import { openTable, readTable } from '../src/node.ts';
import { naiveOneHot } from './naive.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsad-tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

function rowsOf({ values, columns }: { values: Float64Array; columns: readonly string[] }): number[][] {
  return Array.from({ length: values.length / columns.length }, (_, i) => [
    ...values.subarray(i * columns.length, (i + 1) * columns.length),
  ]);
}

describe('parseTable', () => {
  it('keeps numbers and turns text into columns of 0 and 1', () => {
    const table = parseTable('id;colour;size;is_anomaly\n1;red;1,5;0\n2;blue;2;1\n3;"red";-1e3;0\n');
    expect(table.columns).toEqual(['colour=blue', 'colour=red', 'size']);
    expect(table.sources).toEqual(['colour', 'colour', 'size']);
    expect(rowsOf(table)).toEqual([
      [0, 1, 1.5],
      [1, 0, 2],
      [0, 1, -1000],
    ]);
    expect(table).toMatchObject({ rows: 3, labels: Uint8Array.of(0, 1, 0), labelColumn: 'is_anomaly', skipped: 0 });
    expect(table.warnings).toEqual(['column "id" counts the rows; it was left out']);
  });

  it('equals the naive one-hot coding on random tables', () => {
    const word = fc.constantFrom('a', 'b', 'B', 'x y', 'é');
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.integer(), word), { minLength: 1, maxLength: 30 }), (rows) => {
        const text = `u,n,v\n${rows.map((row) => row.join(',')).join('\n')}\n`;
        expect(rowsOf(parseTable(text))).toEqual(naiveOneHot(rows));
      }),
    );
  });

  it('takes the columns that are asked for, in their order, numbers as categories on request', () => {
    const text = 'a,b,c\n1,7,x\n2,8,y\n';
    expect(parseTable(text, { columns: ['b', 0] }).columns).toEqual(['b', 'a']);
    expect(parseTable(text, { columns: ['a'], categorical: ['a'] }).columns).toEqual(['a=1', 'a=2']);
    expect(parseTable('1,x\n2,y\n', { columns: [1] }).columns).toEqual(['column_2=x', 'column_2=y']);
  });

  const holes = 'a,b\n1,x\n,x\n3,\ninf,y\n';
  it('skips or fills missing and infinite cells where that is asked for', () => {
    const skipped = parseTable(holes, { missing: 'skip' });
    expect([rowsOf(skipped), [...skipped.rowNumbers], skipped.skipped]).toEqual([[[1, 1, 0]], [1], 3]);
    const filled = parseTable(holes, { missing: 'fill' });
    expect(rowsOf(filled)).toEqual([
      [1, 1, 0],
      [2, 1, 0],
      [3, 1, 0],
      [2, 0, 1],
    ]);
    expect(filled.warnings).toEqual([
      'column "a": 2 missing cells were filled',
      'column "b": 1 missing cells were filled',
    ]);
  });

  it('leaves dates, empty columns and free text out and says so', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `2024-01-01,note ${i},,${i % 7}`);
    const table = parseTable(`day,note,none,n\n${rows.join('\n')}\n`);
    expect(table.columns).toEqual(['n']);
    expect(table.warnings).toEqual([
      'column "day" holds dates; it was left out',
      'column "note" has 40 different texts, more than maximumCategories 32; it was left out',
      'column "none" is empty; it was left out',
    ]);
    expect(parseTable(`${rows.join('\n')}\n`, { maximumCategories: 99, columns: [1, 3] }).columns).toHaveLength(41);
  });

  it('tells columns of one name apart by their position', () => {
    const table = parseTable('a,a,b,a\n1,2,3,x\n4,5,6,y\n');
    expect(table.columns).toEqual(['a (column 1)', 'a (column 2)', 'b', 'a (column 4)=x', 'a (column 4)=y']);
    expect(new Set(table.sources).size).toBe(4);
    expect(() => parseTable('a,a\n1,2\n', { columns: ['a'] })).toThrow(/give the position of one/);
    expect(parseTable('a,a\n1,2\n', { columns: [1] }).columns).toEqual(['a (column 2)']);
  });

  it.each<[string, string, TableOptions, RegExp]>([
    [
      'a missing cell',
      'a,b\n1,2\n3,NaN\n',
      {},
      /t: line 3, column "b": the cell "NaN" holds no finite value; set missing to/,
    ],
    ['text among numbers', 'a,b\n1,2\n3,4\noops,5\n', {}, /t: line 4, column "a": "oops" is not a number/],
    ['a ragged row', 'a,b\n1,2\n3\n', {}, /t: line 3 has 1 cells, expected 2/],
    ['open quotes', 'a,b\n1,"2\n', {}, /opens quotes|no data rows/],
    ['no rows', 'a,b\n', {}, /header but no data rows/],
    ['nothing', '', {}, /t: the file is empty/],
    ['zeros', 'a\0b', {}, /t: the file is binary/],
    ['no column of use', 'd\n2024-01-01\n2024-01-02\n', {}, /no column can be used; column "d" holds dates/],
    ['an unknown column', 'a,b\n1,2\n', { columns: ['c'] }, /t: no column "c"; the file has "a", "b"/],
    ['a column twice', 'a,b\n1,2\n', { columns: ['a', 0] }, /column "a" is named twice; leave one out of columns/],
    [
      'the label as a column',
      'a,label\n1,0\n2,1\n',
      { columns: ['a', 'label'] },
      /column "label" holds the labels; leave it out of columns/,
    ],
    ['a label that is none', 'a,b\n1,2\n', { labelColumn: 'b' }, /line 2, column "b": "2" is no label/],
    ['holes alone', 'a,b\n1,\n,2\n', { missing: 'skip' }, /every row has a missing cell/],
    ['a cap', 'a,b\n1,2\n', { limits: { columns: 1 } }, /2 columns are more than the limit of 1/],
  ])('%s is one clear line', (_, text, options, message) => {
    const read = (): unknown => parseTable(text, { name: 't', ...options });
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^[^\n]*$/);
  });

  it('names wrong options', () => {
    expect(() => parseTable('a\n1\n', { missing: 'zero' as never })).toThrow(RangeError);
    expect(() => parseTable('a\n1\n', { maximumCategories: 0 })).toThrow(RangeError);
    expect(() => parseTable('a\n1\n', { trainEnd: 1 } as never)).toThrow(TypeError);
    expect(() => parseTable(null as never)).toThrow(/input must be a string or a Uint8Array/);
    expect(() => parseTable('a\n1\n', null as never)).toThrow(TypeError);
    for (const name of ['columns', 'categorical'] as const) {
      expect(() => parseTable('a\n1\n', { [name]: 'a' })).toThrow(
        `parseTable: ${name} must be a list of names or positions of columns, got a string`,
      );
      expect(() => parseTable('a\n1\n', { [name]: ['a', null] } as never)).toThrow(
        `parseTable: ${name}[1] must be the name or the position of a column, got null`,
      );
    }
  });
});

describe('parseAbalone', () => {
  const line = (sex: string, rings: number): string => `${sex},1,2,3,4,5,6,7,${rings}`;

  it('keeps 3, 8, 9, 10 and 21 rings, codes the sex and drops the rings', () => {
    const text = `Sex,Length,Diameter,Height,Whole,Shucked,Viscera,Shell,Rings\n${[3, 8, 11, 21, 10].map((rings, i) => line('MFIMF'[i], rings)).join('\r\n')}\n`;
    const table = parseAbalone(text);
    expect(table).toMatchObject({ rows: 4, labels: Uint8Array.of(1, 0, 1, 0) });
    expect(rowsOf(table)).toEqual([0, 1, 0, 1].map((sex) => [sex, 1, 2, 3, 4, 5, 6, 7]));
  });

  it.each([
    ['another sex', line('X', 8), /abalone: line 1 .*is not M, F or I and eight numbers/],
    ['a cut line', 'M,1,2', /line 1/],
    ['an empty cell', 'M,,2,3,4,5,6,7,8', /line 1/],
    ['none of the task', line('M', 12), /no row has 3, 8, 9, 10 or 21 rings/],
    ['nothing', '', /no row has/],
  ])('%s is one clear line', (_, text, message) => {
    expect(() => parseAbalone(text)).toThrow(DataError);
    expect(() => parseAbalone(text)).toThrow(message);
  });
});

describe('adbenchTable', () => {
  const array = (data: Parameters<typeof encodeNpy>[0], shape: number[]) => parseNpy(encodeNpy(data, shape));

  it('takes X and y', () => {
    const arrays = new Map([
      ['X', array(Float64Array.of(1, 2, 3, 4), [2, 2])],
      ['y', array(BigInt64Array.of(0n, 1n), [2])],
    ]);
    expect(adbenchTable(arrays, 'a')).toEqual({
      name: 'a',
      values: Float64Array.of(1, 2, 3, 4),
      rows: 2,
      columns: ['column_1', 'column_2'],
      labels: Uint8Array.of(0, 1),
    });
    const x = arrays.get('X')!;
    expect(() => adbenchTable(new Map([['X', x]]))).toThrow(/must hold X of shape/);
    expect(() =>
      adbenchTable(
        new Map([
          ['X', x],
          ['y', array([1, 2], [2])],
        ]),
      ),
    ).toThrow(/label 2 of y/);
    const hole = array([1, Number.NaN, 3, 4], [2, 2]);
    expect(() =>
      adbenchTable(
        new Map([
          ['X', hole],
          ['y', arrays.get('y')!],
        ]),
      ),
    ).toThrow(/row 0, column 1 of X is NaN/);
  });
});

describe('splitTable', () => {
  const labels = Uint8Array.from({ length: 21 }, (_, i) => (i % 7 === 3 ? 1 : 0));
  const table = {
    name: 't',
    values: Float64Array.from({ length: 42 }, (_, i) => (i % 2 ? 5 : i)),
    rows: 21,
    columns: ['a', 'b'],
    labels,
  };

  it('follows the rules: half of the normal rows, or as many as there are anomalies', () => {
    const goad = splitTable(table, { rule: 'goad' });
    expect([goad.train.rows, goad.test.rows]).toEqual([9, 12]);
    const drocc = splitTable(table, { rule: 'drocc' });
    expect([drocc.train.rows, drocc.test.rows]).toEqual([15, 6]);
    for (const { train, test } of [goad, drocc]) {
      expect(train.labels).toEqual(new Uint8Array(train.rows));
      expect(test.labels?.reduce((sum, label) => sum + label, 0)).toBe(3);
    }
  });

  it('is a partition, the same for the same seed, another for another', () => {
    const first = splitTable(table, { rule: 'goad', seed: 1, standardise: false });
    const values = [...first.train.values, ...first.test.values].filter((_, i) => i % 2 === 0);
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, i) => 2 * i));
    expect(splitTable(table, { rule: 'goad', seed: 1, standardise: false })).toEqual(first);
    expect(splitTable(table, { rule: 'goad', seed: 2, standardise: false })).not.toEqual(first);
    expect(table.values[1]).toBe(5);
  });

  it('of DAGMM tests one half of all rows and trains on the normal ones of the other', () => {
    const values = Float64Array.from({ length: 21 }, (_, i) => i);
    const labels = Uint8Array.from({ length: 21 }, (_, i) => (i % 2 ? 1 : 0));
    const even = { name: 't', rows: 21, columns: ['a'], values, labels };
    const parts = Array.from({ length: 20 }, (_, seed) =>
      splitTable(even, { rule: 'dagmm', seed, standardise: false }),
    );
    for (const { train, test } of parts) {
      expect(test.rows).toBe(11);
      const left = [...Array(21).keys()].filter((i) => !test.values.includes(i));
      expect([...train.values]).toEqual(left.filter((i) => labels[i] === 0));
      expect([...test.labels!]).toEqual(Array.from(test.values, (i) => labels[i]));
    }
    expect(new Set(parts.map(({ train }) => train.values.join())).size).toBeGreaterThan(10);
  });

  it('takes the first rows where nothing is to be drawn, whatever the seed', () => {
    const rows = { ...table, values: Float64Array.from({ length: 21 }, (_, i) => i), columns: ['a'] };
    const first = (rule: 'goad' | 'drocc' | 'dagmm', seed = 0): number[] => [
      ...splitTable(rows, { rule, seed, shuffle: false, standardise: false }).train.values,
    ];
    expect(first('goad')).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9]);
    expect(first('drocc')).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16]);
    expect(first('dagmm')).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9]);
    expect(first('goad', 7)).toEqual(first('goad'));
  });

  it('standardises the columns that are named and no other', () => {
    const values = Float64Array.from({ length: 42 }, (_, i) => (i % 2 ? i % 4 : i));
    const whole = splitTable({ ...table, values }, { rule: 'goad' });
    const named = splitTable({ ...table, values }, { rule: 'goad', standardise: ['a'] });
    const raw = splitTable({ ...table, values }, { rule: 'goad', standardise: false });
    for (const part of ['train', 'test'] as const) {
      const expected = whole[part].values.map((value, i) => (i % 2 ? raw[part].values[i] : value));
      expect(named[part].values).toEqual(expected);
    }
    expect(() => splitTable(table, { rule: 'goad', standardise: ['c'] })).toThrow(
      'splitTable: standardise must name columns of "t", got "c"',
    );
    expect(() => splitTable(table, { rule: 'goad', standardise: 'a' as never })).toThrow(TypeError);
    expect(() => splitTable(table, { rule: 'goad', shuffle: 1 as never })).toThrow(/shuffle must be/);
  });

  it('standardises by the training part; constant columns become 0', () => {
    const { train, test } = splitTable(table, { rule: 'drocc' });
    const column = [...train.values].filter((_, i) => i % 2 === 0);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    expect(mean).toBeAllclose(0);
    expect(column.reduce((sum, x) => sum + x * x, 0) / column.length).toBeLessThan(1);
    expect([...train.values, ...test.values].filter((_, i) => i % 2 === 1).every((x) => x === 0)).toBe(true);
  });

  it('says what cannot be split', () => {
    const { labels: _, ...plain } = table;
    expect(() => splitTable(plain, { rule: 'goad' })).toThrow(/"t" has no labels/);
    expect(() => splitTable({ ...table, labels: new Uint8Array(21) }, { rule: 'goad' })).toThrow(/0 anomalous rows/);
    expect(() => splitTable({ ...table, labels: labels.map((l) => 1 - l) }, { rule: 'drocc' })).toThrow(
      /cannot be split/,
    );
    expect(() => splitTable(table, { rule: 'half' as never })).toThrow(RangeError);
  });
});

describe('openTable and readTable', () => {
  it('find a table with and without its number', async () => {
    mkdirSync(join(folder, 'adbench', 'Classical'), { recursive: true });
    mkdirSync(join(folder, 'tabular'));
    writeFileSync(join(folder, 'adbench', 'Classical', '38_thyroid.npz'), 'no archive');
    await expect(openTable('adbench', { dir: folder, table: 'thyroid' })).rejects.toThrow(
      /38_thyroid\.npz: not a .npz/,
    );
    await expect(openTable('adbench', { dir: folder, table: '38_thyroid' })).rejects.toThrow(/not a .npz/);
    await expect(openTable('adbench', { dir: folder })).rejects.toThrow('table must be one of thyroid, got ""');
    writeFileSync(join(folder, 'tabular', 'abalone.data'), 'M,1,2,3,4,5,6,7,8\n');
    expect((await openTable('abalone', { dir: folder })).rows).toBe(1);
    await expect(openTable('abalone', { table: 'x' })).rejects.toThrow(/it is for "adbench"/);
    await expect(openTable('mnist' as never)).rejects.toThrow(/use openImages/);
  });

  it('read files, plain and gzip, with the path in messages', async () => {
    const path = join(folder, 'parts.v2.csv.gz');
    writeFileSync(path, gzipSync('a,b\n1,x\n2,y\n'));
    expect(await readTable(path)).toMatchObject({ name: 'parts.v2', rows: 2, columns: ['a', 'b=x', 'b=y'] });
    writeFileSync(path, gzipSync('a,b\n1,\n2,3\n'));
    await expect(readTable(path)).rejects.toThrow(/parts\.v2\.csv\.gz: line 2, column "b"/);
    await expect(readTable('')).rejects.toThrow(/file must be a path/);
  });
});
