import { describe, expect, it } from 'vitest';
import { abJoin, type JoinDistance, type JoinOptions, type JoinResult, leftJoin, selfJoin } from '../src/index.ts';
import { type NaiveResult, naiveDistance, naiveJoin } from './naive.ts';
import { hardSeries, noise, seasonal, walk } from './series.ts';

const DISTANCES: JoinDistance[] = ['z', 'soft', 'centred', 'raw'];

/** Distances agree; where an index differs, the two neighbours are equally far up to rounding. */
function expectSame(
  got: Pick<JoinResult, 'distances' | 'indices'>,
  wanted: NaiveResult,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: JoinOptions,
): void {
  // The naive twin's own noise at an offset of 1e9 is 1e-7 per point.
  const scale = Math.max(...wanted.distances.filter(Number.isFinite), 0);
  const tolerance = { rtol: 1e-7, atol: 1e-7 * scale + Number.MIN_VALUE };
  expect(got.distances).toBeAllclose(wanted.distances, tolerance);
  const k = options.neighbours ?? 1;
  for (let slot = 0; slot < wanted.indices.length; slot++) {
    if (got.indices[slot] === wanted.indices[slot]) continue;
    expect(got.indices[slot]).toBeGreaterThanOrEqual(0);
    const distance = naiveDistance(a, Math.floor(slot / k), b, got.indices[slot], options);
    expect(distance).toBeAllclose(wanted.distances[slot], tolerance);
  }
}

const apart = (exclusion: number) => (i: number, j: number) => Math.abs(i - j) > exclusion;
const before = (exclusion: number) => (i: number, j: number) => i - j > exclusion;
const after = (exclusion: number) => (i: number, j: number) => j - i > exclusion;

describe.each(DISTANCES)('joins under the distance %s equal the naive twin', (distance) => {
  for (const [name, series] of Object.entries(hardSeries(330))) {
    it(`self-join, left and right neighbours: ${name}`, () => {
      const softening = distance === 'soft' ? 0.3 * Math.max(...series.map(Math.abs), 0) : undefined;
      const options: JoinOptions = { window: 20, distance, softening };
      const got = selfJoin(series, options);
      expectSame(got, naiveJoin(series, series, options, apart(5)), series, series, options);
      expectSame(got.left, naiveJoin(series, series, options, before(5)), series, series, options);
      expectSame(got.right, naiveJoin(series, series, options, after(5)), series, series, options);
      expect(leftJoin(series, options).distances).toEqual(got.left.distances);
      expect(leftJoin(series, options).indices).toEqual(got.left.indices);
    });
  }

  it('AB-join, either side longer', () => {
    const options: JoinOptions = { window: 17, distance };
    for (const [a, b] of [
      [seasonal(210, 1), walk(90, 2)],
      [walk(60, 3), noise(250, 4)],
      [noise(17, 5), noise(17, 6)],
      [noise(40, 5).map((value) => value + 1e9), noise(30, 6).map((value) => value + 1e9)],
    ]) {
      expectSame(abJoin(a, b, options), naiveJoin(a, b, options), a, b, options);
    }
  });

  it('the k nearest, also when there are fewer than k', () => {
    for (const series of [seasonal(150, 3), new Float64Array(60).fill(2), noise(40, 2).map(Math.round)]) {
      const options: JoinOptions = { window: 12, distance, neighbours: 7, exclusion: 4 };
      expectSame(selfJoin(series, options), naiveJoin(series, series, options, apart(4)), series, series, options);
      expectSame(leftJoin(series, options), naiveJoin(series, series, options, before(4)), series, series, options);
      const other = walk(80, 1);
      const plain: JoinOptions = { window: 12, distance, neighbours: 7 };
      expectSame(abJoin(series, other, plain), naiveJoin(series, other, plain), series, other, plain);
    }
  });

  it('windows that touch a gap get no distance and are nobody’s neighbour', () => {
    const series = seasonal(260, 9);
    for (const at of [0, 1, 70, 71, 72, 150, 259]) series[at] = Number.NaN;
    series[200] = Number.POSITIVE_INFINITY;
    const options: JoinOptions = { window: 15, distance, neighbours: 2 };
    const got = selfJoin(series, options);
    expectSame(got, naiveJoin(series, series, options, apart(4)), series, series, options);
    expect(got.indices[2 * 60]).toBe(-1);
    expect(got.distances[2 * 60]).toBeNaN();
    const reference = walk(120, 4);
    reference.fill(Number.NaN, 50, 60);
    const ab: JoinOptions = { window: 15, distance };
    expectSame(abJoin(series, reference, ab), naiveJoin(series, reference, ab), series, reference, ab);
  });

  it('a series of gaps only has no neighbours', () => {
    const got = selfJoin(new Float64Array(50).fill(Number.NaN), { window: 10, distance });
    expect(got.indices.every((index) => index === -1)).toBe(true);
    expect(got.distances.every(Number.isNaN)).toBe(true);
  });

  it('every window length from 3 to n', () => {
    const series = seasonal(37, 2, 9);
    for (let window = 3; window <= 37; window++) {
      const options: JoinOptions = { window, distance };
      const exclusion = Math.ceil(window / 4);
      const got = selfJoin(series, options);
      expect(got.count).toBe(38 - window);
      expectSame(got, naiveJoin(series, series, options, apart(exclusion)), series, series, options);
    }
  });
});

describe('without sides', () => {
  it('the self-join has the same nearest neighbours, and no lists of one side', () => {
    const { left, right, ...rest } = selfJoin(seasonal(300, 2), { window: 12, neighbours: 2, sides: false });
    const both = selfJoin(seasonal(300, 2), { window: 12, neighbours: 2 });
    expect({ ...rest, left: both.left, right: both.right }).toEqual(both);
    expect([left.indices.length, right.indices.length]).toEqual([0, 0]);
  });
});

describe('a reach', () => {
  it.each([17, 40, 500])('of %s leaves out what is further apart', (reach) => {
    for (const series of [seasonal(200, 4), new Float64Array(120).fill(3)]) {
      const options: JoinOptions = { window: 12, exclusion: 4 };
      const last = 4 + 8 * Math.ceil((reach - 4) / 8);
      const near = (i: number, j: number): boolean => Math.abs(i - j) > 4 && Math.abs(i - j) <= last;
      expectSame(
        selfJoin(series, { ...options, reach }),
        naiveJoin(series, series, options, near),
        series,
        series,
        options,
      );
      const past = (i: number, j: number): boolean => near(i, j) && j < i;
      expectSame(
        leftJoin(series, { ...options, reach }),
        naiveJoin(series, series, options, past),
        series,
        series,
        options,
      );
    }
  });

  it('within the exclusion leaves no neighbour', () => {
    expect(selfJoin(noise(60, 1), { window: 8, exclusion: 5, reach: 5 }).indices.every((index) => index === -1)).toBe(
      true,
    );
  });
});

describe('more distances in the same walk', () => {
  const also = [{ distance: 'z' }, { distance: 'centred' }] as const;

  it('have the neighbours that each has alone, on either side', () => {
    for (const series of Object.values(hardSeries(330))) {
      const options: JoinOptions = { window: 20, distance: 'soft', softening: 0.7 };
      const reference = walk(90, 2);
      for (const join of [selfJoin, leftJoin, (x: Float64Array, o: JoinOptions) => abJoin(x, reference, o)]) {
        const got = join(series, { ...options, also });
        expect(got.also).toHaveLength(2);
        expect(join(series, options)).toMatchObject({ distances: got.distances, indices: got.indices });
        for (const [i, measure] of also.entries()) {
          expect(join(series, { window: 20, ...measure })).toMatchObject(got.also[i]);
        }
      }
    }
  });

  it('a softening of its own', () => {
    const series = seasonal(300, 1);
    const { also: found } = selfJoin(series, { window: 20, also: [{ distance: 'soft', softening: 2 }] });
    expect(found[0].distances).toEqual(selfJoin(series, { window: 20, distance: 'soft', softening: 2 }).distances);
  });
});

describe('long diagonals', () => {
  it('keep their digits over many restarts, at an offset of 1e9 and on a slope', () => {
    const base = seasonal(9000, 1, 60);
    const options: JoinOptions = { window: 50 };
    const reference = selfJoin(base, options);
    for (const [series, rtol] of [
      [base.map((value) => value + 1e9), 1e-5],
      [base.map((value) => value * 1e-6), 1e-9],
    ] as const) {
      const got = selfJoin(series, options);
      // At 1e9 the points themselves are rounded to 1.2e-7, 1e-6 of the noise.
      expect(got.distances).toBeAllclose(reference.distances, { rtol });
    }
  });
});

describe('the budget', () => {
  it('averages points, says so, and is the join of the averages', () => {
    const series = seasonal(1200, 3, 100);
    const got = selfJoin(series, { window: 100, budget: 1e5 });
    expect(got.factor).toBe(3);
    const means = Float64Array.from(
      { length: 400 },
      (_, i) => (series[3 * i] + series[3 * i + 1] + series[3 * i + 2]) / 3,
    );
    const direct = selfJoin(means, { window: 33, exclusion: 9 });
    expect(got.window).toBe(33);
    expect(got.distances).toBeAllclose(direct.distances);
    expect(got.cells).toBeLessThanOrEqual(1e5);
    expect(selfJoin(series, { window: 100 }).factor).toBe(1);
  });

  it('never averages a window to fewer than four points', () => {
    expect(selfJoin(noise(2000, 1), { window: 8, budget: 1e4 })).toMatchObject({ factor: 2, window: 4 });
  });
});

describe('bad input', () => {
  it.each([
    [() => selfJoin(noise(9, 1), { window: 10 }), /selfJoin: series must hold a window of 10 points, got 9/],
    [
      () => abJoin(noise(20, 1), noise(9, 1), { window: 10 }),
      /abJoin: reference must hold a window of 10 points, got 9/,
    ],
    [() => selfJoin([], { window: 4 }), /got 0/],
    [() => selfJoin(noise(9, 1), { window: 2 }), /window must be an integer in \[3, /],
    [() => selfJoin(noise(9, 1), { window: Number.NaN }), /window/],
    [() => selfJoin(noise(9, 1), { window: 4, distance: 'x' as 'z' }), /distance must be one of "z", "soft"/],
    [() => selfJoin(noise(9, 1), { window: 4, softening: -1 }), /softening/],
    [() => selfJoin(noise(9, 1), { window: 4, neighbours: 0 }), /neighbours/],
    [() => abJoin(noise(9, 1), noise(9, 1), { window: 4, exclusion: 2 }), /exclusion has no meaning/],
    [() => leftJoin(noise(9, 1), { window: 4, sides: false }), /sides has a meaning for the self-join only/],
    [() => selfJoin(noise(9, 1), { window: 4, also: [{ distance: 'raw' }] }), /also must not mix raw/],
    [() => selfJoin(noise(9, 1), { window: 4, also: [{ distance: 'soft', softening: -1 }] }), /also\[0\]\.softening/],
  ])('%s', (action, message) => {
    expect(action).toThrow(RangeError);
    expect(action).toThrow(message);
  });

  it('a text cell is a TypeError with its index', () => {
    expect(() => selfJoin([1, 2, 'x' as unknown as number, 4], { window: 3 })).toThrow(/series\[2\]/);
    expect(() => selfJoin(noise(9, 1), { window: 4, size: 3 } as JoinOptions)).toThrow(/unknown option "size"/);
  });
});
