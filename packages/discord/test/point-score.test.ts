import { describe, expect, it } from 'vitest';
import { MatrixProfile, selfJoin } from '../src/index.ts';
import { spreadToPoints } from '../src/point-score.ts';
import { noise, seasonal } from './series.ts';

describe('from windows to points', () => {
  const profile = noise(40, 1);
  profile[7] = Number.NaN;

  it.each([5, 8])('centre: the middle point of window %i, the ends get the smallest score', (window) => {
    const scores = spreadToPoints(profile, window, 1, 40 + window - 1, 'centre');
    const half = Math.floor(window / 2);
    const least = Math.min(...profile.filter(Number.isFinite));
    for (const [t, score] of scores.entries()) expect(score).toBe(profile[t - half] ?? least);
  });

  it.each([3, 8, 39])(
    'average: the mean of the windows of %i points that cover the point and have a score',
    (window) => {
      const scores = spreadToPoints(profile, window, 1, 40 + window - 1, 'average');
      for (const [t, score] of scores.entries()) {
        const covering = profile.slice(Math.max(0, t - window + 1), t + 1).filter(Number.isFinite);
        expect(score).toBeAllclose(covering.reduce((sum, entry) => sum + entry, 0) / covering.length);
      }
    },
  );

  it('a large score leaves no trace in the averages behind it', () => {
    const spiked = noise(60, 2);
    const plain = spreadToPoints(spiked, 4, 1, 63, 'average');
    spiked[10] = 1e16;
    const scores = spreadToPoints(spiked, 4, 1, 63, 'average');
    expect(scores.subarray(14)).toBeAllclose(plain.subarray(14));
  });

  it('blocks: every point of a block has the score of the block', async () => {
    const series = seasonal(1003, 3, 100);
    const budget = 1e5;
    const { factor, distances, window } = selfJoin(series, { window: 100, budget });
    expect(factor).toBe(3);
    const scores = await new MatrixProfile({ window: 100, budget }).score(series);
    const blocks = spreadToPoints(distances, window, 1, 334, 'centre');
    for (const [t, score] of scores.entries()) expect(score).toBe(blocks[Math.min(Math.floor(t / 3), 333)]);
  });
});

describe('MatrixProfile refuses', () => {
  it('a series without two windows outside the exclusion', async () => {
    await expect(new MatrixProfile({ window: 20 }).score(noise(25, 1))).rejects.toThrow(
      /MatrixProfile.score: series must hold at least 26 points for window 20, got 25/,
    );
    expect((await new MatrixProfile({ window: 20 }).score(noise(26, 1))).length).toBe(26);
  });

  it('a train part shorter than a window', async () => {
    await expect(new MatrixProfile({ window: 20, join: 'train' }).fit(noise(19, 1))).rejects.toThrow(
      /train must hold at least 20 points/,
    );
  });

  it('update where nothing streams, and what is no number', () => {
    expect(() => new MatrixProfile().update(1)).toThrow(/join must be "left", got "self"/);
    expect(() => new MatrixProfile({ join: 'left' }).update('1' as unknown as number)).toThrow(TypeError);
  });

  it('a history within the exclusion', () => {
    expect(() => new MatrixProfile({ window: 20, history: 5 })).toThrow(/history must be an integer in \[6, /);
  });
});
