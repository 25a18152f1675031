import { describe, expect, it } from 'vitest';
import { RealFft } from '../src/index.ts';

describe('RealFft', () => {
  const plan = new RealFft(8);

  it('refuses what is no array, with a TypeError that says where', () => {
    for (const nothing of [null, undefined, 5, 'text'] as never[]) {
      expect(() => plan.forward(nothing)).toThrow(/^RealFft\.forward: signal must be an array of numbers/);
      expect(() => plan.inverse(nothing)).toThrow(/^RealFft\.inverse: spectrum must be an array of numbers/);
    }
    expect(() => plan.forward(null as never)).toThrow(TypeError);
  });

  it('refuses a length that does not fit, and an `out` that could not take the result', () => {
    expect(() => plan.forward(new Float64Array(9))).toThrow(RangeError);
    expect(() => plan.inverse(new Float64Array(9))).toThrow(RangeError);
    expect(() => plan.forward(new Float64Array(8), new Float64Array(9))).toThrow(/out\.length must be/);
    expect(() => plan.inverse(new Float64Array(10), new Float64Array(7))).toThrow(/out\.length must be/);
    expect(() => plan.forward(new Float64Array(8), [] as never)).toThrow(/out must be a Float64Array/);
    expect(() => plan.forward(new Float64Array(8), null as never)).toThrow(TypeError);
  });
});
