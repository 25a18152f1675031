import { createRandom, SnapshotError } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rpe, type RpeOptions } from '../src/index.ts';
import { naiveResidual } from './naive.ts';

function seasonal(count: number, noise = 0.1, seed = 3): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, (_, i) => {
    return 2 * Math.cos((2 * Math.PI * i) / 25) + Math.cos((2 * Math.PI * i) / 9 + 1) + noise * random.normal();
  });
}

async function fitted(train: ArrayLike<number>, options: RpeOptions = {}): Promise<Rpe> {
  return new Rpe(options).fit(train);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe('the model', () => {
  it('equals Algorithm 2 as written on its own basis, for every selection option', async () => {
    const values = seasonal(400, 0.3);
    for (const options of [{}, { predictive: false, refine: 0 }, { excluded: 0 }, { excluded: 3, refine: 5 }]) {
      const detector = await fitted(values.slice(0, 300), {
        window: 30,
        retrainUntil: 0,
        refreshEvery: null,
        ...options,
      });
      const { excluded, predictive, refine, window } = detector.options;
      const { basis, level, factor } = detector.snapshot().tensors;
      const rank = basis.data.length / window;
      const rows = Array.from({ length: window }, (_, i) =>
        Array.from(basis.data.slice(i * rank, (i + 1) * rank), Number),
      );
      const wanted = Array.from({ length: 100 }, (_, i) => {
        const x = Array.from(
          values.slice(301 + i - window, 301 + i),
          (v) => v - Number(level.data[0]) / Number(factor.data[0]),
        );
        return naiveResidual(rows, x, excluded, predictive, refine);
      });
      expect(detector.residuals(values.slice(300))).toBeAllclose(wanted, { rtol: 1e-8, atol: 1e-10 });
    }
  });

  it('noise-free sinusoids with spikes of one size: zero on clean points, the exact spike on the others', () => {
    return fc.assert(
      fc.asyncProperty(
        fc.double({ min: -1, max: 12, noNaN: true }),
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        async (exponent, phase, predictive) => {
          const clean = Float64Array.from({ length: 300 }, (_, i) => 3 * Math.sin((2 * Math.PI * (i + phase)) / 20));
          const options: RpeOptions = {
            window: 40,
            rank: 2,
            excluded: 6,
            trim: 0,
            centring: 'none',
            predictive,
            refine: 0,
          };
          const detector = await fitted(clean.slice(0, 200), { ...options, retrainUntil: 0, refreshEvery: null });
          const amplitude = 10 ** exponent;
          const test = clean.slice(200);
          const spikes = new Float64Array(100);
          for (const i of [10, 11, 25, 60]) spikes[i] = i === 11 ? -amplitude : amplitude;
          // Exact up to rounding of the spike itself in its own point, and of the clean values elsewhere.
          const residuals = detector.residuals(test.map((value, i) => value + spikes[i]));
          expect(residuals.filter((_, i) => spikes[i] === 0)).toBeAllclose(new Float64Array(96), { atol: 1e-10 });
          expect(residuals.filter((_, i) => spikes[i] !== 0)).toBeAllclose(
            spikes.filter((spike) => spike !== 0),
            { rtol: 1e-12, atol: 1e-10 },
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('a power of two as unit changes no digit, a level shifts nothing when centred', async () => {
    const values = seasonal(500);
    values[400] += 5;
    const base = (await fitted(values.slice(0, 300))).score(values.slice(300));
    for (const factor of [2 ** -500, 2 ** 500]) {
      const scaled = values.map((value) => value * factor);
      const scores = (await fitted(scaled.slice(0, 300))).score(scaled.slice(300));
      expect(scores.map((score) => score / factor)).toEqual(base);
    }
    const shifted = values.map((value) => value + 1e6);
    expect((await fitted(shifted.slice(0, 300))).score(shifted.slice(300))).toBeAllclose(base, {
      rtol: 1e-6,
      atol: 1e-8,
    });
  });

  it.each([1e-150, 1e-300, 1e150, 1e300])('a magnitude of %f needs no care', async (magnitude) => {
    const values = seasonal(500).map((value) => value * magnitude);
    values[400] += 5 * magnitude;
    const base = seasonal(500);
    base[400] += 5;
    const wanted = (await fitted(base.slice(0, 300))).score(base.slice(300));
    const scores = (await fitted(values.slice(0, 300))).score(values.slice(300));
    // The products round differently; the eigenvectors pass that on.
    expect(scores.map((score) => score / magnitude)).toBeAllclose(wanted, { rtol: 1e-6, atol: 1e-9 });
  });

  it('spikes of 1e12 in the window leave the clean points as they were', async () => {
    const values = seasonal(500);
    const frozen: RpeOptions = { retrainUntil: 0, refreshEvery: null };
    const clean = (await fitted(values.slice(0, 300), frozen)).residuals(values.slice(300));
    values[400] += 1e12;
    values[407] -= 1e12;
    const spiked = (await fitted(values.slice(0, 300), frozen)).residuals(values.slice(300));
    for (let i = 0; i < 200; i++) {
      if (i === 100) expect(spiked[i]).toBeAllclose(1e12, { rtol: 1e-10 });
      else if (i === 107) expect(spiked[i]).toBeAllclose(-1e12, { rtol: 1e-10 });
      else expect(Math.abs(spiked[i] - clean[i])).toBeLessThan(0.5);
    }
    const plain = (await fitted(values.slice(0, 300), { ...frozen, excluded: 0 })).score(values.slice(300));
    expect(largest(plain.subarray(101, 107))).toBeGreaterThan(1e9);
  });

  it('a constant series has residual 0, and a later change shows as itself', async () => {
    for (const level of [0, 7, 1e6, -3e-200]) {
      const detector = await fitted(new Float64Array(200).fill(level));
      const scores = detector.score([level, level, level + 2, level]);
      expect([scores[0], scores[1], scores[3]]).toEqual([0, 0, 0]);
      expect(scores[2]).toBeAllclose(2, { rtol: 1e-9 });
      expect(detector.explain([level], [0])[0].rank).toBe(0);
    }
  });

  it('a rank rule never leaves too few rows', async () => {
    const detector = await fitted(seasonal(100), { window: 10, excluded: 5, rank: { ratio: 0, cap: 10 } });
    expect(detector.explain([0], [0])[0].rank).toBe(3);
    const forced = await fitted(seasonal(100), { window: 10, excluded: 5, rank: 9 });
    expect(forced.explain([0], [0])[0].rank).toBe(4);
    expect(forced.score(seasonal(50)).every(Number.isFinite)).toBe(true);
  });

  it('a window that is most of the training part still works', async () => {
    const detector = await Rpe.paper({ window: 90 }).fit(seasonal(100));
    expect(detector.score(seasonal(200)).every(Number.isFinite)).toBe(true);
  });
});

describe('the stream', () => {
  it('trains itself at max(2 window, window + cap) points and is NaN before', () => {
    const detector = new Rpe({ window: 20 });
    const values = seasonal(100);
    expect(detector.warmup).toBe(40);
    const scores = values.map((value) => detector.update(value));
    expect(scores.findIndex((score) => !Number.isNaN(score))).toBe(40);
    expect(detector.warmup).toBe(0);
    expect(new Rpe({ window: 8, excluded: 1, rank: 6 }).warmup).toBe(16);
  });

  it('fitting on a prefix and collecting it give the same state when both train at its end', async () => {
    const values = seasonal(600);
    const batch = await fitted(values.slice(0, 100));
    const live = new Rpe();
    for (const value of values.subarray(0, 100)) live.update(value);
    expect(live.score(values.subarray(100))).toEqual(batch.score(values.subarray(100)));
  });

  it('trains after every q points until the limit, then at the slower pace, or never', async () => {
    const values = seasonal(1000);
    const trainings = async (options: RpeOptions): Promise<number[]> => {
      const detector = await fitted(values.slice(0, 100), { window: 20, retrainEvery: 50, ...options });
      const counts = detector.explain(values.slice(100), [...Array(900).keys()]).map((point) => point.trainings);
      return counts.flatMap((count, i) => (i > 0 && count > counts[i - 1] ? [i + 100] : []));
    };
    expect(await trainings({ retrainUntil: 200, refreshEvery: 300 })).toEqual([150, 200, 500, 800]);
    expect(await trainings({ retrainUntil: 200, refreshEvery: null })).toEqual([150, 200]);
    expect(await trainings({ retrainUntil: 0, refreshEvery: null })).toEqual([]);
    expect((await trainings({ retrainUntil: null })).length).toBe(17);
  });

  it('follows a new level once it has trained on it, and faster when the past fades', async () => {
    const values = seasonal(2000);
    for (let i = 600; i < 2000; i++) values[i] += 50;
    const after = async (options: RpeOptions): Promise<number> => {
      const scores = (await fitted(values.slice(0, 300), options)).score(values.slice(300));
      return largest(scores.subarray(1500));
    };
    expect(await after({})).toBeLessThan(2);
    expect(await after({ retrainUntil: null, forgetting: 100 })).toBeLessThan(2);
    expect(await after({ retrainUntil: 0, refreshEvery: null, centring: 'frozen', excluded: 0 })).toBeGreaterThan(2);
  });

  it('tells the residual of its newest point, as `residuals` gives it', async () => {
    const detector = await fitted(seasonal(300));
    const rest = seasonal(500).slice(300);
    rest[50] = Number.NaN;
    rest[90] = Infinity;
    const wanted = detector.residuals(rest);
    const got = rest.map((value) => {
      detector.update(value);
      return detector.residual;
    });
    expect(got).toEqual(wanted);
    expect(new Rpe().residual).toBeNaN();
  });

  it('a snapshot taken anywhere continues with the same bits, gaps and all', () => {
    const values = seasonal(1300);
    values.fill(Number.NaN, 420, 440);
    values[500] = Infinity;
    const options: RpeOptions = { window: 20, maxTrain: 60, scoring: 'standardised' };
    const whole = new Rpe(options);
    const scores = values.map((value) => whole.update(value));
    for (const at of [0, 7, 40, 119, 430, 501, 1000]) {
      const first = new Rpe(options);
      for (const value of values.subarray(0, at)) first.update(value);
      const second = Rpe.restore(structuredClone(first.snapshot()));
      if (at > 40) expect(second.diagnose()).toEqual(first.diagnose());
      expect(values.subarray(at).map((value) => second.update(value))).toEqual(scores.subarray(at));
    }
  });

  it('every window from 3 on has defaults that fit it, also in the settings of the paper', () => {
    for (const window of [3, 4, 6, 9, 10, 11]) {
      const detector = new Rpe({ window });
      const scores = Array.from({ length: 60 }, (_, t) => detector.update(Math.sin(t / 3)));
      expect(scores.slice(-20).every(Number.isFinite), `window ${window}`).toBe(true);
      expect(Rpe.paper({ window }).options.window).toBe(window);
    }
    expect(() => Rpe.paper({ window: '9' as never })).toThrow('Rpe.paper: window must be an integer in [3, 2000]');
    expect(() => Rpe.paper(null as never)).toThrow('Rpe.paper: options must be an object, got null');
  });

  it('a damaged snapshot is refused', async () => {
    const snapshot = (await fitted(seasonal(200))).snapshot();
    const { tensors, meta } = snapshot;
    const state = meta.state as Record<string, number>;
    const bad = [
      { ...snapshot, version: 2 },
      { ...snapshot, tensors: { ...tensors, basis: { shape: [1], data: new Float64Array(1) } } },
      { ...snapshot, tensors: { ...tensors, factor: { shape: [1], data: new Float64Array(1) } } },
      { ...snapshot, tensors: { ...tensors, flags: { shape: [200], data: new Uint8Array(200).fill(1) } } },
      { ...snapshot, meta: { ...meta, state: { ...state, rank: 40 } } },
      { ...snapshot, meta: { ...meta, state: { ...state, seen: -1 } } },
      { ...snapshot, meta: { ...meta, state: { ...state, seen: 10 * (state.seen as number) } } },
      { ...snapshot, meta: { options: meta.options } },
      ...Object.entries(tensors)
        .filter(([name]) => name !== 'input')
        .map(([name, { shape, data }]) => {
          const changed = data.slice() as Float64Array | Uint8Array;
          changed[0] = data instanceof Float64Array ? Number.NaN : 7;
          return { ...snapshot, tensors: { ...tensors, [name]: { shape, data: changed } } };
        }),
    ];
    for (const broken of bad) expect(() => Rpe.restore(broken)).toThrow(SnapshotError);
  });

  it('memory stays bounded', () => {
    const detector = new Rpe({ window: 20, maxTrain: 50 });
    const values = seasonal(5000);
    for (const value of values) detector.update(value);
    const size = Object.values(detector.snapshot().tensors).reduce((sum, { data }) => sum + data.length, 0);
    expect(size).toBeLessThan(3 * 50 + 20 * 10 + 10);
  });
});

describe('missing and infinite values', () => {
  const frozen: RpeOptions = { window: 30, retrainUntil: 0, refreshEvery: null };

  it('a missing value scores NaN and the next ones are as good as before', async () => {
    const clean = Float64Array.from({ length: 400 }, (_, i) => 2 * Math.sin((2 * Math.PI * i) / 12.5));
    const options: RpeOptions = { ...frozen, rank: 2, trim: 0, centring: 'none' };
    const holed = clean.slice();
    holed.fill(Number.NaN, 320, 332);
    const detector = await fitted(clean.slice(0, 300), options);
    const residuals = detector.residuals(holed.slice(300));
    for (let i = 0; i < 100; i++) {
      if (i >= 20 && i < 32) expect(residuals[i]).toBeNaN();
      else expect(Math.abs(residuals[i])).toBeLessThan(1e-10);
    }
    const [gap] = detector.explain(holed.slice(300), [31]);
    expect(gap.status).toBe('missing');
    expect(gap.expected).toBeAllclose(clean[331], { rtol: 1e-9 });
    expect(gap.missing).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);
  });

  it('an infinity is the most anomalous finite number, and spoils nothing else', async () => {
    const values = seasonal(500);
    const detector = await fitted(values.slice(0, 300), frozen);
    for (const infinity of [Infinity, -Infinity]) {
      const test = values.slice(300);
      const missing = values.slice(300);
      test[50] = infinity;
      missing[50] = Number.NaN;
      const scores = detector.score(test);
      expect(scores[50]).toBe(Number.MAX_VALUE);
      expect(detector.residuals(test)[50]).toBe(Math.sign(infinity) * Number.MAX_VALUE);
      expect(detector.explain(test, [50])[0]).toMatchObject({
        status: 'missing',
        value: infinity,
        score: Number.MAX_VALUE,
      });
      scores[50] = Number.NaN;
      expect(scores).toEqual(detector.score(missing));
    }
  });

  it('no score where too much of the window is missing, and recovery after it', async () => {
    const values = seasonal(600);
    const test = values.slice(300);
    test.fill(Number.NaN, 20, 120);
    const detector = await fitted(values.slice(0, 300), frozen);
    const scores = detector.score(test);
    expect(scores[120]).toBeNaN();
    expect(detector.explain(test, [120])[0].status).toBe('undetermined');
    expect(scores.subarray(145).every(Number.isFinite)).toBe(true);
    expect(largest(scores.subarray(160))).toBeLessThan(1);
  });

  it('gaps in the training part are bridged; mostly missing ones are refused', async () => {
    const values = seasonal(600);
    const train = values.slice(0, 300);
    for (let i = 0; i < 300; i += 10) train[i] = Number.NaN;
    train.fill(Number.NaN, 0, 5);
    const scores = (await fitted(train)).score(values.slice(300));
    expect(largest(scores)).toBeLessThan(1.5);
    train.fill(Number.NaN, 0, 160);
    await expect(new Rpe().fit(train)).rejects.toThrow(/at least half/);
  });

  it('a stream that starts empty trains once there is enough', () => {
    const values = seasonal(600);
    values.fill(Number.NaN, 0, 200);
    const detector = new Rpe({ window: 20 });
    const scores = values.map((value) => detector.update(value));
    const first = scores.findIndex((score) => !Number.isNaN(score));
    expect(first).toBeGreaterThan(300);
    expect(first).toBeLessThan(400);
    expect(scores.subarray(first).every(Number.isFinite)).toBe(true);
  });
});

describe('scoring and diagnostics', () => {
  it('the standardised residual of clean points has the standard deviation of the noise, kept or not', async () => {
    const values = seasonal(6000, 0.5);
    for (const predictive of [true, false]) {
      const detector = await fitted(values.slice(0, 1000), {
        scoring: 'standardised',
        predictive,
        excluded: predictive ? 1 : 0,
        maxTrain: 1000,
        retrainUntil: 0,
        refreshEvery: null,
      });
      const scores = detector.score(values.slice(1000));
      const deviation = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / scores.length);
      expect(deviation).toBeGreaterThan(0.45);
      expect(deviation).toBeLessThan(0.55);
    }
  });

  it('the energy is the root mean square of the plain residuals of the window', async () => {
    const values = seasonal(400);
    const detector = await fitted(values.slice(0, 300), { window: 20, excluded: 0, scoring: 'energy' });
    const scores = detector.score(values.slice(300));
    const { basis, level, factor } = detector.snapshot().tensors;
    const rank = basis.data.length / 20;
    const x = Array.from(values.slice(321, 341), (value) => value - Number(level.data[0]) / Number(factor.data[0]));
    const u = (i: number, k: number): number => Number(basis.data[i * rank + k]);
    const a = Array.from({ length: rank }, (_, k) => x.reduce((sum, value, i) => sum + u(i, k) * value, 0));
    const e = x.map((value, i) => value - a.reduce((sum, weight, k) => sum + u(i, k) * weight, 0));
    expect(scores[40]).toBeAllclose(Math.sqrt(e.reduce((sum, value) => sum + value * value, 0) / 20), { rtol: 1e-9 });
  });

  it('diagnose says what was expected, in which band, and which stamps were judged corrupted', async () => {
    const values = seasonal(500);
    values[450] += 6;
    values[455] -= 4;
    const detector = await fitted(values.slice(0, 300), { retrainUntil: 0, refreshEvery: null });
    const scores = values.slice(300, 461).map((value) => detector.update(value));
    const seen = detector.diagnose();
    expect(seen).toMatchObject({
      index: 460,
      status: 'ready',
      value: values[460],
      score: scores[160],
      warmup: 0,
      trainings: 1,
    });
    expect(seen.corrupted).toEqual([450, 455]);
    expect(seen.excluded.length).toBe(detector.options.excluded);
    expect(seen.expected + seen.residual).toBeAllclose(values[460]);
    expect(Math.abs(seen.residual)).toBe(seen.score);
    expect(seen.low).toBeLessThan(values[460]);
    expect(seen.high).toBeGreaterThan(values[460]);
    expect(seen.rank).toBeGreaterThan(1);
    const [atSpike, before] = (await fitted(values.slice(0, 300), { retrainUntil: 0, refreshEvery: null })).explain(
      values.slice(300),
      [150, 149],
    );
    expect(atSpike.residual).toBeGreaterThan(5);
    expect(atSpike.high).toBeLessThan(atSpike.value);
    expect(atSpike.corrupted).toEqual([150]);
    expect(before.index).toBe(149);
  });

  it('asking changes nothing', async () => {
    const values = seasonal(500);
    const detector = await fitted(values.slice(0, 300));
    const wanted = detector.score(values.slice(300));
    const got = values.slice(300).map((value) => {
      detector.diagnose();
      return detector.update(value);
    });
    expect(got).toEqual(wanted);
    expect(new Rpe().diagnose()).toMatchObject({ status: 'warm-up', warmup: 100, rank: 0, index: -1 });
  });
});

describe('bad options and arguments', () => {
  it.each([
    [{ window: 2 }, /Rpe: window must be an integer in \[3, 2000\], got 2/],
    [{ excluded: 49 }, /excluded must be an integer in \[0, 48\], got 49/],
    [{ rank: 0 }, /rank must be/],
    [{ rank: { ratio: 2, cap: 3 } }, /rank\.ratio must be a number in \[0, 1\], got 2/],
    [{ trim: 100 }, /trim/],
    [{ maxTrain: 50 }, /maxTrain must be an integer in \[51, 10000000\], got 50/],
    [{ forgetting: 10 }, /forgetting/],
    [{ forgetting: 100, method: 'column' }, /forgetting needs method "simple"/],
    [{ retrainEvery: 0 }, /retrainEvery/],
    [{ predictive: 1 }, /predictive must be true or false/],
    [{ scoring: 'best' }, /scoring must be one of/],
    [{ centering: 'none' }, /unknown option "centering"/],
  ])('%j is refused', (options, message) => {
    expect(() => new Rpe(options as RpeOptions)).toThrow(message);
  });

  it('a training part no longer than the window is refused, and changes nothing', async () => {
    const detector = await fitted(seasonal(200));
    const before = detector.score(seasonal(10));
    await expect(detector.fit(seasonal(50))).rejects.toThrow(
      /train must hold more than window = 50 points, got 50; choose a smaller window/,
    );
    expect(detector.score(seasonal(10))).toEqual(before);
    expect(() => detector.update('1' as unknown as number)).toThrow(TypeError);
    expect(() => detector.explain([1, 2], [2])).toThrow(/points\[0\] must be an integer in \[0, 1\], got 2/);
  });

  it('the paper preset is the literal paper', () => {
    expect(Rpe.paper({ window: 20 }).options).toMatchObject({
      window: 20,
      excluded: 5,
      rank: { ratio: 0.01, cap: 10 },
      method: 'simple',
      trim: 1,
      centring: 'none',
      predictive: false,
      refine: 0,
      retrainEvery: 100,
      retrainUntil: 200,
      refreshEvery: null,
      maxTrain: 300,
      forgetting: null,
      scoring: 'residual',
    });
  });
});
