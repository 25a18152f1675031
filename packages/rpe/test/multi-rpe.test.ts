import { createRandom, SnapshotError } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineSurprises } from '../src/combine.ts';
import { MultiRpe, type MultiRpeOptions, Rpe } from '../src/index.ts';
import { createTail, fillTail, learnScore, limitOf, surprise } from '../src/tail.ts';
import { weightedGram } from '../src/weighted-gram.ts';
import { naiveGram, naiveMedian } from './naive.ts';

/** Channels that share two seasons, each with its own phase, size and level. */
function channelsOf(rows: number, channels: number, seed = 5): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: rows * channels }, (_, i) => {
    const p = i % channels;
    const t = (i - p) / channels;
    const wave = Math.cos((2 * Math.PI * t) / 25 + p) + 0.5 * Math.cos((2 * Math.PI * t) / 9 + 2 * p);
    return 10 ** (2 * p) * (wave + 0.1 * random.normal() + 3 * p);
  });
}

const rows = (values: Float64Array, channels: number, from: number, to?: number): Float64Array =>
  values.slice(from * channels, to === undefined ? undefined : to * channels);

describe('MultiRpe', () => {
  it('independent channels have the scores of Rpe alone', async () => {
    const values = channelsOf(500, 3);
    const options = { window: 20 };
    const detector = await new MultiRpe({ ...options, channels: 3 }).fit(rows(values, 3, 0, 300));
    const scores = detector.scoreChannels(rows(values, 3, 300));
    for (let p = 0; p < 3; p++) {
      const own = values.filter((_, i) => i % 3 === p);
      const alone = (await new Rpe(options).fit(own.slice(0, 300))).score(own.slice(300));
      expect(scores.filter((_, i) => i % 3 === p)).toEqual(alone);
    }
  });

  it('one stacked channel has the score of Rpe alone, in units of its typical deviation', async () => {
    const values = channelsOf(500, 1);
    values[400] += 5;
    const options = { window: 20 };
    const stacked = await new MultiRpe({ ...options, channels: 1, mode: 'stacked' }).fit(values.slice(0, 300));
    const alone = (await new Rpe(options).fit(values.slice(0, 300))).score(values.slice(300));
    // The Gram matrix is summed in another order.
    expect(stacked.scoreChannels(values.slice(300))).toBeAllclose(alone, { rtol: 1e-6, atol: 1e-8 });
  });

  it.each([
    { mode: 'independent', combine: 'simes' },
    { mode: 'independent', combine: 'fisher' },
    { mode: 'independent', combine: 'bonferroni' },
    { mode: 'stacked' },
  ] as const)('%j finds a spike in any channel, whatever its unit', async (options) => {
    const values = channelsOf(600, 3);
    for (let p = 0; p < 3; p++) values[(400 + 50 * p) * 3 + p] += 2 * 10 ** (2 * p);
    const detector = await new MultiRpe({ window: 20, channels: 3, ...options }).fit(rows(values, 3, 0, 300));
    const scores = detector.score(rows(values, 3, 300));
    const order = [...scores.keys()].sort((i, j) => scores[j] - scores[i]);
    expect(order.slice(0, 3).sort((i, j) => i - j)).toEqual([100, 150, 200]);
  });

  it('a stacked model sees a channel that leaves the others with ordinary values', async () => {
    const values = channelsOf(600, 2);
    // The season of channel 1 stands still for a while at a value it often has.
    for (let t = 450; t < 453; t++) values[t * 2 + 1] = values[447 * 2 + 1];
    const detector = await new MultiRpe({ window: 20, channels: 2, mode: 'stacked' }).fit(rows(values, 2, 0, 400));
    const scores = detector.score(rows(values, 2, 400));
    expect(scores.indexOf(Math.max(...scores))).toBeGreaterThanOrEqual(50);
    expect(scores.indexOf(Math.max(...scores))).toBeLessThan(53);
  });

  it.each(['independent', 'stacked'] as const)(
    '%s: values missing in one channel leave the other its score',
    async (mode) => {
      const values = channelsOf(500, 2);
      const detector = await new MultiRpe({ window: 20, channels: 2, mode }).fit(rows(values, 2, 0, 300));
      const test = rows(values, 2, 300);
      test[2 * 50 + 1] = Number.NaN;
      test[2 * 80] = -Infinity;
      test.fill(Number.NaN, 2 * 100, 2 * 101);
      const scores = detector.score(test);
      const channels = detector.scoreChannels(test);
      expect(Number.isFinite(scores[50])).toBe(true);
      expect(channels[2 * 50 + 1]).toBeNaN();
      expect(Number.isFinite(channels[2 * 50])).toBe(true);
      expect(scores[80]).toBeGreaterThan(1e300);
      expect(scores[100]).toBeNaN();
      expect(scores.filter(Number.isNaN).length).toBe(1);
    },
  );

  it('the combined probability of clean channels holds its rate', async () => {
    const values = channelsOf(4000, 3);
    for (const combine of ['simes', 'fisher'] as const) {
      const detector = await new MultiRpe({ window: 20, channels: 3, combine }).fit(rows(values, 3, 0, 300));
      const scores = detector.score(rows(values, 3, 300));
      const alarms = scores.filter((score) => score > Math.log(100)).length / scores.length;
      expect(alarms).toBeLessThan(0.03);
      expect(alarms).toBeGreaterThan(0.001);
    }
  });

  it('diagnoses every channel, and keeps the scores of the newest row', async () => {
    const values = channelsOf(400, 2);
    for (const mode of ['independent', 'stacked'] as const) {
      const detector = await new MultiRpe({ window: 20, channels: 2, mode }).fit(rows(values, 2, 0, 300));
      const spiked = rows(values, 2, 300, 301);
      spiked[1] += 500;
      detector.update(spiked);
      const [first, second] = detector.diagnose();
      expect(first.index).toBe(300);
      expect(second.corrupted).toEqual([300]);
      expect(second.expected + second.residual).toBeAllclose(spiked[1]);
      expect(detector.channelScores[1]).toBeAllclose(Math.abs(second.residual));
    }
  });

  it('a snapshot taken before or after the first training continues with the same bits', () => {
    const values = channelsOf(300, 2);
    for (const mode of ['independent', 'stacked'] as const) {
      const options: MultiRpeOptions = { window: 10, channels: 2, mode, calibration: 50 };
      for (const at of [5, 30, 200]) {
        const first = new MultiRpe(options);
        for (let t = 0; t < at; t++) first.update(rows(values, 2, t, t + 1));
        const second = MultiRpe.restore(structuredClone(first.snapshot()));
        for (let t = at; t < 300; t++) {
          const row = rows(values, 2, t, t + 1);
          expect(Object.is(second.update(row), first.update(row))).toBe(true);
        }
      }
    }
    const { tensors, ...rest } = new MultiRpe({ channels: 2 }).snapshot();
    const { '0.tail.recent': _, ...fewer } = tensors;
    expect(() => MultiRpe.restore({ ...rest, tensors: fewer })).toThrow(SnapshotError);
  });

  it('a snapshot whose tail is not in order, or that asks for more memory than any machine, is refused', () => {
    const detector = new MultiRpe({ channels: 1, window: 8 });
    for (let t = 0; t < 60; t++) detector.update(Math.sin(t / 3));
    const snapshot = detector.snapshot();
    const data = (snapshot.tensors['0.tail.sorted'].data as Float64Array).slice();
    data[0] = Number.NaN;
    const tensors = { ...snapshot.tensors, '0.tail.sorted': { shape: [data.length], data } };
    expect(() => MultiRpe.restore({ ...snapshot, tensors })).toThrow(SnapshotError);
    const huge = { ...detector.options, channels: 1000, maxTrain: 1e7 };
    expect(() => new MultiRpe(huge)).toThrow(/channels \* \(2 maxTrain .* must be an integer in \[1, 100000000\]/);
    const meta = { ...snapshot.meta, options: huge } as never;
    expect(() => MultiRpe.restore({ ...snapshot, meta })).toThrow(RangeError);
  });

  it('bad options and rows are refused', () => {
    const given = 'the number of values per row, as { channels: 3 }';
    expect(() => new MultiRpe({} as MultiRpeOptions)).toThrow(`MultiRpe: channels must be given, ${given}`);
    expect(() => new MultiRpe(undefined as never)).toThrow(
      `MultiRpe: options must be an object with channels, ${given}, got undefined`,
    );
    expect(() => new MultiRpe({ channels: 0 })).toThrow(/channels must be an integer in \[1, 1000\], got 0/);
    expect(() => new MultiRpe({ channels: 2, mode: 'stacked', method: 'column' })).toThrow(/needs method "simple"/);
    expect(() => new MultiRpe({ channels: 100, mode: 'stacked' })).toThrow(/window \* channels/);
    expect(() => new MultiRpe({ channels: 2 }).update([1])).toThrow(/row\.length/);
    expect(() => new MultiRpe({ channels: 2 }).score([1, 2, 3])).toThrow(/multiple of 2 channels, got 3/);
  });
});

describe('the weighted Gram matrix', () => {
  it('equals the sum over all windows, trimmed channel by channel', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 3, max: 6 }),
        fc.integer({ min: 8, max: 20 }),
        fc.option(fc.integer({ min: 6, max: 40 })),
        fc.constantFrom(0, 10),
        (channels, window, count, forgetting, trim) => {
          const random = createRandom(channels + 10 * window + 100 * count);
          const values = Float64Array.from({ length: channels * count }, () => random.normal());
          const trimmed = Array.from({ length: count }, (_, t) => [...rows(values, channels, t, t + 1)]);
          for (let p = 0; p < channels; p++) {
            const own = trimmed.map((row) => row[p]);
            const middle = naiveMedian(own);
            const order = [...own.keys()].sort((i, j) => Math.abs(own[j]) - Math.abs(own[i]) || i - j);
            for (const t of order.slice(0, Math.ceil((count * trim) / 100))) trimmed[t][p] = middle;
          }
          const wanted = naiveGram(trimmed, window, forgetting === null ? 1 : Math.exp(-1 / forgetting));
          expect(weightedGram(values, channels, window, trim, forgetting)).toBeAllclose(wanted.flat(), { atol: 1e-10 });
        },
      ),
    );
  });
});

describe('tail probabilities', () => {
  it('the body is the rank among the recent scores, the tail goes on without end', () => {
    const tail = createTail(99);
    fillTail(
      tail,
      Float64Array.from({ length: 99 }, (_, i) => ((i * 37) % 99) + 1),
    );
    expect(surprise(tail, 0)).toBeAllclose(0);
    expect(surprise(tail, 50)).toBeAllclose(Math.log(100 / 51));
    const far = [90, 95, 99, 150, 1e6].map((score) => surprise(tail, score));
    expect(far).toEqual([...far].sort((a, b) => a - b));
    expect(new Set(far).size).toBe(5);
    expect(surprise(tail, Number.MAX_VALUE)).toBeLessThanOrEqual(Number.MAX_VALUE);
  });

  it('keeps exactly the most recent scores in order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 2, 2.5, 3, Number.NaN), { maxLength: 60 }), (scores) => {
        const tail = createTail(20);
        for (const score of scores) learnScore(tail, score);
        const wanted = scores.filter((score) => !Number.isNaN(score)).slice(-20);
        expect([...tail.sorted.subarray(0, tail.count)]).toEqual(wanted.sort((a, b) => a - b));
      }),
    );
  });

  it('what is learnt is cut at one in 10,000', () => {
    const tail = createTail(100);
    const random = createRandom(1);
    fillTail(
      tail,
      Float64Array.from({ length: 100 }, () => Math.abs(random.normal())),
    );
    expect(surprise(tail, limitOf(tail))).toBeAllclose(Math.log(1e4), { rtol: 1e-9 });
    const alike = createTail(20);
    expect(limitOf(alike)).toBe(Number.MAX_VALUE);
    fillTail(alike, new Float64Array(20));
    expect(surprise(alike, 0)).toBeLessThan(Math.log(20));
    expect(surprise(alike, 1e-9)).toBe(Number.MAX_VALUE);
  });

  it('combinations agree with their definitions', () => {
    const p = [0.01, 0.2, 0.03];
    const combined = (how: 'simes' | 'fisher' | 'bonferroni'): number =>
      Math.exp(
        -combineSurprises(
          Float64Array.from(p, (value) => -Math.log(value)),
          3,
          how,
        ),
      );
    expect(combined('bonferroni')).toBeAllclose(0.03);
    expect(combined('simes')).toBeAllclose(0.03);
    const x = -Math.log(0.01 * 0.2 * 0.03);
    expect(combined('fisher')).toBeAllclose(Math.exp(-x) * (1 + x + (x * x) / 2));
    const small = Float64Array.of(0.5, 0.25);
    expect(combineSurprises(small, 2, 'fisher')).toBeAllclose(0.75 - Math.log(1.75));
    expect(combineSurprises(small, 0, 'simes')).toBeNaN();
    expect(combineSurprises(Float64Array.of(Number.MAX_VALUE, 1e308), 2, 'fisher')).toBeGreaterThan(1e308);
  });
});
