import { createRandom, decodeSnapshot, encodeSnapshot, SnapshotError } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, Dspot, Spot } from '../src/index.ts';

function exponential(n: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => -Math.log(1 - random.uniform()));
}

function feed(model: Spot | Dspot, scores: ArrayLike<number>): Decision[] {
  return Array.from(scores, (score) => model.update(score));
}

const makers: [string, () => Spot | Dspot][] = [
  ['Spot', () => new Spot({ calibration: 300, alarmRate: 1e-2 })],
  ['Dspot', () => new Dspot({ calibration: 250, driftWindow: 50, alarmRate: 1e-2 })],
];

describe.each(makers)('%s', (name, make) => {
  it('decides nothing in the warm-up and says how long it lasts', () => {
    const model = make();
    expect(model.warmup).toBe(300);
    for (const decision of feed(model, exponential(300, 1))) {
      expect(decision).toEqual({ threshold: Number.NaN, pValue: Number.NaN, alarm: false });
    }
    expect(model.warmup).toBe(0);
    expect(Number.isFinite(model.update(1).threshold)).toBe(true);
  });

  it('is moved by an increasing affine map exactly as the scores are', () => {
    const scores = exponential(3000, 2);
    const plain = feed(make(), scores);
    for (const [scale, offset] of [
      [2 ** 40, 0],
      [2 ** -40, 0],
      [3, -17],
      [1e-3, 1],
    ]) {
      const mapped = feed(
        make(),
        scores.map((score) => score * scale + offset),
      );
      // The fit compares likelihoods, so rounding of the map may move it by about 1e-8.
      const tolerance = { rtol: 1e-5, atol: 1e-9 };
      const thresholds = plain.map(({ threshold }) => threshold * scale + offset);
      expect(mapped.map(({ threshold }) => threshold)).toBeAllclose(thresholds, tolerance);
      expect(mapped.map(({ pValue }) => pValue)).toBeAllclose(
        plain.map(({ pValue }) => pValue),
        tolerance,
      );
      expect(mapped.map(({ alarm }) => alarm)).toEqual(plain.map(({ alarm }) => alarm));
    }
  });

  it('gives p-values that never rise with the score, and alarms where they are below the rate', () => {
    const scores = exponential(1500, 3);
    const base = make();
    feed(base, scores);
    const snapshot = base.snapshot();
    const restore = (): Spot | Dspot => (name === 'Spot' ? Spot.restore(snapshot) : Dspot.restore(snapshot));
    let last = 1;
    for (let score = -3; score < 40; score += 0.05) {
      const { pValue, alarm, threshold } = restore().update(score);
      expect(pValue).toBeLessThanOrEqual(last);
      expect(pValue).toBeGreaterThan(0);
      expect(alarm).toBe(score > threshold);
      expect(alarm).toBe(pValue < 1e-2);
      last = pValue;
    }
  });

  it('continues from a snapshot bit for bit, wherever it is taken', () => {
    const scores = exponential(1200, 4);
    for (const at of [0, 20, 100, 299, 300, 301, 700]) {
      const model = make();
      feed(model, scores.slice(0, at));
      const snapshot = decodeSnapshot(encodeSnapshot(model.snapshot()));
      const rest = feed(model, scores.slice(at));
      const restored = name === 'Spot' ? Spot.restore(snapshot) : Dspot.restore(snapshot);
      expect(restored.options).toEqual(model.options);
      expect(feed(restored, scores.slice(at))).toEqual(rest);
    }
  });

  it('takes a missing score as if it had not come', () => {
    const scores = exponential(800, 5);
    const plain = feed(make(), scores);
    const model = make();
    const holed = scores.map((score, i) => {
      if (i % 7 === 0) {
        const { pValue, alarm } = model.update(Number.NaN);
        expect([pValue, alarm]).toEqual([Number.NaN, false]);
      }
      return model.update(score);
    });
    expect(holed).toEqual(plain);
  });

  it('always alarms at +Infinity, never at -Infinity, and learns neither', () => {
    const scores = exponential(800, 6);
    const plain = feed(make(), scores);
    const model = make();
    const mixed = scores.map((score, i) => {
      if (i % 5 === 0) expect(model.update(Number.POSITIVE_INFINITY)).toMatchObject({ alarm: true, pValue: 0 });
      if (i % 9 === 0) expect(model.update(Number.NEGATIVE_INFINITY)).toMatchObject({ alarm: false });
      return model.update(score);
    });
    expect(mixed).toEqual(plain);
  });

  it('survives any finite scores', () => {
    const score = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, -1, 5e-324, 1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE),
    );
    const small = (): Spot | Dspot =>
      name === 'Spot'
        ? new Spot({ calibration: 20, maxPeaks: 20 })
        : new Dspot({ calibration: 20, maxPeaks: 20, driftWindow: 5 });
    fc.assert(
      fc.property(fc.array(score, { minLength: 40, maxLength: 120 }), (scores) => {
        const model = small();
        for (const value of scores) {
          const decides = model.warmup === 0;
          const { threshold, pValue } = model.update(value);
          if (!decides) continue;
          expect(Number.isNaN(threshold)).toBe(false);
          expect(pValue >= 0 && pValue <= 1).toBe(true);
        }
      }),
    );
  });

  it('refuses wrong options, scores and snapshots', () => {
    const Class = name === 'Spot' ? Spot : Dspot;
    expect(() => new Class({ alarmRate: 0 })).toThrow('alarmRate');
    expect(() => new Class({ alarmRate: 0.2 })).toThrow('alarmRate must be a number in (0, 0.1], got 0.2');
    expect(new Class({ alarmRate: 0.1, initialQuantile: 0.9 }).options.alarmRate).toBe(0.1);
    expect(() => new Class({ calibration: 10 })).toThrow('calibration must be an integer in [20, 1000000], got 10');
    expect(() => new Class({ initialQuantile: 1 })).toThrow('initialQuantile');
    expect(() => new Class({ rate: 1 } as never)).toThrow('unknown option "rate"');
    expect(() => make().update('3' as unknown as number)).toThrow(TypeError);
    expect(() => Class.restore({ ...make().snapshot(), kind: 'other' })).toThrow('"other"');
    const damaged = make().snapshot();
    delete damaged.tensors.state;
    expect(() => Class.restore(damaged)).toThrow(SnapshotError);
    const oversized = make().snapshot();
    oversized.tensors.reference = { shape: [1e4], data: new Float64Array(1e4) };
    expect(() => Class.restore(oversized)).toThrow(SnapshotError);
    expect(() => new Class(null as never)).toThrow(`${name}: options must be an object, got null`);
  });

  it('refuses a snapshot with any number that it cannot have written', () => {
    const model = make();
    feed(model, exponential(300, 5));
    const snapshot = model.snapshot();
    for (const [tensor, { data }] of Object.entries(snapshot.tensors)) {
      for (let i = 0; i < Math.min(data.length, 10); i++) {
        const changed = (data as Float64Array).slice();
        changed[i] = Number.NaN;
        const tensors = { ...snapshot.tensors, [tensor]: { shape: [data.length], data: changed } };
        const Class = name === 'Spot' ? Spot : Dspot;
        expect(() => Class.restore({ ...snapshot, tensors }), `${tensor}[${i}]`).toThrow(SnapshotError);
      }
    }
  });
});

describe('Spot', () => {
  it('puts the threshold of exponential scores where theory does', () => {
    const spot = new Spot({ calibration: 20_000, alarmRate: 1e-3 });
    feed(spot, exponential(20_000, 7));
    // 2,000 peaks give the threshold a standard error of about 0.15.
    expect(spot.update(0).threshold).toBeAllclose(Math.log(1000), { atol: 0.5, rtol: 0 });
  });

  it('alarms on a spike and forgets it', () => {
    const spot = new Spot({ calibration: 500 });
    feed(spot, exponential(500, 8));
    const before = spot.update(0).threshold;
    expect(spot.update(1e12)).toMatchObject({ alarm: true });
    expect(spot.update(0).threshold / before).toBeLessThan(1.1);
  });

  it('is moved only a little by a flood of alarms', () => {
    const spot = new Spot({ calibration: 1000 });
    feed(spot, exponential(1000, 9));
    const before = spot.update(0).threshold;
    const alarms = feed(spot, new Array(5000).fill(1e6)).filter(({ alarm }) => alarm).length;
    expect(alarms).toBe(5000);
    expect(spot.update(0).threshold / before).toBeLessThan(1.3);
  });

  it('keeps alarming at a constant stream that jumps, and settles once the jumps are a tail', () => {
    const spot = new Spot({ calibration: 100 });
    feed(spot, new Array(100).fill(7));
    expect(spot.update(7)).toEqual({ threshold: 7, pValue: 1, alarm: false });
    expect(spot.update(8).alarm).toBe(true);
    const random = createRandom(3);
    const later = feed(
      spot,
      Array.from({ length: 2000 }, () => 7 + random.uniform()),
    );
    expect(later.slice(1000).filter(({ alarm }) => alarm).length).toBeLessThan(20);
  });

  it('builds an equal one from its options', () => {
    const spot = new Spot({ alarmRate: 1e-4, alarmBudget: 0 });
    expect(new Spot(spot.options).options).toEqual(spot.options);
    expect(JSON.parse(JSON.stringify(spot.options))).toEqual(spot.options);
  });
});

describe('Dspot', () => {
  it('still sees a spike after a slope that has blinded Spot', () => {
    const scores = exponential(6000, 10).map((score, i) => score + i / 100);
    const [spot, dspot] = [new Spot(), new Dspot()];
    feed(spot, scores);
    expect(feed(dspot, scores).filter(({ alarm }) => alarm).length).toBeLessThan(20);
    expect(spot.update(60 + 15).alarm).toBe(false);
    expect(dspot.update(60 + 15).alarm).toBe(true);
  });

  it('reaches the level of a lasting jump', () => {
    const dspot = new Dspot({ calibration: 500, driftWindow: 100 });
    feed(dspot, exponential(600, 11));
    const after = feed(
      dspot,
      exponential(2000, 12).map((score) => score + 30),
    );
    expect(after[0].alarm).toBe(true);
    expect(after.slice(1500).filter(({ alarm }) => alarm).length).toBeLessThan(20);
  });
});
