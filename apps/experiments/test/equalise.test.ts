import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageLook, equalise } from '../src/reproduce/cance/equalise.ts';

const VALUES = 6;
const image = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: VALUES, maxLength: VALUES });

/** By the definition. */
function naiveLook(values: number[]): [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + Math.abs(value - mean), 0) / values.length];
}

describe('images of one brightness and contrast', () => {
  it('have the brightness and contrast that was asked for, and the order of their values', () => {
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 5 }), (images) => {
        const out = equalise(images.flat(), VALUES, { brightness: 100, contrast: 40 });
        for (const [i, values] of images.entries()) {
          const own = Array.from(out.subarray(i * VALUES, (i + 1) * VALUES));
          const [mean, deviation] = naiveLook(own);
          expect(mean).toBeCloseTo(100, 3);
          expect(deviation).toBeCloseTo(naiveLook(values)[1] > 0 ? 40 : 0, 3);
          for (let j = 1; j < VALUES; j++) {
            expect(Math.sign(own[j] - own[j - 1])).toBe(Math.sign(values[j] - values[j - 1]));
          }
        }
      }),
    );
  });

  it('an image brighter or of more contrast than another of the same content becomes the same', () => {
    fc.assert(
      fc.property(image, fc.integer({ min: 1, max: 5 }), fc.integer({ min: -50, max: 50 }), (values, factor, shift) => {
        const look = { brightness: 120, contrast: 30 };
        const [plain, other] = [values, values.map((value) => factor * value + shift)].map((v) =>
          equalise(v, VALUES, look),
        );
        for (let j = 0; j < VALUES; j++) expect(other[j]).toBeCloseTo(plain[j], 3);
      }),
    );
  });

  it('the average look is the mean over the images', () => {
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 5 }), (images) => {
        const looks = images.map(naiveLook);
        const { brightness, contrast } = averageLook(images.flat(), VALUES);
        expect(brightness).toBeCloseTo(looks.reduce((sum, [mean]) => sum + mean, 0) / looks.length, 9);
        expect(contrast).toBeCloseTo(looks.reduce((sum, [, deviation]) => sum + deviation, 0) / looks.length, 9);
      }),
    );
  });
});
