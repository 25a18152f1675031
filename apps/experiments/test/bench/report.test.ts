import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthetic } from '@tsad/data';
import { describe, expect, it } from 'vitest';
import { publishedValue } from '../../src/bench/published.ts';
import { renderSeriesCsv, renderSummaryCsv, tablesOf } from '../../src/bench/report-text.ts';
import { lineOf, type ResultLine, ResultStore, readRun } from '../../src/bench/results.ts';
import { summariseResults } from '../../src/bench/summary.ts';
import { compareEntrants } from '../../src/compare/compare.ts';
import { renderDiagram } from '../../src/compare/diagram.ts';
import { concludeWords } from '../../src/compare/words.ts';
import { decodeSeries } from '../../src/report/client/decode.ts';
import type { PackedReport } from '../../src/report/packed.ts';
import { ucrFamily } from '../../src/ucr-family.ts';
import { runTsad, temporaryFolder } from '../run-tsad.ts';
import { runIn, runInfo } from './folder.ts';
import { InlineExecutor } from './inline-executor.ts';

/** A stored result; a null value is a failure. */
function line(series: string, detector: string, value: number | null, subset?: string): ResultLine {
  const head = { key: `${series} ${detector}`, series, subset, rows: 100, detector, seed: 0, version: '1' };
  if (value === null) return { ...head, error: { kind: 'threw', message: 'no, "never", 1' } };
  return { ...head, metrics: { 'VUS-PR': value, 'AUC-PR': value / 2 }, seconds: { fit: 1, score: 2, metrics: 0 } };
}

async function stored(lines: readonly ResultLine[], dataset = 'tsb-ad-u', filter: object = {}): Promise<string> {
  const dir = join(temporaryFolder(), 'run');
  const detectors = [...new Set(lines.map(({ detector }) => detector))];
  const store = await ResultStore.open(
    dir,
    { ...runInfo({ protocol: 'tsb-ad', detectors, seeds: 1 }), dataset, filter },
    true,
  );
  for (const entry of lines) await store.add(entry);
  await store.close();
  return dir;
}

/** Detector a is ahead of b by 0.2 and of c by 0.21 on twelve series. */
function twelve(): ResultLine[] {
  return Array.from({ length: 12 }, (_, i) => i).flatMap((i) => [
    line(`s${i}`, 'a', 0.5 + i / 100),
    line(`s${i}`, 'b', 0.3 + i / 100 + (i % 2) / 50),
    line(`s${i}`, 'c', 0.29 + i / 100 + ((i + 1) % 2) / 50),
  ]);
}

describe('tsad report', () => {
  const lines = [
    line('001_UCR_id_1_x_tr_1_1st_1', 'sub-pca', 0.2, 'UCR'),
    line('002_UCR_id_2_x_tr_1_1st_1', 'sub-pca', 0.1, 'UCR'),
    line('003_SED_id_1_x_tr_1_1st_1', 'sub-pca', 0.03, 'SED'),
    line('003_SED_id_1_x_tr_1_1st_1', 'rpe', null, 'SED'),
    line('001_UCR_id_1_x_tr_1_1st_1', 'rpe', 0.6, 'UCR'),
  ];

  it('prints means with intervals, failures and published values, over all and per part', async () => {
    const { stdout, code } = await runTsad(['report', await stored(lines)]);
    expect(code).toBe(0);
    expect(stdout.replace(/Node .*/, 'Node')).toMatchInlineSnapshot(`
      "tsb-ad-u under the protocol tsb-ad

      tsb-ad-u: 3 series

      detector                VUS-PR                AUC-PR  AUC-ROC  VUS-ROC    n  failed  seconds
      --------  --------------------  --------------------  -------  -------  ---  ------  -------
      rpe                      0.600                 0.300        -        -    1       1        3
      sub-pca   0.110 [0.053, 0.200]  0.055 [0.027, 0.100]        -        -    3       0        9

      SED: 1 series

      detector  VUS-PR  published  difference  AUC-PR  AUC-ROC  VUS-ROC    n  failed  seconds
      --------  ------  ---------  ----------  ------  -------  -------  ---  ------  -------
      sub-pca    0.030  0.031 (2)      -0.001   0.015        -        -    1       0        3
      rpe            -          -           -       -        -        -    0       1        0

      UCR: 2 series

      detector                VUS-PR   published  difference                AUC-PR  AUC-ROC  VUS-ROC    n  failed  seconds
      --------  --------------------  ----------  ----------  --------------------  -------  -------  ---  ------  -------
      rpe                      0.600           -           -                 0.300        -        -    1       0        3
      sub-pca   0.150 [0.100, 0.200]  0.124 (70)      +0.026  0.075 [0.050, 0.100]        -        -    2       0        6

      Protocol tsb-ad: whole series, buffer = period, the nine metrics of TSB-AD.
      Means over the series (over the seeds first) with 95 % bootstrap intervals (BCa).
      12 s of learning and scoring with tsad 1.0.0, Node
      Published values are over the number of series in brackets; * marks one outside our interval.
      "
    `);
  });

  it('leaves failures out of the mean and counts them', async () => {
    const run = await readRun(await stored(lines));
    const rpe = summariseResults(run).rows.find(({ detector }) => detector === 'rpe')!;
    expect([rpe.cells['VUS-PR'], rpe.series, rpe.failures, rpe.seconds]).toEqual([{ mean: 0.6, n: 1 }, 1, 1, 3]);
  });

  it('says by what a published value differs, and marks it outside our interval', async () => {
    const run = await readRun(await stored(lines));
    const ucr = tablesOf(run, false).find(({ title }) => title.startsWith('UCR'))!;
    expect(ucr.rows.find(([name]) => name === 'sub-pca')!.slice(1, 4)).toEqual([
      '0.150 [0.100, 0.200]',
      '0.124 (70)',
      '+0.026',
    ]);
  });

  it('finds published values under any spelling, and only where protocol and series match', () => {
    const query = { dataset: 'tsb-ad-u', protocol: 'tsb-ad', filter: { list: 'eva' } } as const;
    expect(publishedValue(query, 'SubPca', 'VUS-PR')).toMatchObject({ value: 0.423, n: 350 });
    expect(publishedValue(query, 'sub-pca', 'VUS-PR', 'MGAB')).toMatchObject({ value: 0.005, n: 8 });
    expect(publishedValue(query, 'k-means', 'VUS-PR')?.value).toBe(0.366);
    expect(publishedValue({ ...query, filter: {} }, 'sub-pca', 'VUS-PR')).toBeUndefined();
    expect(publishedValue({ ...query, protocol: 'coad' }, 'sub-pca', 'VUS-PR', 'MGAB')).toBeUndefined();
    const ucr = { dataset: 'ucr', protocol: 'coad', filter: {} } as const;
    expect(publishedValue(ucr, 'damp', 'UCR-top1')?.value).toBe(0.384);
    expect(publishedValue(ucr, 'sand', 'UCR-top1')?.value).toBe(0.472);
    expect(publishedValue(ucr, 'series2graph', 'UCR-top1')?.value).toBe(0.364);
    for (const part of [{ limit: 9 }, { maxRows: 9 }, { series: ['001'] }]) {
      expect(publishedValue({ ...ucr, filter: part }, 'damp', 'UCR-top1')).toBeUndefined();
    }
  });

  it('writes CSV that quotes what must be quoted, unrounded', async () => {
    const run = await readRun(await stored(lines));
    expect(renderSummaryCsv(run).split('\n').slice(0, 2)).toEqual([
      'part,detector,metric,mean,low,high,n,failed,seconds,published,published n,difference',
      expect.stringMatching(/^all,rpe,VUS-PR,0\.6,,,1,1,3,,,$/),
    ]);
    expect(renderSeriesCsv(run)).toContain('"failed: no, ""never"", 1"');
    expect(renderSeriesCsv(run).trimEnd().split('\n')).toHaveLength(6);
  });

  it.each([['--markdown'], ['--json'], ['--csv'], ['--csv', '--per-series'], ['--markdown', '--per-series']])(
    'prints %s %s',
    async (...options) => {
      const { stdout, code } = await runTsad(['report', await stored(lines), ...options]);
      expect(code).toBe(0);
      expect(stdout).toContain('sub-pca');
      expect(() => options.includes('--json') && JSON.parse(stdout)).not.toThrow();
    },
  );

  it('refuses what is no run, an empty one, a damaged head, and two formats', async () => {
    const dir = await stored(lines);
    expect((await runTsad(['report', temporaryFolder()])).stderr).toMatch(/holds no run.json; give a folder/);
    expect((await runTsad(['report', await stored([])])).stderr).toMatch(/holds no results yet/);
    expect((await runTsad(['report', dir, '--csv', '--json'])).stderr).toMatch(/exclude each other/);
    writeFileSync(join(dir, 'run.json'), '{');
    expect((await runTsad(['report', dir])).stderr).toMatch(/is not readable; restore it/);
  });
});

describe('the page of a run', () => {
  it('carries every job, and every series with the scores where the protocol put them', async () => {
    const cwd = temporaryFolder();
    await runIn(join(cwd, 'run'), new InlineExecutor(), { scoresDir: join(cwd, 'run'), limit: 2 });
    const { code, stderr } = await runTsad(['report', 'run', '--html', 'run.html'], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    const page = readFileSync(join(cwd, 'run.html'), 'utf8');
    const report = JSON.parse(/id="data">(.*)<\/script>/.exec(page)![1]) as PackedReport;
    expect(report.details?.rows).toHaveLength(6);
    expect(report.details?.rows.filter(({ series }) => series !== undefined)).toHaveLength(4);
    expect(report.details?.rows.find(({ cells }) => cells[1] === 'throws')?.cells.at(-1)).toBe('failed: broken inside');
    const point = decodeSeries(report.series.find(({ name }) => name === 'seasonal-point')!);
    const [wanted] = synthetic.benchmark();
    expect(point.scorings.map(({ detector }) => detector)).toEqual(['good', 'seeded']);
    const { score } = point.scorings[0];
    expect(score.subarray(0, wanted.trainEnd).every(Number.isNaN)).toBe(true);
    const distances = wanted.values.subarray(wanted.trainEnd).map(Math.abs);
    expect(score.subarray(wanted.trainEnd)).toBeAllclose(distances, { rtol: 1e-6, atol: 1e-6 });
    expect((await runTsad(['report', 'run', '--html', 'run.html'], { cwd })).stderr).toMatch(/exists; add --force/);
  });
});

describe('tsad compare', () => {
  const own = (name: string) => ({ name, detector: name, results: twelve() });

  it('tells apart what differs, by tests and by words', async () => {
    const { stdout, code } = await runTsad(['compare', await stored(twelve())]);
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "tsb-ad-u under the protocol tsb-ad, VUS-PR
      On 12 series a has the best average rank by VUS-PR: 1.00 of 3.
      a is better than b (mean +0.190, 95 % interval +0.185 to +0.195) and c (mean +0.200, 95 % interval +0.195 to +0.205): Wilcoxon tests with Holm's correction at 5 %.
      b and c are not told apart; that does not show that they are equal.
      Among pairs not told apart a mean difference below about 0.010 could not have been seen with these series.
      12 independent series are few: take intervals and p values as rough.

      Ranking

      detector  average rank  mean VUS-PR
      --------  ------------  -----------
      a                 1.00        0.555
      b                 2.50        0.365
      c                 2.50        0.355

      Pairs

      first  second  mean difference     95 % interval  p (Holm)  rank-biserial  superiority
      -----  ------  ---------------  ----------------  --------  -------------  -----------
      a      b                +0.190  +0.185 to +0.195     0.001         +1.000         1.00
      a      c                +0.200  +0.195 to +0.205     0.001         +1.000         1.00
      b      c                +0.010  +0.000 to +0.020     0.162         +0.462         0.50

      Wins / ties / losses of the row against the column

                a       b       c
      ---  ------  ------  ------
      a         -  12/0/0  12/0/0
      b    0/0/12       -   6/0/6
      c    0/0/12   6/0/6       -
      "
    `);
  });

  it('concludes nothing where nothing differs', () => {
    const noise = Array.from({ length: 12 }, (_, i) => i).flatMap((i) => [
      line(`s${i}`, 'a', ((7 * i) % 12) / 12),
      line(`s${i}`, 'b', ((5 * i + 3) % 12) / 12),
      line(`s${i}`, 'c', ((11 * i + 5) % 12) / 12),
    ]);
    const entrants = ['a', 'b', 'c'].map((name) => ({ name, detector: name, results: noise }));
    const comparison = compareEntrants(entrants, 'VUS-PR', 0.05, (series) => series);
    expect(comparison.differ).toBe(false);
    expect(comparison.groups).toEqual([comparison.ranking.map(({ name }) => name)]);
    expect(concludeWords(comparison).join(' ')).toMatch(/not shown .* no pair may be called different/);
  });

  it('pairs series by series, leaves the others out and says so', () => {
    const fewer = twelve().filter(({ key }) => key !== 's3 b');
    const comparison = compareEntrants(
      [own('a'), { name: 'b', detector: 'b', results: fewer }],
      'VUS-PR',
      0.05,
      (s) => s,
    );
    expect([comparison.series, comparison.left, comparison.friedman]).toEqual([11, 1, undefined]);
    expect(comparison.pairs[0].sizes).toMatchObject({ wins: 11, ties: 0, losses: 0 });
    expect(concludeWords(comparison).at(-1)).toMatch(/1 series are left out/);
  });

  it('draws the families of the archive together: distorted copies are no new evidence', () => {
    expect(ucrFamily('001_UCR_Anomaly_DISTORTED1sddb40_35000_52000_52620')).toBe(
      ucrFamily('109_UCR_Anomaly_1sddb40_35000_52000_52620'),
    );
    const entrants = [own('a'), own('b')];
    const alone = compareEntrants(entrants, 'VUS-PR', 0.05, (series) => series);
    const together = compareEntrants(entrants, 'VUS-PR', 0.05, (series) =>
      Number(series.slice(1)) % 2 ? 'odd' : 'even',
    );
    expect(together.families).toBe(2);
    expect(together.pairs[0].high - together.pairs[0].low).toBeGreaterThan(alone.pairs[0].high - alone.pairs[0].low);
  });

  it('draws a diagram that names every detector and runs nothing', async () => {
    const evil = '<script>1</script>';
    const svg = renderDiagram(
      compareEntrants([own('a'), { ...own('b'), name: evil }, own('c')], 'VUS-PR', 0.05, (s) => s),
    );
    expect(svg).not.toContain(evil);
    expect(svg.match(/<polyline/g)).toHaveLength(3);
    expect(svg.match(/class="bar"/g)).toHaveLength(1);
  });

  it('joins folders of one kind and refuses others', async () => {
    const [one, two] = [await stored(twelve()), await stored(twelve().filter(({ detector }) => detector === 'a'))];
    const { stdout } = await runTsad(['compare', one, two, '--detectors', 'b,c', '--json']);
    expect(JSON.parse(stdout).ranking).toHaveLength(2);
    const other = await stored(twelve(), 'nab');
    expect((await runTsad(['compare', one, other])).stderr).toMatch(/compare runs of one kind/);
    expect((await runTsad(['compare', two])).stderr).toMatch(/needs two detectors with results, got 1/);
    expect((await runTsad(['compare', one, '--metric', 'VUS-PRR'])).stderr).toMatch(/did you mean VUS-PR\?/);
  });
});

describe('the line of an outcome', () => {
  it('names the scores within the folder, never a path of the machine', () => {
    const job = {
      key: 'k',
      dataset: { name: 'csv', dir: '/somewhere/private' },
      series: 's',
      protocol: 'tsb-ad',
      detector: 'a',
      seed: 0,
      version: '1',
      rows: 1,
      scoresPath: '/somewhere/private/scores/k.npy',
    } as const;
    const measured = {
      metrics: {},
      options: {},
      seconds: { fit: 0, score: 0, metrics: 0 },
      megabytes: 1,
      scored: { from: 0, to: 1, step: 1 },
      period: 1,
    };
    const written = JSON.stringify(lineOf({ job, measured }));
    expect(written).toContain('"scores":"scores/k.npy"');
    expect(written).not.toContain('somewhere');
  });
});
