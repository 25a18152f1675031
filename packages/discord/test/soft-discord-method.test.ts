import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CausalSoftDiscord, SoftDiscord } from '../src/index.ts';
import { naiveCausalScores, naiveSoftScores } from './naive-soft.ts';

const PERIOD = 24;

/** A noisy season with an odd stretch at each of `at`. */
function season(length: number, seed: number, at: readonly number[] = []): Float64Array {
  const random = createRandom(seed);
  const values = Float64Array.from(
    { length },
    (_, t) => Math.sin((2 * Math.PI * t) / PERIOD) + 0.5 * Math.cos((4 * Math.PI * t) / PERIOD) + 0.1 * random.normal(),
  );
  for (const start of at) for (let t = start; t < start + 10; t++) values[t] += t % 2 ? 1 : -0.4;
  return values;
}

const train = season(200, 1);
const test = season(300, 2, [180]);

describe('SoftDiscord equals its naive twin', () => {
  it.each([
    ['one odd stretch', test, {}],
    ['many odd stretches: the broad fusion', season(320, 3, [40, 90, 150, 230, 290]), {}],
    ['at most one anomaly', test, { single: true }],
    ['without following drift', test, { drift: false }],
    ['gaps', test.map((value, t) => (t === 60 || (t > 240 && t < 246) ? Number.NaN : value)), {}],
  ])('%s', async (_, series, options) => {
    const detector = await new SoftDiscord({ period: PERIOD, ...options }).fit(train);
    const wanted = naiveSoftScores([...train], [...series], { period: PERIOD, ...options });
    expect(await detector.score(series)).toBeAllclose(wanted, { rtol: 1e-6, atol: 1e-6 });
  });

  it('scoreAll, with the train part in front', async () => {
    const detector = await new SoftDiscord({ period: PERIOD }).fit(train);
    const wanted = naiveSoftScores([...train], [...test], { period: PERIOD, withTrain: true });
    expect(await detector.scoreAll(test)).toBeAllclose(wanted, { rtol: 1e-6, atol: 1e-6 });
  });

  it('averaged points', async () => {
    const period = 3 * PERIOD;
    const slow = (values: Float64Array): number[] => [...values].flatMap((value, t) => [value, value, value + (t % 2)]);
    const [longTrain, longTest] = [slow(train), slow(test)];
    const options = { period, budget: (longTrain.length * longTest.length) / 8.9 };
    const detector = await new SoftDiscord(options).fit(longTrain);
    const { scores, factors } = await detector.analyse(longTest);
    expect(factors).toEqual([3]);
    expect(scores).toBeAllclose(naiveSoftScores(longTrain, longTest, { ...options, factor: 3 }), {
      rtol: 1e-6,
      atol: 1e-6,
    });
  });
});

describe('CausalSoftDiscord equals its naive twin', () => {
  it.each([
    ['a memory that holds everything', {}, { guard: PERIOD, reference: 10_000 }, test],
    ['a short memory and a wide guard', { reference: 150, guard: 2 }, { guard: 2 * PERIOD, reference: 150 }, test],
    ['gaps', {}, { guard: PERIOD, reference: 10_000 }, test.map((value, t) => (t % 70 === 60 ? Number.NaN : value))],
  ])('%s', async (_, options, spec, series) => {
    const detector = await new CausalSoftDiscord({ period: PERIOD, ...options }).fit(train);
    const wanted = naiveCausalScores([...train], [...series], { period: PERIOD, ...spec });
    expect(await detector.score(series)).toBeAllclose(wanted, { rtol: 1e-6, atol: 1e-6 });
  });

  it('variables of different periods wait for the slowest, and each scores as alone, later', async () => {
    const slow = (values: Float64Array): Float64Array =>
      values.map((_, t) => values[t >> 1] + (t % 2 ? (values[(t >> 1) + 1] ?? 0) - values[t >> 1] : 0) / 2);
    const pair = (values: Float64Array): number[] => [...values].flatMap((value, t) => [value, slow(values)[t]]);
    const detector = await new CausalSoftDiscord({ channels: 2 }).fit(pair(train));
    const [fast, half] = detector.periods;
    expect(half).toBeGreaterThan(fast);
    expect(detector.capabilities.delay).toBe(half - 1);
    const alone = await Promise.all(
      [(values: Float64Array) => values, slow].map(async (of) =>
        (await new CausalSoftDiscord().fit(of(train))).score(of(test)),
      ),
    );
    const wanted = alone[0].map((score, t) => ((score ** 3 + alone[1][t] ** 3) / 2) ** (1 / 3));
    expect(await detector.score(pair(test))).toBeAllclose(wanted, { rtol: 1e-9, atol: 1e-9 });
  });

  it('the delay is the longest window less one, known once the period is', async () => {
    expect((await new CausalSoftDiscord({ period: PERIOD }).fit(train)).capabilities.delay).toBe(PERIOD - 1);
    const detector = await new CausalSoftDiscord().fit(train);
    expect(detector.capabilities.delay).toBe(detector.periods[0] - 1);
  });
});

describe('laws of SoftDiscord', () => {
  it('shift and scale of the input leave the scores', async () => {
    const wanted = await scoresOf({}, train, test);
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.integer({ min: -100, max: 100 }),
        async (scale, shift) => {
          const move = (values: Float64Array): Float64Array => values.map((value) => scale * (value + shift));
          expect(await scoresOf({}, move(train), move(test))).toBeAllclose(wanted, { rtol: 1e-6, atol: 1e-6 });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('a planted shape is found, and its reason is the train window that was expected there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 30, max: 250 }), fc.integer({ min: 0, max: 1000 }), async (at, seed) => {
        const series = season(300, seed, [at]);
        const analysis = await (await new SoftDiscord({ period: PERIOD }).fit(train)).analyse(series);
        const peak = analysis.scores.indexOf(Math.max(...analysis.scores));
        expect(Math.abs(peak - at - 5)).toBeLessThan(PERIOD);
        const { start, end, neighbour, expected, contributions, distance } = analysis.explain(peak);
        expect(expected).toHaveLength(end - start);
        expect(start).toBeLessThanOrEqual(peak);
        expect(end).toBeGreaterThan(peak);
        expect(neighbour + end - start).toBeLessThanOrEqual(train.length);
        expect(distance).toBeGreaterThan(0);
        expect(contributions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
      { numRuns: 20 },
    );
  });

  it('the order of the variables does not matter, and one odd variable is named', async () => {
    const other = season(200, 7);
    const normal = season(300, 8);
    const rows = (a: Float64Array, b: Float64Array): number[] => [...a].flatMap((value, t) => [value, b[t]]);
    const detector = new SoftDiscord({ channels: 2, period: PERIOD });
    const analysis = await (await detector.fit(rows(train, other))).analyse(rows(test, normal));
    const swapped = await (await detector.fit(rows(other, train))).analyse(rows(normal, test));
    expect(swapped.scores).toBeAllclose(analysis.scores, { rtol: 1e-9, atol: 1e-12 });
    const peak = analysis.scores.indexOf(Math.max(...analysis.scores));
    expect(analysis.explain(peak).variable).toBe(0);
    expect(swapped.explain(peak).variable).toBe(1);
  });

  it('the same variable twice scores as once', async () => {
    const twice = (values: Float64Array): number[] => [...values].flatMap((value) => [value, value]);
    const wanted = await scoresOf({}, train, test);
    expect(await scoresOf({ channels: 2 }, twice(train), twice(test))).toBeAllclose(wanted, {
      rtol: 1e-9,
      atol: 1e-12,
    });
  });

  it('the expected shape of a normal window is the window, up to noise', async () => {
    const clean = (length: number, from: number): Float64Array =>
      Float64Array.from({ length }, (_, t) => 40 + 3 * Math.sin((2 * Math.PI * (t + from)) / PERIOD));
    const series = clean(200, 7);
    const analysis = await (await new SoftDiscord({ period: PERIOD }).fit(clean(240, 0))).analyse(series);
    const { start, end, expected } = analysis.explain(100);
    expect(expected).toBeAllclose(series.slice(start, end), { rtol: 0, atol: 1e-6 });
  });

  it('another fusion of the same analysis equals a detector with those options', async () => {
    const detector = await new SoftDiscord({ period: PERIOD }).fit(train);
    const analysis = await detector.analyse(test);
    expect(analysis.withFusion({ single: true }).scores).toEqual(await scoresOf({ single: true }, train, test));
    expect(analysis.withFusion({ power: 2 }).scores).toEqual(await scoresOf({ power: 2 }, train, test));
  });

  it('a snapshot gives the same bits', async () => {
    const detector = await new SoftDiscord({ period: PERIOD }).fit(train);
    const copy = await SoftDiscord.restore(detector.snapshot());
    expect(await copy.score(test)).toEqual(await detector.score(test));
  });

  it('the period found is that of the wave, not of a ripple on it', async () => {
    const wave = (length: number): Float64Array =>
      Float64Array.from(
        { length },
        (_, t) => Math.sin((2 * Math.PI * t) / 400) + 0.2 * Math.sin((2 * Math.PI * t) / 16),
      );
    const analysis = await (await new SoftDiscord().fit(wave(4000))).analyse(wave(800));
    expect(Math.abs(analysis.periods[0] - 400)).toBeLessThanOrEqual(16);
  });

  it('one clear anomaly is more certain than several', async () => {
    const detector = await new SoftDiscord({ period: PERIOD }).fit(train);
    const one = await detector.analyse(season(600, 5, [300]));
    const many = await detector.analyse(season(600, 5, [100, 300, 500]));
    expect(one.confidence).toBeGreaterThan(many.confidence);
  });
});

describe('SoftDiscord refuses or survives bad input', () => {
  it.each([
    ['a train part shorter than two windows', { period: 50 }, new Float64Array(99).map((_, t) => t % 5), 'two windows'],
    ['a period longer than the train part', { period: 500 }, train, 'two windows'],
    ['an empty train part', {}, new Float64Array(0), 'rows'],
    ['a train part without a finite value', {}, new Float64Array(100).fill(Number.NaN), 'finite'],
    ['values that are no whole rows', { channels: 3 }, new Float64Array(100), 'rows of 3'],
  ])('%s is a RangeError', async (_, options, values, message) => {
    await expect(new SoftDiscord(options).fit(values)).rejects.toThrow(RangeError);
    await expect(new SoftDiscord(options).fit(values)).rejects.toThrow(message);
  });

  it('a series shorter than a window is a RangeError that says how long it must be', async () => {
    const detector = await new SoftDiscord({ period: PERIOD }).fit(train);
    await expect(detector.score(test.subarray(0, 23))).rejects.toThrow('window of 24 rows, got 23');
    expect(await detector.score(test.subarray(0, 24))).toHaveLength(24);
  });

  it('a train part that contains the same anomaly gives finite scores, and the anomaly is not found', async () => {
    const spoilt = season(400, 9, [100]);
    const series = season(400, 9, [100]);
    expect((await scoresOf({}, spoilt, series)).every(Number.isFinite)).toBe(true);
    const compared = await scoresOf({ roughness: false }, spoilt, series);
    expect(compared[105]).toBeLessThan(1);
  });

  it('an all-equal train part gives finite scores, high where the series moves', async () => {
    const series = new Float64Array(300).fill(5);
    for (let t = 150; t < 160; t++) series[t] = 6;
    const scores = await scoresOf({}, new Float64Array(300).fill(5), series);
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(scores[155]).toBeGreaterThan(scores[50]);
  });

  it('an option out of range is named', () => {
    expect(() => new SoftDiscord({ period: 3 })).toThrow('period');
    expect(() => new SoftDiscord({ windows: [] })).toThrow('windows');
    expect(() => new SoftDiscord({ windows: [0.5, Number.NaN] })).toThrow('windows[1]');
    expect(() => new SoftDiscord({ scaling: 'local' as 'soft' })).toThrow('scaling');
  });

  it('a stream refuses what is no row, and a memory within its guard', async () => {
    const detector = await new CausalSoftDiscord({ channels: 2, period: 20 }).fit(train);
    expect(() => detector.update(1)).toThrow(TypeError);
    expect(() => detector.update([1])).toThrow('row');
    expect(() => new CausalSoftDiscord().update(1)).toThrow('fit');
    await expect(new CausalSoftDiscord({ period: PERIOD, reference: 20 }).fit(train)).rejects.toThrow('reference');
  });

  it('explain refuses a row outside the series', async () => {
    const analysis = await (await new SoftDiscord({ period: PERIOD }).fit(train)).analyse(test);
    expect(() => analysis.explain(300)).toThrow(RangeError);
  });
});

async function scoresOf(options: object, fitOn: ArrayLike<number>, series: ArrayLike<number>): Promise<Float64Array> {
  return (await new SoftDiscord({ period: PERIOD, ...options }).fit(fitOn)).score(series);
}
