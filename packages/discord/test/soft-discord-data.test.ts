/** A series of the UCR archive end to end. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describeWithData } from '@tsad/test-kit';
import { expect, it } from 'vitest';
import { CausalSoftDiscord, SoftDiscord } from '../src/index.ts';

describeWithData('SoftDiscord on UCR 004, train part of 2,500 points', 'ucr/files', (directory) => {
  const name = readdirSync(directory).find((file) => file.startsWith('004_'))!;
  const text = gunzipSync(readFileSync(join(directory, name))).toString('utf8');
  const values = Float64Array.from(text.trim().split(/\s+/), Number);
  const [train, test] = [values.subarray(0, 2500), values.subarray(2500)];
  const peakOf = (scores: Float64Array): number =>
    scores.indexOf(scores.reduce((most, score) => Math.max(most, score)));

  it('finds the period, and the anomaly at 5400 to 5600, and is sure of it', async () => {
    const analysis = await (await new SoftDiscord().fit(train)).analyse(test);
    expect(analysis.periods).toEqual([80]);
    expect(2500 + peakOf(analysis.scores)).toBe(5538);
    expect(analysis.confidence).toBeCloseTo(836.859, 2);
    const { start, end, expected } = analysis.explain(peakOf(analysis.scores));
    expect(end - start).toBe(80);
    expect(expected).toHaveLength(80);
  });

  it('finds it as a stream, too', async () => {
    const detector = await new CausalSoftDiscord({ reference: 2500 }).fit(train);
    expect(2500 + peakOf(await detector.score(test.subarray(0, 4000)))).toBe(5536);
  });
});
