import { describe, expect, it } from 'vitest';
import { DataError, imageRows, imagesFromArray, selectImages } from '../src/index.ts';

const three = imagesFromArray('three', { data: Uint8Array.of(0, 51, 102, 153, 204, 255), shape: [3, 2, 1] }, [4, 5, 4]);

describe('images', () => {
  it('are bytes of three or four axes', () => {
    expect(three).toMatchObject({ count: 3, height: 2, width: 1, channels: 1, classes: Uint8Array.of(4, 5, 4) });
    expect(imagesFromArray('c', { data: new Uint8Array(24), shape: [2, 2, 2, 3] })).toMatchObject({ channels: 3 });
  });

  it('become rows between 0 and 1', () => {
    expect(imageRows(three)).toEqual(Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1));
  });

  it('are selected by class and by position, in the order that is asked for', () => {
    expect([...selectImages(three, { classes: [4] }).pixels]).toEqual([0, 51, 204, 255]);
    const named = { ...three, names: ['a', 'b', 'c'] };
    const two = selectImages(named, { indices: [2, 0] });
    expect(two).toMatchObject({ count: 2, names: ['c', 'a'], classes: Uint8Array.of(4, 4) });
    expect([...two.pixels]).toEqual([204, 255, 0, 51]);
    expect(selectImages(named, { indices: [2, 1], classes: [5] }).names).toEqual(['b']);
    expect(selectImages(three, { classes: [9] })).toMatchObject({ count: 0, pixels: new Uint8Array(0) });
    expect(selectImages(selectImages(three, { classes: [] }), {}).count).toBe(0);
  });

  it.each([
    ['two axes', () => imagesFromArray('x', { data: new Uint8Array(6), shape: [3, 2] }), /x: images must be bytes/],
    [
      'two channels',
      () => imagesFromArray('x', { data: new Uint8Array(8), shape: [1, 2, 2, 2] }),
      /got shape \(1, 2, 2, 2\)/,
    ],
    ['floats', () => imagesFromArray('x', { data: new Float32Array(4), shape: [1, 2, 2] }), /must be bytes/],
    ['none', () => imagesFromArray('x', { data: new Uint8Array(0), shape: [0, 2, 2] }), /must be bytes/],
    ['a shape that lies', () => imagesFromArray('x', { data: new Uint8Array(5), shape: [1, 2, 2] }), /5 bytes/],
    ['too few classes', () => imagesFromArray('x', { data: new Uint8Array(4), shape: [1, 2, 2] }, []), /0 classes/],
    ['a class of 256', () => imagesFromArray('x', { data: new Uint8Array(4), shape: [1, 2, 2] }, [256]), /class 256/],
  ])('%s are refused in one line', (_, make, message) => {
    expect(make).toThrow(DataError);
    expect(make).toThrow(message);
  });

  it('names positions and classes that are not there', () => {
    expect(() => selectImages(three, { indices: [3] })).toThrow(
      'selectImages: indices[0] must be an integer in [0, 2], got 3',
    );
    const { classes: _, ...plain } = three;
    expect(() => selectImages(plain, { classes: [1] })).toThrow(/no classes; use indices/);
    expect(() => selectImages(three, { class: 1 } as never)).toThrow(TypeError);
  });
});
