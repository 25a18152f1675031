/** Damaged files for every reader: each gives a result or a DataError of one line, whatever the bytes are. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRandom } from '@tsad/core';
import { connections, mutate, readGolden } from '@tsad/test-kit';
import { crc32 } from '../src/crc32.ts';
import {
  DataError,
  DatasetMissingError,
  decodeImage,
  encodeCsv,
  encodeNpy,
  gunzip,
  imagesFromFiles,
  parseAbalone,
  parseCifar10,
  parseCsv,
  parseIdx,
  parseKddCup99,
  parseNab,
  parseNabWindows,
  parseNpy,
  parseNpz,
  parseTable,
  parseTsbAd,
  parseUcr,
  synthetic,
} from '../src/index.ts';
import { openDataset, openImages, openTable, readImages, readSeries, readTable, verifyDataset } from '../src/node.ts';
import { parseTar } from '../src/tar.ts';
import { encodeIdx, encodeTar } from './naive.ts';

/** A reader and sound files to damage. */
export interface FuzzTarget {
  name: string;
  files: Uint8Array[];
  read: (bytes: Uint8Array) => unknown;
  /** Share of the runs that this target gets, for readers that touch the disk. Default 1. */
  share?: number;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

const images = readGolden<{ png: { file: string }[]; jpeg: { file: string }[] }>(import.meta.url, 'images.json');
const arrays = readGolden<{ archives: Record<string, string> }>(import.meta.url, 'npy.json');
const series = encodeCsv(synthetic.seasonal({ length: 120, period: 8, anomalies: ['point'] }));
const ucr = Array.from({ length: 40 }, (_, i) => (i / 7).toExponential(7)).join('\n');
const tsbAd = 'Data,Label\n1,0\n2.5,0\n9,1\n';
const nab = 'timestamp,value\n2014-01-01 00:00:00,1\n2014-01-01 00:05:00,9\n2014-01-01 00:10:00,2\n';
const windows = '{"a/b.csv": [["2014-01-01 00:00:00.000000", "2014-01-01 00:05:00.000000"]]}';
const table = 'kind,size,label\nbolt,1.5,0\nnut,2,1\n"a,b",-3e2,0\n';
const abalone = 'M,0.455,0.365,0.095,0.514,0.2245,0.101,0.15,9\nF,0.5,0.3,0.1,0.5,0.2,0.1,0.1,21\n';
const png = images.png.map(({ file }) => fromBase64(file));
const jpeg = images.jpeg.map(({ file }) => fromBase64(file));
const npz = Object.values(arrays.archives).map(fromBase64);
const npy = encodeNpy(Float32Array.from({ length: 12 }, Math.sin), [3, 4]);
const idx = encodeIdx(8, [3, 2, 2], new Uint8Array(12));

/** Readers of bytes. */
export const byteTargets: readonly FuzzTarget[] = [
  { name: 'parseIdx', files: [idx, encodeIdx(14, [2], [1, 2])], read: (bytes) => parseIdx(bytes) },
  { name: 'parseCifar10', files: [new Uint8Array(3073)], read: (bytes) => parseCifar10(bytes) },
  { name: 'parseNpy', files: [npy, encodeNpy(BigInt64Array.of(1n, 2n))], read: (bytes) => parseNpy(bytes) },
  { name: 'parseNpz', files: npz, read: (bytes) => parseNpz(bytes, { bytes: 1e6 }) },
  {
    name: 'parseTar',
    files: [
      encodeTar([
        ['a/b', bytesOf('hello')],
        ['c', npy],
      ]),
    ],
    read: (bytes) => parseTar(bytes, 'tar'),
  },
  { name: 'gunzip', files: [gzipSync(series)], read: (bytes) => gunzip(bytes, { bytes: 1e6 }) },
  { name: 'decodeImage, PNG', files: png, read: (bytes) => decodeImage(bytes, 'png', 1e6) },
  {
    name: 'decodeImage, PNG with its checksums put right',
    files: png,
    read: (bytes) => decodeImage(withChecksums(bytes), 'png', 1e6),
  },
  { name: 'decodeImage, JPEG', files: jpeg, read: (bytes) => decodeImage(bytes, 'jpeg', 1e6), share: 0.5 },
  {
    name: 'imagesFromFiles',
    files: [png[0]],
    read: (bytes) =>
      imagesFromFiles([
        { name: 'a', bytes },
        { name: 'b', bytes: png[3] },
      ]),
    share: 0.2,
  },
  {
    name: 'parseUcr',
    files: [bytesOf(ucr)],
    read: (bytes) => parseUcr(textOf(bytes), '001_UCR_Anomaly_x_9_20_22.txt'),
  },
  { name: 'parseTsbAd', files: [bytesOf(tsbAd)], read: (bytes) => parseTsbAd(bytes, '001_NAB_id_1_F_tr_1_1st_2.csv') },
  {
    name: 'parseNab',
    files: [bytesOf(nab)],
    read: (bytes) => parseNab(bytes, [['2014-01-01 00:05:00', '2014-01-01 00:05:00']], 'b.csv'),
  },
  { name: 'parseNabWindows', files: [bytesOf(windows)], read: (bytes) => parseNabWindows(textOf(bytes)) },
  { name: 'parseCsv', files: [bytesOf(series), bytesOf(nab)], read: (bytes) => parseCsv(bytes) },
  { name: 'parseTable', files: [bytesOf(table)], read: (bytes) => parseTable(bytes) },
  { name: 'parseTable with holes', files: [bytesOf(table)], read: (bytes) => parseTable(bytes, { missing: 'fill' }) },
  { name: 'parseKddCup99', files: [bytesOf(connections(4))], read: (bytes) => parseKddCup99(textOf(bytes)) },
  { name: 'parseAbalone', files: [bytesOf(abalone)], read: (bytes) => parseAbalone(textOf(bytes)) },
  {
    name: 'names of files',
    files: [bytesOf('001_UCR_Anomaly_x_9_20_22.txt'), bytesOf('001_NAB_id_1_F_tr_1_1st_2.csv')],
    read: (bytes) => {
      const name = textOf(bytes);
      return name.includes('UCR') ? parseUcr(ucr, name) : parseTsbAd(tsbAd, name);
    },
  },
];

/** The checksums of a PNG file's parts made to fit their damaged content, so that the damage reaches the decoder. */
function withChecksums(file: Uint8Array): Uint8Array {
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) break;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
  return bytes;
}

/** Readers of files, on a folder of their own that `close` removes. */
export function fileTargets(): { targets: FuzzTarget[]; close: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'tsad-fuzz-'));
  const put = (path: string, content: string | Uint8Array): string => {
    const full = join(dir, path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, content);
    return full;
  };
  const all = async (items: AsyncIterable<unknown>): Promise<void> => {
    for await (const _ of items);
  };
  const on =
    (path: string, read: () => unknown) =>
    (bytes: Uint8Array): unknown => {
      put(path, bytes);
      return read();
    };
  put('nab/labels/combined_windows.json', windows);
  put('mnist/train-labels-idx1-ubyte', encodeIdx(8, [3], [1, 2, 3]));
  put('pictures/good.png', png[0]);
  const sound: FuzzTarget[] = [
    { name: 'readSeries, csv', files: [bytesOf(series)], read: (bytes) => readSeries(put('a.csv', bytes)) },
    {
      name: 'readSeries, csv.gz',
      files: [gzipSync(series)],
      read: (bytes) => readSeries(put('a.csv.gz', bytes), { limits: { bytes: 1e6 } }),
    },
    { name: 'readSeries, npy', files: [npy], read: (bytes) => readSeries(put('a.npy', bytes)) },
    {
      name: 'readSeries, npz',
      files: npz,
      read: (bytes) => readSeries(put('a.npz', bytes), { limits: { bytes: 1e6 } }),
    },
    { name: 'readTable', files: [bytesOf(table)], read: (bytes) => readTable(put('t.csv', bytes)) },
    {
      name: 'openDataset, ucr',
      files: [bytesOf(ucr)],
      read: on('ucr/001_UCR_Anomaly_x_9_20_22.txt', () => all(openDataset('ucr', { dir }))),
    },
    {
      name: 'openDataset, tsb-ad-u',
      files: [bytesOf(tsbAd)],
      read: on('tsb_ad_u/001_NAB_id_1_F_tr_1_1st_2.csv', () => all(openDataset('tsb-ad-u', { dir }))),
    },
    {
      name: 'openDataset, nab',
      files: [bytesOf(nab)],
      read: on('nab/data/a/b.csv', () => all(openDataset('nab', { dir }))),
    },
    {
      name: 'openImages, mnist',
      files: [idx, gzipSync(idx)],
      read: on('mnist/train-images-idx3-ubyte', () => openImages('mnist', { dir })),
    },
    {
      name: 'openImages, mnist-c',
      files: [encodeNpy(new Uint8Array(12), [3, 2, 2])],
      read: on('mnist_c/fog.npy', () => openImages('mnist-c', { dir, corruption: 'fog' })),
    },
    {
      name: 'openTable, adbench',
      files: npz,
      read: on('adbench/1_a.npz', () => openTable('adbench', { dir, table: 'a', limits: { bytes: 1e6 } })),
    },
    {
      name: 'readImages',
      files: [png[1], jpeg[0]],
      read: on('pictures/bad.png', () => readImages(join(dir, 'pictures'))),
    },
    {
      name: 'verifyDataset',
      files: [bytesOf(ucr), gzipSync(ucr)],
      read: on('ucr/001_UCR_Anomaly_x_9_20_22.txt', () => verifyDataset('ucr', { dir })),
    },
  ];
  const targets = sound.map((target) => ({ ...target, share: 0.1 }));
  return { targets, close: () => rmSync(dir, { recursive: true }) };
}

/**
 * Damages the files of a target and reads them.
 * @returns what went wrong first: an error that is no DataError of one line; undefined where nothing did.
 */
export async function fuzz({ name, files, read, share = 1 }: FuzzTarget, runs: number): Promise<string | undefined> {
  const random = createRandom(11).fork(name);
  for (let run = 0; run < Math.ceil(runs * share); run++) {
    let bytes = files[run % files.length];
    for (let times = 1 + random.integer(3); times > 0 && bytes.length > 0; times--) bytes = mutate(bytes, random);
    try {
      await read(bytes);
    } catch (error) {
      const known = error instanceof DataError || error instanceof DatasetMissingError;
      if (!known || /\n/.test(error.message) || error.message.length > 600) {
        return `${name}, run ${run}: ${String((error as Error)?.stack ?? error)}\n${Buffer.from(bytes).toString('base64').slice(0, 2000)}`;
      }
    }
  }
  return undefined;
}
