import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, decodeImage, encodePng, imagesFromFiles, resizeImage } from '../src/index.ts';

interface Case {
  title: string;
  file: string;
  width: number;
  height: number;
  channels: 1 | 3;
  pixels: number[];
}
interface Scaled {
  from: [number, number, 1 | 3];
  source: number[];
  to: [number, number];
  pixels: number[];
}

const golden = readGolden<{ png: Case[]; jpeg: Case[]; scaled: Scaled[] }>(import.meta.url, 'images.json');
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const image = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1 as const, 3 as const),
  })
  .chain(({ width, height, channels }) => {
    const length = width * height * channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((pixels) => ({ width, height, channels, pixels }));
  });

describe('decodeImage', () => {
  it.each(golden.png)('reads PNG $title to the bit', async ({ file, pixels, width, height, channels }) => {
    const decoded = await decodeImage(bytesOf(file));
    expect(decoded).toEqual({ width, height, channels, pixels: Uint8Array.from(pixels) });
  });

  it.each(golden.jpeg)(
    'reads JPEG $title as libjpeg does, up to rounding',
    async ({ title, file, pixels, ...size }) => {
      const decoded = await decodeImage(bytesOf(file));
      expect(decoded).toMatchObject(size);
      const off = pixels.map((value, i) => Math.abs(value - decoded.pixels[i]));
      // The transforms round differently; with 4:2:0 colour libjpeg interpolates, jpeg-js repeats.
      expect(Math.max(...off)).toBeLessThanOrEqual(title.includes('4:2:0') ? 60 : 4);
      expect(off.reduce((sum, x) => sum + x, 0) / off.length).toBeLessThan(title.includes('4:2:0') ? 6 : 0.6);
    },
  );

  it('reads what encodePng writes', async () => {
    await fc.assert(
      fc.asyncProperty(image, async (picture) => {
        expect(await decodeImage(await encodePng(picture))).toEqual(picture);
      }),
    );
  });

  it.each([
    ['nothing', new Uint8Array(0), /f: the file is empty/],
    ['a text', new TextEncoder().encode('hello'), /f: not a PNG or JPEG file/],
    ['a cut PNG', bytesOf(golden.png[0].file).subarray(0, 60), /f: the PNG is cut off/],
    ['a PNG signature alone', bytesOf(golden.png[0].file).subarray(0, 8), /f: the PNG is cut off/],
    [
      'a changed PNG',
      bytesOf(golden.png[0].file).map((b, i) => (i === 20 ? b ^ 1 : b)),
      /wrong checksum in its part "IHDR"/,
    ],
    ['a cut JPEG', bytesOf(golden.jpeg[1].file).subarray(0, 400), /f: the JPEG is truncated or damaged/],
    ['a JPEG without picture', Uint8Array.of(255, 216, 255, 217), /f: the JPEG is truncated or damaged/],
  ])('%s is one clear line', async (_, bytes, message) => {
    await expect(decodeImage(bytes, 'f')).rejects.toThrow(DataError);
    await expect(decodeImage(bytes, 'f')).rejects.toThrow(message);
    await expect(decodeImage(bytes, 'f')).rejects.toThrow(/^[^\n]*$/);
  });

  it('holds its cap before it decodes', async () => {
    for (const { file } of [golden.png[20], golden.jpeg[0]]) {
      await expect(decodeImage(bytesOf(file), 'f', 2)).rejects.toMatchObject({ code: 'ERR_DATA_LIMIT' });
    }
    await expect(decodeImage([1, 2] as never)).rejects.toThrow(TypeError);
  });
});

describe('encodePng', () => {
  it('refuses pixels that do not fit', async () => {
    const good = { width: 2, height: 2, channels: 1 as const, pixels: new Uint8Array(4) };
    await expect(encodePng({ ...good, width: 3 })).rejects.toThrow('encodePng: 3 x 2 x 1 needs 6 bytes, got 4');
    await expect(encodePng({ ...good, width: 0 })).rejects.toThrow(RangeError);
    await expect(encodePng({ ...good, channels: 2 as never })).rejects.toThrow(TypeError);
  });
});

describe('resizeImage', () => {
  it.each(golden.scaled)('equals the triangle filter of Pillow, $from to $to, up to its fixed point', (entry) => {
    const [height, width, channels] = entry.from;
    const scaled = resizeImage(
      { height, width, channels, pixels: Uint8Array.from(entry.source) },
      entry.to[1],
      entry.to[0],
    );
    // Pillow rounds between the two directions, to a byte.
    expect(scaled.pixels).toBeAllclose(entry.pixels, { rtol: 0, atol: 1 });
  });

  it('keeps a plain image plain and the grey level of a shrunk one', () => {
    fc.assert(
      fc.property(image, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (picture, width, height) => {
        const plain = { ...picture, pixels: picture.pixels.map(() => 77) };
        expect(resizeImage(plain, width, height).pixels.every((value) => value === 77)).toBe(true);
        expect(resizeImage(picture, picture.width, picture.height)).toBe(picture);
        const { pixels } = resizeImage(picture, width, height);
        expect(pixels.length).toBe(width * height * picture.channels);
        expect(Math.max(...pixels)).toBeLessThanOrEqual(Math.max(...picture.pixels));
        expect(Math.min(...pixels)).toBeGreaterThanOrEqual(Math.min(...picture.pixels));
      }),
    );
  });
});

describe('imagesFromFiles', () => {
  const png = (width: number, height: number, channels: 1 | 3, value: number): Promise<Uint8Array> =>
    encodePng({ width, height, channels, pixels: new Uint8Array(width * height * channels).fill(value) });

  it('skips, counts and says what it cannot use, and keeps the rest', async () => {
    const good = await png(4, 4, 1, 9);
    const files = Array.from({ length: 40 }, (_, i) => ({ name: `${i}.png`, bytes: good }));
    files[7] = { name: '7.png', bytes: good.subarray(0, 30) };
    files[9] = { name: '9.png', bytes: await png(5, 4, 1, 9) };
    files[11] = { name: '11.png', bytes: (async () => Promise.reject(new Error('11.png: gone'))) as never };
    const progress: number[] = [];
    const { images, skipped, resized } = await imagesFromFiles(files, { onProgress: (done) => progress.push(done) });
    expect([images.count, images.width, images.channels, resized, progress.length]).toEqual([37, 4, 1, 0, 40]);
    expect(images.names.slice(6, 9)).toEqual(['6.png', '8.png', '10.png']);
    expect(skipped.map(({ name }) => name)).toEqual(['7.png', '9.png', '11.png']);
    expect(skipped[1].reason).toBe('9.png: 5 x 4 pixels where the first image has 4 x 4; give one size for all');
    expect(skipped[2].reason).toBe('11.png: gone');
  });

  it('scales to a size, to a longest side, or other sizes to the first', async () => {
    const files = [
      { name: 'a', bytes: await png(40, 20, 1, 10) },
      { name: 'b', bytes: await png(10, 10, 3, 200) },
    ];
    const fixed = await imagesFromFiles(files, { width: 6, height: 5 });
    expect([fixed.images.width, fixed.images.height, fixed.images.channels, fixed.resized]).toEqual([6, 5, 3, 2]);
    expect(fixed.otherSizes).toBe(1);
    expect(fixed.images.pixels.subarray(0, 90).every((value) => value === 10)).toBe(true);
    const side = await imagesFromFiles(files, { maximumSide: 10, mixedSizes: true, grey: true });
    expect([side.images.width, side.images.height, side.images.channels, side.resized]).toEqual([10, 5, 1, 2]);
    expect(side.images.pixels[99]).toBe(200);
    const one = await imagesFromFiles(files, { maximumSide: 10 });
    expect([one.skipped.length, one.otherSizes]).toEqual([1, 0]);
  });

  it('says why nothing could be used, and stops on a signal', async () => {
    await expect(imagesFromFiles([], { name: 'x' })).rejects.toThrow('x: no image files; give PNG or JPEG files');
    const bad = [{ name: 'a.png', bytes: new Uint8Array(3) }];
    await expect(imagesFromFiles(bad)).rejects.toThrow(/none of 1 files can be used; the first: a\.png: not a PNG/);
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(imagesFromFiles(bad, { signal })).rejects.toThrow('stop');
    await expect(imagesFromFiles(bad, { width: 3 })).rejects.toThrow(/width and height must both be given/);
    await expect(imagesFromFiles(bad, { size: 3 } as never)).rejects.toThrow(TypeError);
  });
});
