import { evaluate } from '@tsad/metrics';
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { CoAD } from '../src/index.ts';

interface Reference {
  period: number;
  train: number[];
  test: number[];
  label: [begin: number, end: number];
  runs: Record<string, { hidden: number; losses: [epoch: number, total: number, cls: number, rec: number][] }>;
}

const reference = readGolden<Reference>(import.meta.url, 'syn32.json');
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the released settings, 24 wide, follow the reference on the synthetic series of period 32', () => {
  it('losses of ten epochs within 20 %, and the highest score at the anomaly after 400 steps', async () => {
    const { period, train, test, label, runs } = reference;
    const detector = await new CoAD({ preset: 'official', period, hidden: 24, epochs: 100, seed: 46 }).fit(train);
    const wanted = Object.entries(runs).filter(([name]) => name.startsWith('syn32_h24'));
    // The first epoch tells how the weights were drawn (reconstruction 0.24 to 0.63 over seven seeds), not how they learn.
    for (const from of [1, 20, 40, 65, 90]) {
      const ours = mean(detector.history.slice(from, from + 10).map(({ total }) => total));
      const theirs = mean(
        wanted.map(([, { losses }]) => mean(losses.slice(from, from + 10).map(([, total]) => total))),
      );
      expect(
        Math.abs(ours / theirs - 1),
        `epochs ${from + 1} to ${from + 10}: ${ours}, reference ${theirs}`,
      ).toBeLessThan(0.2);
    }
    const labels = new Uint8Array(test.length).fill(1, ...label);
    const metrics = evaluate(await detector.score(test), labels, { protocol: 'coad', period });
    expect(metrics['UCR-top1']).toBe(1);
  });
});
