import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lcg } from '@tsad/test-kit';
import { afterAll, describe, expect, it } from 'vitest';
import { DatasetMissingError, encodeNpy, parseCsv } from '../src/index.ts';
import {
  datasetDirectory,
  datasets,
  listDataset,
  openDataset,
  readCsv,
  readSeries,
  verifyDataset,
} from '../src/node.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsad-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

function table(rows: number): string {
  const next = lcg(9);
  const lines = ['timestamp,a,"b, c",label'];
  for (let i = 0; i < rows; i++) {
    lines.push(`${new Date(1.7e12 + 1000 * i).toISOString()},${(next() - 2 ** 31) / 1000},${next() / 7},${next() & 1}`);
  }
  return `${lines.join('\n')}\n`;
}

describe('readCsv', () => {
  const text = table(20_000);

  it('equals parseCsv on the content: plain, gzip, and through the general reader', async () => {
    const wanted = parseCsv(text, { name: 'big' });
    expect(wanted.values.length).toBe(40_000);
    expect(await readCsv(write('big.csv', text))).toEqual(wanted);
    expect(await readCsv(write('big.csv.gz', gzipSync(text)))).toEqual(wanted);
    expect(await readCsv(write('big.csv', `${text.slice(0, -2)}"1"\n`))).toEqual(
      parseCsv(`${text.slice(0, -2)}1\n`, { name: 'big' }),
    );
  });

  it('reports progress and stops on a signal', async () => {
    const path = write('progress.csv', text);
    const shares: number[] = [];
    await readCsv(path, { onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    await expect(readCsv(path, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('reads rows longer than the first piece', async () => {
    const wide = Array.from({ length: 3000 }, (_, i) => `${i}.123456789012345`).join(',');
    const series = await readCsv(write('wide.csv', `${wide}\n${wide}\n${wide}\n`), { timeColumn: null });
    expect(series.channels).toBe(3000);
    expect(series.values[5999]).toBe(Number('2999.123456789012345'));
  });

  it.each([
    ['a missing file', async () => join(folder, 'none.csv'), /none\.csv: no such file/],
    ['a folder', async () => folder, /not a file|a folder/],
    ['an empty file', async () => write('empty.csv', ''), /empty\.csv: the file is empty/],
    [
      'a truncated gzip file',
      async () => write('cut.csv.gz', gzipSync(text).subarray(0, 5000)),
      /truncated or damaged/,
    ],
    [
      'a gzip file cut in its header',
      async () => write('cut2.csv.gz', gzipSync(text).subarray(0, 6)),
      /truncated or damaged/,
    ],
    [
      'a binary file',
      async () =>
        write(
          'b.csv',
          Uint8Array.from({ length: 3000 }, (_, i) => i % 7),
        ),
      /binary/,
    ],
    [
      'text in a value column',
      async () => write('t.csv', `${text}2030-01-01,oops,1,0\n`),
      /line 20002, column "a": "oops"/,
    ],
  ])('%s is one clear line', async (_, make, message) => {
    const path = await make();
    await expect(readCsv(path)).rejects.toThrow(message);
    await expect(readCsv(path)).rejects.toThrow(/^[^\n]*$/);
  });

  it('holds its caps on compressed files', async () => {
    const bomb = write('bomb.csv.gz', gzipSync(`a\n${'1\n'.repeat(2_000_000)}`));
    await expect(readCsv(bomb, { limits: { ratio: 50 } })).rejects.toThrow(/more than 50 times/);
    await expect(readCsv(bomb, { limits: { bytes: 1e6 } })).rejects.toThrow(/longer than 1000000 bytes/);
    await expect(readCsv(write('plain.csv', text), { limits: { bytes: 1000 } })).rejects.toThrow(/limit of 1000/);
  });
});

describe('readSeries', () => {
  it('knows files by their names', async () => {
    const ucr = await readSeries(write('001_UCR_Anomaly_x_2_2_2.txt', '1 2 3 4'));
    expect(ucr).toMatchObject({ trainEnd: 2, name: '001_UCR_Anomaly_x_2_2_2' });
    const tsb = await readSeries(write('001_NAB_id_1_F_tr_1_1st_1.csv.gz', gzipSync('Data,Label\n1,0\n2,1\n')));
    expect(tsb).toMatchObject({ trainEnd: 1, name: '001_NAB_id_1_F_tr_1_1st_1' });
    const npy = await readSeries(write('a.npy', encodeNpy([1, 2, 3])), { trainEnd: 2, name: 'b' });
    expect(npy).toEqual({ name: 'b', values: Float64Array.of(1, 2, 3), channels: 1, trainEnd: 2 });
    expect((await readSeries(write('x.tsv', 'a\tb\n1\t2\n'))).channels).toBe(2);
    await expect(readSeries(write('a.npy', encodeNpy([1])), { trainEnd: 5 })).rejects.toThrow(/trainEnd/);
  });
});

describe('openDataset', () => {
  it('says at once what is wrong with its options', () => {
    expect(() => openDataset('../etc' as 'ucr')).toThrow(/name must be one of "ucr"/);
    expect(() => openDataset('__proto__' as 'ucr')).toThrow(RangeError);
    expect(() => openDataset('csv')).toThrow(/dir must be the folder/);
    expect(() => openDataset('ucr', { subset: 'NAB' })).toThrow(/subset and list/);
    expect(() => openDataset('ucr', { limit: 0 })).toThrow(RangeError);
    expect(() => openDataset('ucr', { shard: { index: 0, count: 2 } })).toThrow(RangeError);
    expect(() => openDataset('ucr', { shard: { index: 3, count: 2 } })).toThrow(RangeError);
  });

  it.each(['ucr', 'tsb-ad-u', 'nab'] as const)('says where %s was looked for and how to get it', async (name) => {
    const error = await collect(openDataset(name, { dir: join(folder, 'nowhere') })).catch((reason) => reason);
    expect(error).toBeInstanceOf(DatasetMissingError);
    expect(error.code).toBe('ERR_DATASET_MISSING');
    expect(error.message).toContain(join(folder, 'nowhere'));
    expect(error.message).toMatch(/https:\/\//);
    await expect(verifyDataset(name, { dir: join(folder, 'nowhere') })).rejects.toThrow(DatasetMissingError);
  });

  it('gives the tables of a folder in the order of their names, in shards and up to a limit', async () => {
    for (const name of ['c', 'a', 'b', 'd']) write(`tables/${name}.csv`, `v\n1\n${name.charCodeAt(0)}\n`);
    write('tables/notes.md', 'x');
    write('tables/deeper/e.csv', 'v\n1\n');
    const dir = join(folder, 'tables');
    expect((await collect(openDataset('csv', { dir }))).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(await listDataset('csv', { dir, limit: 3, shard: { index: 1, count: 2 } })).toEqual(['a', 'c']);
    expect(await listDataset('csv', { dir, limit: 3, shard: { index: 2, count: 2 } })).toEqual(['b']);
    expect(await listDataset('csv', { dir, names: ['d', 'a'] })).toEqual(['a', 'd']);
    await expect(listDataset('csv', { dir, names: ['../a'] })).rejects.toThrow(/no series/);
    write('tables/a.csv.gz', gzipSync('v\n1\n'));
    await expect(listDataset('csv', { dir })).rejects.toThrow(/two files are named "a"/);
  });

  it('refuses a link that leads out of the folder and follows one within', async () => {
    write('outside.csv', 'v\n1\n');
    const inside = write('links/real.csv', 'v\n1\n');
    const dir = join(folder, 'links');
    symlinkSync(inside, join(dir, 'again.csv'));
    expect(await listDataset('csv', { dir })).toEqual(['again', 'real']);
    symlinkSync(join(folder, 'outside.csv'), join(dir, 'evil.csv'));
    await expect(listDataset('csv', { dir })).rejects.toThrow(/leads out of/);
  });

  it('gives the built-in benchmark without files', async () => {
    expect((await collect(openDataset('synthetic', { limit: 2 }))).map(({ name }) => name)).toEqual([
      'seasonal-point',
      'seasonal-contextual',
    ]);
  });

  it('stops on a signal', async () => {
    await expect(collect(openDataset('synthetic', { signal: AbortSignal.abort(new Error('stop')) }))).rejects.toThrow(
      'stop',
    );
  });
});

describe('verifyDataset', () => {
  it('tells changed, missing and unknown files apart', async () => {
    write('sets/ucr/001_UCR_Anomaly_x_2_2_2.txt', '1 2 3 4');
    write('sets/ucr/005_UCR_Anomaly_x_2_2_2.txt', '1 2 3 4');
    const report = await verifyDataset('ucr', { dir: join(folder, 'sets') });
    expect(report).toMatchObject({ ok: false, verified: 0, changed: ['001_UCR_Anomaly_x_2_2_2.txt'] });
    expect(report.unknown).toEqual(['005_UCR_Anomaly_x_2_2_2.txt']);
    expect(report.missing).toHaveLength(199);
    await expect(verifyDataset('csv' as 'ucr')).rejects.toThrow(/has no checksums/);
    await expect(verifyDataset('x' as 'ucr')).rejects.toThrow(RangeError);
  });
});

describe('the catalogue', () => {
  it('has a line, a citation and an address for every data set of files', () => {
    expect(datasets.map(({ name, checksums }) => [name, checksums])).toEqual([
      ['ucr', 200],
      ['tsb-ad-u', 230],
      ['nab', 59],
      ['csv', 0],
      ['synthetic', 0],
      ['mnist', 4],
      ['mnist-c', 15],
      ['cifar10', 0],
      ['cifar10-jpeg', 20],
      ['abalone', 1],
      ['adbench', 56],
      ['kddcup99', 1],
    ]);
  });

  it('lies in the option, else TSAD_DATA, else the cache of the user', () => {
    const before = process.env.TSAD_DATA;
    try {
      process.env.TSAD_DATA = join(folder, 'env');
      expect(datasetDirectory()).toBe(join(folder, 'env'));
      expect(datasetDirectory({ dir: folder })).toBe(folder);
      delete process.env.TSAD_DATA;
      expect(datasetDirectory()).toMatch(/tsad/);
      expect(() => datasetDirectory({ dir: '' })).toThrow(TypeError);
    } finally {
      if (before !== undefined) process.env.TSAD_DATA = before;
    }
  });
});
