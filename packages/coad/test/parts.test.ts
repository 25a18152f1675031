import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import {
  DISTORTIONS,
  type DistortionKind,
  distortSegment,
  drawDistortion,
  labelPatches,
  segmentLength,
} from '../src/distort.ts';
import { addFrequencyGradient, FREQUENCY_VALUES, frequencyOf } from '../src/frequency.ts';
import { pointScores } from '../src/point-score.ts';
import { Merge, padFront, planWindows } from '../src/windows.ts';

interface WindowCase {
  n: number;
  window: number;
  stride: number;
  pad_front: number;
  num_windows: number;
  x: number[];
  first_window: number[];
  last_window: number[];
  window_values: number[][];
  merged: number[];
}

describe('windows', () => {
  const { cases } = readGolden<{ cases: WindowCase[] }>(import.meta.url, 'windows.json');

  it.each(cases)('of $window every $stride over $n points equal the reference', (wanted) => {
    const plan = planWindows(wanted.n, wanted.window, wanted.stride);
    expect(plan).toMatchObject({ pad: wanted.pad_front, count: wanted.num_windows });
    const padded = padFront(wanted.x, plan.pad);
    const view = (index: number): Float32Array =>
      padded.subarray(index * plan.stride, index * plan.stride + plan.window);
    expect(view(0)).toBeAllclose(wanted.first_window, { atol: 1e-6 });
    expect(view(plan.count - 1)).toBeAllclose(wanted.last_window, { atol: 1e-6 });
    const merge = new Merge(plan);
    for (const [i, values] of wanted.window_values.entries()) merge.add(i, Float64Array.from(values), 0);
    expect(merge.mean()).toBeAllclose(wanted.merged, { atol: 1e-8 });
  });

  it('put what came before in front, and zeros where nothing did', () => {
    expect([...padFront([7, 8], 3, [1, 2])]).toEqual([0, 1, 2, 7, 8]);
    expect([...padFront([7, 8], 1, [1, 2])]).toEqual([2, 7, 8]);
  });

  it('cover a short series with one window', () => {
    expect(planWindows(5, 16, 4)).toEqual({ window: 16, stride: 4, pad: 11, count: 1 });
  });
});

interface DistortionCase {
  kind: string;
  seg_len: number;
  scale: number | null;
  starts: number[];
  noise?: number[][];
  y: number[][];
  label: number[][];
}

const KINDS: Record<string, DistortionKind> = {
  uniform_distort: 'uniform',
  mirror_flip: 'flip',
  jitering_distort: 'jitter',
  scale_distort: 'stretch',
};

describe('distortions', () => {
  const golden = readGolden<{ x: number[][]; cases: DistortionCase[] }>(import.meta.url, 'distortions.json');

  it.each(golden.cases)('$kind of $seg_len points, factor $scale, equals the reference', (wanted) => {
    for (const [row, x] of golden.x.entries()) {
      const window = Float64Array.from(x);
      const labels = new Uint8Array(window.length);
      const noise = [...(wanted.noise?.[row] ?? [])];
      distortSegment(
        window,
        labels,
        { kind: KINDS[wanted.kind], length: wanted.seg_len, factor: wanted.scale ?? 2 },
        wanted.starts[row],
        () => noise.shift()!,
      );
      expect(window).toBeAllclose(wanted.y[row], { atol: 1e-8 });
      expect([...labels]).toEqual(wanted.label[row]);
    }
  });

  it('stay within the window however long the segment is', () => {
    for (const kind of DISTORTIONS) {
      expect(segmentLength({ kind, length: 99, factor: 2 }, 16)).toBe(14);
      const window = Float64Array.from({ length: 16 }, (_, i) => i);
      distortSegment(window, new Uint8Array(16), { kind, length: 99, factor: 4 }, 1, () => 0);
      expect(window.length).toBe(16);
      expect(window[0]).toBe(0);
      expect(window[15]).toBe(15);
    }
  });

  it('are drawn evenly, with lengths of a tenth to a whole period', () => {
    const random = createRandom(1);
    const counts = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const { kind, length, factor } = drawDistortion(random, DISTORTIONS, 100);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      expect(length >= 10 && length < 100 && factor >= 2 && factor <= 4).toBe(true);
    }
    // 1,000 expected, standard deviation 27.
    for (const kind of DISTORTIONS) expect(Math.abs(counts.get(kind)! - 1000)).toBeLessThan(137);
  });

  it('label a patch where any of its points is labelled', () => {
    const out = new Float32Array(4);
    labelPatches(Uint8Array.from([0, 0, 0, 1, 1, 0, 0, 0]), 4, out, 1);
    expect([...out]).toEqual([0, 1, 1, 0]);
  });
});

describe('the frequency map', () => {
  const { cases } = readGolden<{ cases: { x: number[]; frames_all: number[][] }[] }>(import.meta.url, 'stft.json');

  it.each(cases)('equals torch.stft without its last frame', ({ x, frames_all }) => {
    const out = new Float32Array(x.length * FREQUENCY_VALUES);
    frequencyOf(Float32Array.from(x), 0, x.length, out, 0);
    expect(out).toBeAllclose(frames_all.slice(0, x.length).flat(), { rtol: 1e-6, atol: 1e-6 });
  });

  it('and its gradient are transposes of each other', () => {
    const random = createRandom(2);
    for (const length of [3, 4, 17]) {
      const x = Float32Array.from({ length }, () => random.normal());
      const g = Float32Array.from({ length: length * FREQUENCY_VALUES }, () => random.normal());
      const y = new Float32Array(g.length);
      frequencyOf(x, 0, length, y, 0);
      const back = new Float32Array(length);
      addFrequencyGradient(g, 0, length, back, 0);
      const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
      expect(dot(y, g)).toBeCloseTo(dot(x, back), 4);
    }
  });
});

interface ScoreGolden {
  period: number;
  train: number[];
  test: number[];
  recon_train: number[];
  recon_test: number[];
  prob_train: number[];
  prob_test: number[];
  final_tsb: number[];
  final_ucr: number[];
  paper_eq11_unsmoothed: number[];
  paper_eq11_smoothed: number[];
}

describe('point scores', () => {
  const g = readGolden<ScoreGolden>(import.meta.url, 'score.json');
  const distance = (a: number[], b: number[]): Float64Array => Float64Array.from(a, (v, i) => Math.abs(v - b[i]));
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
  const parts = { error: distance(g.test, g.recon_test), probability: Float64Array.from(g.prob_test) };
  const usual = { error: mean(distance(g.train, g.recon_train)), probability: mean(g.prob_train) };
  const base = { parts: 'both', smoothing: g.period, cut: g.period } as const;

  it.each([
    ['centred', g.final_tsb],
    ['centred-scaled', g.final_ucr],
    ['equation-11', g.paper_eq11_unsmoothed],
    ['equation-11-smoothed', g.paper_eq11_smoothed],
  ] as const)('%s equals the reference', (scoring, wanted) => {
    expect(pointScores(parts, usual, { ...base, scoring })).toBeAllclose(wanted, { atol: 1e-8 });
  });

  it('of one part are that part alone', () => {
    const error = pointScores(parts, usual, { ...base, scoring: 'centred', parts: 'reconstruction' });
    const probability = pointScores(parts, usual, { ...base, scoring: 'centred', parts: 'classification' });
    const both = pointScores(parts, usual, { ...base, scoring: 'centred' });
    expect(both).toBeAllclose(error.map((value, i) => (value + probability[i]) / 2));
  });

  it('are numbers where a part is constant or the series short', () => {
    const flat = { error: new Float64Array(4).fill(2), probability: new Float64Array(4).fill(0.5) };
    const scores = pointScores(flat, { error: 2, probability: 0.5 }, { ...base, scoring: 'centred-scaled' });
    expect([...scores]).toEqual([0, 0, 0, 0]);
    const nothing = { error: new Float64Array(0), probability: new Float64Array(0) };
    expect(pointScores(nothing, usual, { ...base, scoring: 'centred' })).toHaveLength(0);
  });
});
