import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '@tsad/metrics';
import { describe, expect, it } from 'vitest';
import { runTsad, temporaryFolder, toCsv, wave } from './run-tsad.ts';

const scores = Array.from({ length: 200 }, (_, i) => ((i * 37) % 101) / 101 + (i >= 120 && i < 130 ? 0.6 : 0));
const labels = scores.map((_, i) => Number(i >= 118 && i < 130));

function folderWith(files: Record<string, string>): string {
  const cwd = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

describe('tsad evaluate', () => {
  it('prints the metrics of the library for two files', async () => {
    const cwd = folderWith({ 's.csv': toCsv(scores, 'lof'), 'l.csv': toCsv(labels, 'truth') });
    const { code, stdout } = await runTsad(['evaluate', 's.csv', 'l.csv', '--window', '20', '--json'], { cwd });
    expect(code).toBe(0);
    const expected = evaluate(scores, labels, { protocol: 'tsb-ad', window: 20 });
    expect(JSON.parse(stdout).metrics).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it.each([[], ['--label-column', 'label'], ['--label-column', '0']])(
    'takes labels from a file of nothing else, whose column is named so: %j',
    async (...args: string[]) => {
      const cwd = folderWith({ 's.csv': toCsv(scores, 'score'), 'l.csv': toCsv(labels, 'label') });
      const { code, stdout } = await runTsad(['evaluate', 's.csv', 'l.csv', ...args, '--json'], { cwd });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ points: 200, positives: 12 });
    },
  );

  it('takes both from one file and names the protocol in the table', async () => {
    const rows = scores.map((score, i) => `${score},${labels[i]}`).join('\n');
    const cwd = folderWith({ 'both.csv': `score,label\n${rows}\n` });
    const { stdout } = await runTsad(['evaluate', 'both.csv', '--protocol', 'coad'], { cwd });
    expect(stdout).toMatchInlineSnapshot(`
      "both.csv: 200 scores of column score, 12 anomalous points

      metric         value  remark
      ---------  ---------  -----------------------
      protocol        coad
      mode       reference
      margin            13
      F1            0.6667
      AUC-PR        0.5867
      AUC-ROC       0.8373
      R-AUC-PR      0.5302
      R-AUC-ROC      0.834
      VUS-PR        0.5427
      VUS-ROC       0.8469
      UCR-top1           1
      UCR-top3           -  needs the option period
      UCR-top5           -  needs the option period
      "
    `);
  });

  it('reads what `tsad detect --out` wrote, and leaves out the rows before the first score', async () => {
    const values = wave(900, [500, 700]);
    const rows = Array.from(values, (value, i) => `${value},${Number(i === 500 || i === 700)}`);
    const cwd = folderWith({ 'in.csv': `load,label\n${rows.join('\n')}\n` });
    expect((await runTsad(['detect', 'in.csv', '--detector', 'rpe', '--out', 'scores.csv'], { cwd })).code).toBe(0);
    const { stdout } = await runTsad(['evaluate', 'scores.csv', '--json'], { cwd });
    const { skipped, points, positives, metrics } = JSON.parse(stdout);
    expect({ skipped, points, positives }).toEqual({ skipped: 270, points: 630, positives: 2 });
    expect(metrics['AUC-PR']).toBe(1);
  });

  it.each([
    [
      'other lengths',
      { 's.csv': toCsv(scores), 'l.csv': toCsv(labels.slice(1)) },
      [],
      1,
      /200 scores, l\.csv has 199 labels/,
    ],
    [
      'labels other than 0 and 1',
      { 's.csv': toCsv(scores), 'l.csv': toCsv(scores) },
      [],
      1,
      /l\.csv: the label of row 1 is 0\.3/,
    ],
    [
      'a gap among the scores',
      { 's.csv': toCsv([1, 2, Number.NaN, 3]), 'l.csv': toCsv([0, 1, 0, 0]) },
      [],
      1,
      /the score of row 2 is NaN/,
    ],
    ['no score at all', { 's.csv': 'a,b\n,1\n,2\n', 'l.csv': toCsv([0, 1]) }, ['--score-column', 'a'], 1, /s\.csv/],
    [
      'several columns',
      { 's.csv': 'a,b\n1,3\n2,5\n', 'l.csv': toCsv([0, 1]) },
      [],
      2,
      /columns a, b; choose one with --score-column/,
    ],
  ] as const)('%s: one clear line', async (_title, files, extra, code, message) => {
    const result = await runTsad(['evaluate', 's.csv', 'l.csv', ...extra], { cwd: folderWith(files) });
    expect(result.stderr).toMatch(message);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
  });

  it('asks for labels where one file has none', async () => {
    const { code, stderr } = await runTsad(['evaluate', 's.csv'], { cwd: folderWith({ 's.csv': toCsv(scores) }) });
    expect(stderr).toMatch(/has no labels; name their column with --label-column or give a LABELS file/);
    expect(code).toBe(2);
  });
});
