import { describe, expect, it } from 'vitest';
import { drifting, falseAlarmRate, families, makeDspot, makeSeries } from '../bench/study.ts';
import { Spot } from '../src/index.ts';

describe.each(Object.keys(families))('on clean scores, %s', (family) => {
  const series = makeSeries(family, 200, 10_000, 1);
  const moving = drifting(series);

  it.each([
    [1e-2, 2],
    [1e-3, 2],
    [1e-4, 3],
  ])('at a wanted rate of %d the realised one is at most %d times that', (alarmRate, times) => {
    expect(falseAlarmRate(series, () => new Spot({ alarmRate })).value).toBeLessThanOrEqual(times * alarmRate);
    expect(falseAlarmRate(moving, () => makeDspot(alarmRate)).value).toBeLessThanOrEqual(times * alarmRate);
  });
});
