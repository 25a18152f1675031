import { describe, expect, it } from 'vitest';
import { createRandom, restoreRandom } from '../src/index.ts';

function draws(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

function moments(values: number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance) };
}

describe('createRandom', () => {
  it('pins the first draws of a seed', () => {
    const random = createRandom(42);
    expect(draws(3, () => random.uniform())).toMatchInlineSnapshot(`
      [
        0.6670398887321083,
        0.9427289057961538,
        0.37220702476983447,
      ]
    `);
    expect(draws(3, () => random.normal())).toMatchInlineSnapshot(`
      [
        -0.5829841226068618,
        -1.0383423189140062,
        0.8874287386009578,
      ]
    `);
    expect(draws(5, () => random.integer(100))).toMatchInlineSnapshot(`
      [
        63,
        75,
        38,
        94,
        76,
      ]
    `);
    expect(random.shuffle([0, 1, 2, 3, 4, 5, 6, 7])).toMatchInlineSnapshot(`
      [
        3,
        2,
        7,
        0,
        4,
        6,
        5,
        1,
      ]
    `);
    expect(draws(2, () => random.truncatedNormal({ low: 1, high: 2 }))).toMatchInlineSnapshot(`
      [
        1.115503409037678,
        1.1724777338274714,
      ]
    `);
    expect(random.fork('a').uniform()).toMatchInlineSnapshot(`0.6189564932968261`);
  });
});

describe('uniform', () => {
  it('has the moments of the uniform distribution', () => {
    const random = createRandom(1);
    const { mean, sd } = moments(draws(200_000, () => random.uniform()));
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 200_000));
    expect(sd).toBeAllclose(Math.sqrt(1 / 12), { rtol: 0.005 });
  });

  it('fills 64 cells evenly (chi-square below the 1e-6 quantile)', () => {
    const random = createRandom(-7);
    const cells = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i++) cells[Math.floor(random.uniform() * 64)]++;
    expect(cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(126);
  });
});

describe('normal', () => {
  it('has mean, standard deviation, skewness and kurtosis of the normal distribution', () => {
    const random = createRandom(3);
    const values = draws(200_000, () => random.normal(2, 3));
    const { mean, sd } = moments(values);
    expect(mean).toBeAllclose(2, { rtol: 0.02 });
    expect(sd).toBeAllclose(3, { rtol: 0.01 });
    const z = values.map((value) => (value - mean) / sd);
    expect(Math.abs(moments(z.map((value) => value ** 3)).mean)).toBeLessThan(0.03);
    expect(moments(z.map((value) => value ** 4)).mean).toBeAllclose(3, { rtol: 0.03 });
  });
});

describe('truncatedNormal', () => {
  it.each([
    [0, 1],
    [-1, 3],
    [2, 2.5],
    [-0.2, 0.1],
    [5, Number.POSITIVE_INFINITY],
    [-40, -39],
    [Number.NEGATIVE_INFINITY, -8],
    [-3, 20],
    [30, 30.0001],
  ])('stays in [%f, %f] and has the mean of the conditioned density', (low, high) => {
    const random = createRandom(4);
    const values = draws(20_000, () => random.truncatedNormal({ low, high }));
    for (const value of values) expect(value >= low && value <= high).toBe(true);
    const [a, b] = [Math.max(low, -60), Math.min(high, 60)];
    const peak = a > 0 ? a : Math.min(b, 0);
    let mass = 0;
    let first = 0;
    const from = Math.max(a, peak - 9);
    const to = Math.min(b, peak + 9);
    for (let i = 0; i < 100_000; i++) {
      const x = from + ((i + 0.5) * (to - from)) / 100_000;
      const weight = Math.exp(0.5 * (peak * peak - x * x));
      mass += weight;
      first += weight * x;
    }
    const { mean, sd } = moments(values);
    expect(Math.abs(mean - first / mass)).toBeLessThan(5 * (sd / Math.sqrt(values.length)) + 1e-12);
  });

  it('scales and shifts', () => {
    const value = createRandom(5).truncatedNormal({ mean: 10, sd: 2, low: 12, high: 13 });
    expect(value).toBeAllclose(10 + 2 * createRandom(5).truncatedNormal({ low: 1, high: 1.5 }));
  });

  it.each([
    [{ low: 1e200, high: Number.POSITIVE_INFINITY }, 1e200],
    [{ low: 1e308, high: Number.MAX_VALUE, mean: -1e308, sd: 1e-300 }, 1e308],
    [{ low: -9, high: -8, sd: 1e-200 }, -8],
  ])('is the near bound where the interval %o lies beyond all digits', (options, bound) => {
    expect(createRandom(1).truncatedNormal(options)).toBe(bound);
  });

  it('refuses an empty interval', () => {
    expect(() => createRandom(1).truncatedNormal({ low: 1, high: 1 })).toThrow(/high must exceed low = 1, got 1/);
  });
});

describe('integer', () => {
  it('reaches every value of a small bound equally often', () => {
    const random = createRandom(6);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[random.integer(6)]++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('refuses a bound below 1', () => {
    expect(() => createRandom(1).integer(0)).toThrow(RangeError);
  });
});

describe('fork', () => {
  it('depends on seed and key alone, not on what was drawn', () => {
    const random = createRandom(8);
    const before = random.fork('worker 1').uniform();
    draws(10, () => random.normal());
    expect(random.fork('worker 1').uniform()).toBe(before);
    expect(random.fork(1).uniform()).not.toBe(random.fork('1').uniform());
    expect(random.fork('a').fork('b').uniform()).not.toBe(random.fork('ab').uniform());
  });

  it('gives streams without common or correlated draws', () => {
    const random = createRandom(9);
    const streams = Array.from({ length: 50 }, (_, i) => random.fork(i));
    const values = streams.map((stream) => draws(200, () => stream.uniform()));
    expect(new Set(values.flat()).size).toBe(50 * 200);
    let worst = 0;
    for (let i = 1; i < 50; i++) {
      const sum = values[0].reduce((total, value, k) => total + (value - 0.5) * (values[i][k] - 0.5), 0);
      worst = Math.max(worst, Math.abs(sum / 200) * 12);
    }
    expect(worst).toBeLessThan(4.5 / Math.sqrt(200));
  });
});

describe('restoreRandom', () => {
  it('continues bit for bit, through JSON, with a normal deviate in hand', () => {
    const random = createRandom(10);
    random.normal();
    const copy = restoreRandom(JSON.parse(JSON.stringify(random.state())));
    expect(draws(20, () => copy.normal())).toEqual(draws(20, () => random.normal()));
    expect(copy.fork(3).uniform()).toBe(random.fork(3).uniform());
  });

  it('refuses what is no state', () => {
    const state = createRandom(1).state();
    expect(() => restoreRandom({ ...state, words: [0, 0, 0, 0] })).toThrow(/all zero/);
    expect(() => restoreRandom({ ...state, words: [0.5, 0, 0, 0] })).toThrow(RangeError);
    expect(() => restoreRandom(null as never)).toThrow('restoreRandom: state must be');
    expect(() => restoreRandom({ ...state, words: [1, 2, 3] as never })).toThrow('state.words.length must be');
    expect(() => restoreRandom({ ...state, stream: undefined as never })).toThrow('state.stream must be an array');
  });
});
