import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lcg } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { auditSeries, findingsOf } from '../src/audit/audit.ts';
import { solvingLine } from '../src/audit/one-liners.ts';
import { TwinFinder } from '../src/audit/twins.ts';
import { runTsad, temporaryFolder } from './run-tsad.ts';

const noise = (length: number, seed: number): Float64Array => {
  const random = lcg(seed);
  return Float64Array.from({ length }, () => random() / 2 ** 32);
};

describe('one-liners', () => {
  const base = noise(400, 1);
  const changed = (change: (value: number, i: number) => number): Float64Array =>
    base.map((value, i) => (i >= 200 && i < 210 ? change(value, i) : value));
  const event = [{ start: 200, end: 210 }];

  it.each([
    ['x > c', changed((value, i) => value + (i === 204 ? 3 : 0))],
    ['x < c', changed((value) => value - 3)],
    ['movstd(x, 5) < c', changed(() => 0.5)],
  ])('%s solves what it is made for', (text, values) => {
    expect(solvingLine(values, event)).toBe(text);
  });

  it('|diff(x)| > c solves a jump that stays within the range', () => {
    const slow = Float64Array.from({ length: 400 }, (_, i) => 10 * Math.sin(i / 30) + (i === 204 ? 3 : 0));
    expect(solvingLine(slow, event)).toBe('|diff(x)| > c');
  });

  it('none solves an event that looks like everything else, or no event', () => {
    expect(solvingLine(noise(400, 2), [{ start: 200, end: 201 }])).toBeUndefined();
    expect(solvingLine(base, [])).toBeUndefined();
  });

  it('must find every event', () => {
    const values = changed((value) => value + 3);
    expect(solvingLine(values, [...event, { start: 300, end: 301 }])).toBeUndefined();
  });
});

describe('twins', () => {
  it('are found by common stretches wherever they lie, constant ones aside', () => {
    const finder = new TwinFinder();
    const first = noise(20_000, 3);
    const joined = Float64Array.of(...noise(5000, 4), ...first.subarray(7000, 12_000));
    expect(finder.add('first', first)).toBeUndefined();
    expect(finder.add('copy', first.slice())).toEqual({ series: 'first', share: 1 });
    const twin = finder.add('joined', joined);
    expect(twin?.series).toBe('first');
    expect(twin?.share).toBeGreaterThan(0.3);
    expect(twin?.share).toBeLessThan(0.7);
    expect(finder.add('flat', new Float64Array(5000))).toBeUndefined();
    expect(finder.add('flat again', new Float64Array(5000))).toBeUndefined();
    expect(finder.add('other', noise(20_000, 5))).toBeUndefined();
  });
});

describe('tsad data audit', () => {
  const series = (labelled: (i: number) => boolean) => ({
    name: 's',
    values: noise(1000, 6),
    labels: Uint8Array.from({ length: 1000 }, (_, i) => (labelled(i) ? 1 : 0)),
    trainEnd: 300,
  });
  const findings = (labelled: (i: number) => boolean): string[] =>
    findingsOf(auditSeries(series(labelled), new TwinFinder()));

  it('finds anomalies in the training part, none behind it, and too many', () => {
    expect(findings((i) => i === 900)).toEqual([]);
    expect(findings((i) => i === 100 || i === 900)).toEqual(['1 anomalous rows in the training part']);
    expect(findings((i) => i === 100)).toContain('no anomaly behind the training part');
    expect(findings((i) => i > 800)).toContain('dense');
  });

  it('prints a row per series and the counts', async () => {
    const { stdout, code } = await runTsad(['data', 'audit', 'synthetic']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/seasonal-point .* one line solves it/);
    expect(stdout).toMatch(/Of 12 series \d+ are solved by one line of code, 0 have anomalies in the training part/);
  });

  it('audits a folder and names what has no labels', async () => {
    const folder = temporaryFolder();
    const rows = Array.from(noise(200, 7), (value, i) => `${i === 150 ? 9 : value},${i === 150 ? 1 : 0}`);
    writeFileSync(join(folder, 'a.csv'), `value,label\n${rows.join('\n')}\n`);
    writeFileSync(join(folder, 'b.csv'), `value\n${Array.from(noise(200, 8)).join('\n')}\n`);
    const { stdout } = await runTsad(['data', 'audit', folder]);
    expect(stdout).toMatch(/^a .*one line solves it: x > c$/m);
    expect(stdout).toMatch(/Without labels, and left out: b\./);
    expect((await runTsad(['data', 'audit'])).stderr).toMatch(/NAME is missing: a data set to audit/);
  });
});
