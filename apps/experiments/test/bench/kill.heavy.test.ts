import { describe, expect, it } from 'vitest';
import { killAtRandom } from './kill.ts';

describe('a run that is killed 20 times at random moments', () => {
  it('resumes to the identical table', async () => {
    const { killed, lines, facts, expected } = await killAtRandom(20, 7, 'rpe,spe,energy,good,throws');
    expect(killed).toBe(20);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(new Set(lines).size).toBeGreaterThan(10);
    expect(facts).toEqual(expected);
  });
});
