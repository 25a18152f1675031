import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobKey, seriesDigest } from '../../src/bench/key.ts';
import { protocols } from '../../src/bench/protocols/index.ts';
import { roleOf } from '../../src/bench/protocols/protocol.ts';
import { readRun } from '../../src/bench/results.ts';
import { listSeries } from '../../src/bench/source.ts';
import { seriesValues, summariseResults } from '../../src/bench/summary.ts';
import { runTsad, temporaryFolder } from '../run-tsad.ts';
import { factsOf, runIn } from './folder.ts';
import { InlineExecutor } from './inline-executor.ts';

describe('the key of a job', () => {
  const identity = { detector: 'a', options: { window: 3, seed: 1 }, series: 's', seed: 0, version: '1' };

  it('is the same whatever the order of the options', () => {
    expect(jobKey({ ...identity, options: { seed: 1, window: 3 } })).toBe(jobKey(identity));
  });

  it.each([
    ['detector', 'b'],
    ['options', { window: 4, seed: 1 }],
    ['series', 't'],
    ['seed', 1],
    ['version', '2'],
  ])('changes with the %s', (name, value) => {
    expect(jobKey({ ...identity, [name]: value })).not.toBe(jobKey(identity));
  });

  it('knows a series by every value, label and split, not by its name', () => {
    const series = { name: 'a', values: Float64Array.of(1, 2, 3), labels: Uint8Array.of(0, 1, 0), trainEnd: 1 };
    const digest = seriesDigest(series);
    expect(seriesDigest({ ...series, name: 'b' })).toBe(digest);
    expect(seriesDigest({ ...series, values: Float64Array.of(1, 2, 3 + 4e-16) })).not.toBe(digest);
    expect(seriesDigest({ ...series, labels: Uint8Array.of(0, 0, 1) })).not.toBe(digest);
    expect(seriesDigest({ ...series, trainEnd: 2 })).not.toBe(digest);
  });
});

describe('protocols', () => {
  const values = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i / 4) + 5);
  const labels = new Uint8Array(400).fill(1, 300, 310);
  const series = { name: 'a', values, labels, trainEnd: 200 };
  const mining = { streaming: false, causal: false, multivariate: false, missingValues: false, deterministic: true };

  it('tsb-ad scores the whole series and lets data mining learn from it', () => {
    const { test, train, scored, period } = protocols['tsb-ad'].prepare(series, 'csv');
    expect([test.length, train.length, scored, period]).toEqual([400, 200, { from: 0, to: 400, step: 1 }, 25]);
    expect(protocols['tsb-ad'].fitOn('mining')).toBe('test');
    expect(protocols['tsb-ad'].fitOn('trained')).toBe('train');
  });

  it('coad scales by the training part and scores what follows, or the whole of TSB-AD', () => {
    const { test, train, scored } = protocols.coad.prepare(series, 'nab');
    expect([test.length, scored.from]).toEqual([200, 200]);
    expect([Math.min(...train), Math.max(...train)]).toEqual([0, 1]);
    expect(protocols.coad.prepare(series, 'tsb-ad-u').test).toHaveLength(400);
    expect(protocols.coad.fitOn('mining')).toBe('test');
    expect(protocols.coad.fitOn('online')).toBe('train');
  });

  it('coad takes the periods of the archive from its table and decimates taichidb by 10', () => {
    expect(protocols.coad.prepare({ ...series, name: '001_UCR_Anomaly_x_200_300_310' }, 'ucr').period).toBe(209);
    const taichi = protocols.coad.prepare({ ...series, name: '240_UCR_Anomaly_taichidb_200_300_310' }, 'ucr');
    expect([taichi.test.length, taichi.train.length, [...taichi.labels].indexOf(1)]).toEqual([20, 20, 10]);
    expect(taichi.scored).toEqual({ from: 200, to: 400, step: 10 });
  });

  it('holdout learns from the training part whatever the detector is', () => {
    const { test, scored } = protocols.holdout.prepare(series, 'csv');
    expect([test.length, scored.from]).toEqual([200, 200]);
    for (const role of ['online', 'mining', 'trained'] as const) expect(protocols.holdout.fitOn(role)).toBe('train');
  });

  it.each(Object.values(protocols))(
    '$name leaves rows with missing values out and refuses series without labels',
    (protocol) => {
      const gap = values.slice();
      gap[100] = Number.NaN;
      expect(protocol.prepare({ ...series, values: gap }, 'tsb-ad-u').train).toHaveLength(199);
      expect(() => protocol.prepare({ ...series, labels: undefined }, 'csv')).toThrow(/has no labels/);
    },
  );

  it.each(Object.values(protocols))(
    '$name gives every metric it names for a score that finds the event',
    (protocol) => {
      const task = protocol.prepare(series, 'csv');
      const record = protocol.evaluate(
        Float64Array.from(task.labels, (label, i) => label + i * 1e-6),
        task,
      );
      for (const metric of protocol.metrics) expect(record[metric]).toBeGreaterThan(0.5);
    },
  );

  it('a role follows from what a detector claims', () => {
    expect(roleOf({ ...mining, supervision: 'unsupervised' })).toBe('mining');
    expect(roleOf({ ...mining, supervision: 'semi-supervised' })).toBe('trained');
    expect(roleOf({ ...mining, causal: true, streaming: true, supervision: 'unsupervised' })).toBe('online');
  });
});

describe('a run', () => {
  it('stores a line per job, failures with their reason, and counts them', async () => {
    const dir = temporaryFolder();
    const detectors = ['good', 'picky', 'throws', 'short', 'infinite'];
    const state = await runIn(dir, new InlineExecutor(), { limit: 1, detectors });
    expect(state).toMatchObject({ done: 5, total: 5, failed: 4, fraction: 1 });
    const { results, info } = await readRun(dir);
    expect(Object.fromEntries(results.map(({ detector, error }) => [detector, error?.message]))).toEqual({
      good: undefined,
      picky: 'picky: window must be lucky, got 13',
      throws: 'broken inside',
      short: 'the detector gave 1999 scores for 2000 rows',
      infinite: expect.stringContaining('Infinity'),
    });
    expect(info.detectors).toEqual(detectors);
    expect(summariseResults({ info, results }).rows.map(({ failures }) => failures)).toEqual([0, 1, 1, 1, 1]);
  });

  it('resumes to the identical table wherever its results were cut off', async () => {
    const whole = temporaryFolder();
    await runIn(whole, new InlineExecutor());
    const text = readFileSync(join(whole, 'results.ndjson'));
    const facts = await factsOf(whole);
    for (let cut = 0; cut <= text.length; cut += Math.ceil(text.length / 11)) {
      const dir = temporaryFolder();
      writeFileSync(join(dir, 'run.json'), readFileSync(join(whole, 'run.json')));
      writeFileSync(join(dir, 'results.ndjson'), text.subarray(0, cut));
      const executor = new InlineExecutor();
      await runIn(dir, executor);
      expect(executor.performed).toHaveLength(9 - text.subarray(0, cut).filter((byte) => byte === 10).length);
      expect(await factsOf(dir)).toEqual(facts);
    }
  });

  it('appends and never removes: a damaged line stays, is counted and is not used', async () => {
    const dir = temporaryFolder();
    await runIn(dir, new InlineExecutor(2));
    appendFileSync(join(dir, 'results.ndjson'), '{"key":"half');
    const before = readFileSync(join(dir, 'results.ndjson'), 'utf8');
    await runIn(dir, new InlineExecutor());
    expect(readFileSync(join(dir, 'results.ndjson'), 'utf8').startsWith(`${before}\n`)).toBe(true);
    const { damaged, results } = await readRun(dir);
    expect([damaged, results.length]).toEqual([1, 9]);
  });

  it('is the same in shards that share a folder', async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()];
    await runIn(whole, new InlineExecutor());
    for (const index of [2, 1]) await runIn(parts, new InlineExecutor(), { shard: { index, count: 2 } });
    expect(await factsOf(parts)).toEqual(await factsOf(whole));
  });

  it('takes the longest series first, all detectors on one before the next', async () => {
    const executor = new InlineExecutor();
    await runIn(temporaryFolder(), executor, { limit: 5, detectors: ['good', 'throws'] });
    expect(executor.performed.map(({ rows }) => rows)).toEqual([
      6000, 6000, 4000, 4000, 4000, 4000, 3000, 3000, 3000, 3000,
    ]);
    expect(new Set(executor.performed.slice(0, 2).map(({ series }) => series)).size).toBe(1);
  });

  it('runs detectors with a seed once per seed and takes the mean, the others once', async () => {
    const dir = temporaryFolder();
    await runIn(dir, new InlineExecutor(), { limit: 1, detectors: ['good', 'seeded'], seeds: 3 });
    const { results } = await readRun(dir);
    expect(results.map(({ detector, seed }) => [detector, seed])).toEqual([
      ['good', 0],
      ['seeded', 0],
      ['seeded', 1],
      ['seeded', 2],
    ]);
    const values = results.filter(({ detector }) => detector === 'seeded').map(({ metrics }) => metrics!['VUS-PR']!);
    const [mean] = seriesValues(results, 'seeded', 'VUS-PR').values();
    expect(mean).toBeCloseTo(values.reduce((a, b) => a + b) / 3, 12);
  });

  it('does failed jobs again only when asked to', async () => {
    const dir = temporaryFolder();
    await runIn(dir, new InlineExecutor());
    const idle = new InlineExecutor();
    await runIn(dir, idle);
    expect(idle.performed).toEqual([]);
    const again = new InlineExecutor();
    await runIn(dir, again, { retry: true });
    expect(again.performed.map(({ detector }) => detector)).toEqual(['throws', 'throws', 'throws']);
  });

  it('computes anew what another version had computed', async () => {
    const dir = temporaryFolder();
    await runIn(dir, new InlineExecutor(), { detectors: ['good'] });
    const executor = new InlineExecutor();
    await runIn(dir, executor, { detectors: ['good'], version: '1.0.1' });
    expect(executor.performed).toHaveLength(3);
    expect((await readRun(dir)).results.map(({ version }) => version.split('+')[0])).toEqual([
      '1.0.1',
      '1.0.1',
      '1.0.1',
    ]);
  });
});

describe('tsad bench', () => {
  it.each([
    [['nowhere'], /DATASET must be one of ucr, tsb-ad-u, nab, synthetic or a folder/],
    [['synthetic', '--detectors', 'rqe'], /"rqe" is not known; did you mean rpe\?/],
    [['synthetic', '--shard', '3/2'], /--shard must be i\/n/],
    [['synthetic', '--subset', 'NAB'], /are for tsb-ad-u, not for synthetic/],
    [['synthetic', '--series', 'q'], /no series of synthetic begins like that/],
    [['synthetic', '--max-rows', '9'], /--max-rows 9 leaves no series/],
  ])('refuses %j in one line', async (args, message) => {
    const { code, stderr } = await runTsad(['bench', ...args], { cwd: temporaryFolder() });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('does not mix data sets or protocols in one folder', async () => {
    const cwd = temporaryFolder();
    await runIn(join(cwd, 'r'), new InlineExecutor(1));
    const { code, stderr } = await runTsad(['bench', 'synthetic', '--protocol', 'coad', '--out', 'r'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds a run of synthetic under holdout; choose another --out/);
  });

  it('leaves longer series out', async () => {
    const dir = temporaryFolder();
    const all = await runIn(dir, new InlineExecutor(), { limit: 99, detectors: ['good'] });
    const { results } = await readRun(dir);
    const rows = results.map((line) => line.rows).sort((a, b) => a - b);
    const maxRows = rows[rows.length >> 1];
    const some = await runIn(temporaryFolder(), new InlineExecutor(), { limit: 99, detectors: ['good'], maxRows });
    expect(some.total).toBe(rows.filter((count) => count <= maxRows).length);
    expect(some.total).toBeLessThanOrEqual(all.total);
  });

  it('chooses series by the beginning of their names, in order, and a limit', async () => {
    expect(await listSeries({ name: 'synthetic' }, { series: ['web', 'ecg'], limit: 4 })).toEqual([
      'ecg-shape',
      'ecg-range',
      'ecg-mixed',
      'web-contextual',
    ]);
  });
});
