import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { cifar10Classes, DataError, encodeNpy, encodePng, parseCifar10 } from '../src/index.ts';
import { openDataset, openImages, readImages } from '../src/node.ts';
import { parseTar } from '../src/tar.ts';
import { encodeIdx, encodeTar } from './naive.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsad-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): void {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

describe('parseCifar10', () => {
  it('turns planes into pixels and names the classes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3072, maxLength: 3072 }), fc.nat(9), (planes, label) => {
        const { pixels, classes, count } = parseCifar10(Uint8Array.of(label, ...planes, label, ...planes));
        expect([count, classes![1]]).toEqual([2, label]);
        for (const [y, x, c] of [
          [0, 0, 0],
          [3, 7, 1],
          [31, 31, 2],
        ]) {
          expect(pixels[3072 + (y * 32 + x) * 3 + c]).toBe(planes[c * 1024 + y * 32 + x]);
        }
      }),
      { numRuns: 20 },
    );
    expect(cifar10Classes).toHaveLength(10);
  });

  it.each([
    ['nothing', new Uint8Array(0), /x: 0 bytes are no whole number of records of 3073/],
    ['a cut file', new Uint8Array(3072), /3072 bytes/],
    ['a class of 10', new Uint8Array(6146).fill(10, 3073, 3074), /x: record 1 has class 10/],
  ])('%s is one clear line', (_, bytes, message) => {
    expect(() => parseCifar10(bytes, 'x')).toThrow(DataError);
    expect(() => parseCifar10(bytes, 'x')).toThrow(message);
    expect(() => parseCifar10(null as never)).toThrow(TypeError);
  });
});

describe('parseTar', () => {
  const archive = encodeTar([
    ['a/b.txt', new TextEncoder().encode('hello')],
    ['a/c.bin', new Uint8Array(513).fill(7)],
  ]);

  it('gives the regular files', () => {
    const entries = parseTar(archive, 't');
    expect(entries.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['a/b.txt', 5],
      ['a/c.bin', 513],
    ]);
    expect(new TextDecoder().decode(entries[0].bytes)).toBe('hello');
  });

  it('says what is no archive or cut off', () => {
    expect(() => parseTar(new Uint8Array(600).fill(65), 't')).toThrow(/t: not a tar archive, or damaged/);
    expect(() => parseTar(archive.subarray(0, 1100), 't')).toThrow(/t: the tar archive is cut off/);
    expect(() => parseTar(new Uint8Array(0), 't')).toThrow(/t: the tar archive is cut off/);
  });
});

describe('openImages', () => {
  const images = Uint8Array.from({ length: 8 }, (_, i) => i);

  it('reads MNIST under both kinds of names, plain and gzip', async () => {
    write('mnist/train-images.idx3-ubyte', encodeIdx(8, [2, 2, 2], images));
    write('mnist/train-labels-idx1-ubyte.gz', gzipSync(encodeIdx(8, [2], [3, 9])));
    const mnist = await openImages('mnist', { dir: folder });
    expect(mnist).toMatchObject({
      name: 'mnist-train',
      count: 2,
      width: 2,
      pixels: images,
      classes: Uint8Array.of(3, 9),
    });
    expect(mnist.classNames?.[9]).toBe('9');
    await expect(openImages('mnist', { dir: folder, split: 'test' })).rejects.toThrow(
      /t10k-labels-ubyte; put the four/,
    );
  });

  it('reads corruptions as the release packs them and as single files', async () => {
    write('mnist_c/fog.npy.gz', gzipSync(encodeNpy(images, [2, 2, 2])));
    write('mnist_c/zigzag/test_images.npy', encodeNpy(images, [2, 2, 2, 1]));
    write('mnist_c/zigzag/test_labels.npy', encodeNpy(BigInt64Array.of(1n, 2n), [2]));
    write('mnist/t10k-images-idx3-ubyte', encodeIdx(8, [2, 2, 2], images));
    write('mnist/t10k-labels-idx1-ubyte', encodeIdx(8, [2], [4, 5]));
    const fog = await openImages('mnist-c', { dir: folder, corruption: 'fog' });
    expect(fog).toMatchObject({ name: 'mnist-c-fog', count: 2, channels: 1, classes: Uint8Array.of(4, 5) });
    const zigzag = await openImages('mnist-c', { dir: folder, corruption: 'zigzag' });
    expect(zigzag).toMatchObject({ pixels: images, classes: Uint8Array.of(1, 2) });
    await expect(openImages('mnist-c', { dir: folder })).rejects.toThrow(/corruption must be one of "fog", "zigzag"/);
    await expect(openImages('mnist-c', { dir: folder, corruption: 'fog', split: 'train' })).rejects.toThrow(/split/);
  });

  it('reads the binary batches of CIFAR-10', async () => {
    for (let k = 1; k <= 5; k++)
      write(`cifar10/cifar-10-batches-bin/data_batch_${k}.bin`, new Uint8Array(3073).fill(k));
    const all = await openImages('cifar10', { dir: folder });
    expect(all).toMatchObject({ name: 'cifar10-train', count: 5, channels: 3, classes: Uint8Array.of(1, 2, 3, 4, 5) });
    expect(all.pixels[2 * 3072 + 5]).toBe(3);
    await expect(openImages('cifar10', { dir: folder, split: 'test' })).rejects.toThrow(/test_batch\.bin/);
  });

  it('reads the lossy copy class by class', async () => {
    const golden = readGolden<{ jpeg: { file: string }[] }>(import.meta.url, 'images.json');
    const wrong = Buffer.from(golden.jpeg[1].file, 'base64');
    write('cifar10_jpeg/train-cat.tar.gz', gzipSync(encodeTar([['train/cat/0.jpg', wrong]])));
    const cats = openImages('cifar10-jpeg', { dir: folder, classes: ['cat'] });
    await expect(cats).rejects.toThrow(/train-cat\.tar\.gz: the images are not 32 x 32 in colour/);
    await expect(openImages('cifar10-jpeg', { dir: folder })).rejects.toThrow(/train-airplane\.tar\.gz/);
    await expect(openImages('cifar10-jpeg', { dir: folder, classes: ['cow'] })).rejects.toThrow(/must be one of/);
  });

  it('refuses what is no set of images, and options of other sets', async () => {
    await expect(openImages('ucr' as never)).rejects.toThrow('openImages: "ucr" is a set of series; use openDataset');
    await expect(openImages('x' as never)).rejects.toThrow(RangeError);
    await expect(openImages('mnist', { corruption: 'fog' })).rejects.toThrow(/it is for "mnist-c"/);
    await expect(openImages('mnist', { classes: ['cat'] })).rejects.toThrow(/see selectImages/);
    await expect(openImages('mnist', { dir: join(folder, 'none') })).rejects.toMatchObject({
      code: 'ERR_DATASET_MISSING',
      message: expect.stringMatching(/^openImages: no data set "mnist" in .*none/),
    });
    expect(() => openDataset('mnist' as never)).toThrow('openDataset: "mnist" is a set of images; use openImages');
  });
});

describe('readImages', () => {
  it('reads a folder and its folders, skips damaged files, refuses links that lead out', async () => {
    const picture = await encodePng({ width: 3, height: 2, channels: 1, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    write('pictures/b/2.png', picture);
    write('pictures/a.PNG', picture);
    write('pictures/broken.jpg', 'no picture');
    write('pictures/notes.txt', 'no picture');
    const shares: number[] = [];
    const { images, skipped } = await readImages(join(folder, 'pictures'), {
      onProgress: (share) => shares.push(share),
    });
    expect(images.names).toEqual(['a.PNG', 'b/2.png']);
    expect(images.pixels.length).toBe(12);
    expect(skipped).toEqual([{ name: 'broken.jpg', reason: 'broken.jpg: not a PNG or JPEG file; convert it first' }]);
    expect(shares.at(-1)).toBe(1);
    expect((await readImages(join(folder, 'pictures'), { limit: 1 })).images.count).toBe(1);
    await expect(readImages(join(folder, 'mnist'))).rejects.toThrow(/no \.png, \.jpg or \.jpeg file in this folder/);
    symlinkSync(join(folder, 'pictures', 'a.PNG'), join(folder, 'pictures', 'b', 'inside.png'));
    symlinkSync(join(folder, 'pictures'), join(folder, 'pictures', 'itself'));
    expect((await readImages(join(folder, 'pictures'))).images.count).toBe(3);
    symlinkSync(join(folder, 'pictures', 'gone.png'), join(folder, 'pictures', 'nowhere.png'));
    expect((await readImages(join(folder, 'pictures'))).skipped.map(({ name }) => name)).toEqual([
      'broken.jpg',
      'nowhere.png',
    ]);
    for (const limit of [0, 'x'] as never[]) {
      await expect(readImages(join(folder, 'pictures'), { limit })).rejects.toThrow(
        /readImages: limit must be an integer/,
      );
    }
    mkdirSync(join(folder, 'linked'));
    symlinkSync(join(folder, 'pictures', 'a.PNG'), join(folder, 'linked', 'out.png'));
    await expect(readImages(join(folder, 'linked'))).rejects.toThrow(/leads out of/);
  });
});
