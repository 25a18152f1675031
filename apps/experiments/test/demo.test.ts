import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPORT_MARK } from '../src/report/html.ts';
import { runTsad, temporaryFolder } from './run-tsad.ts';

describe('tsad demo', () => {
  it('gives the same numbers everywhere, clock aside, and replaces a report of its own', async () => {
    const cwd = temporaryFolder();
    const path = join(cwd, 'report.html');
    writeFileSync(path, `<!doctype html>\n${REPORT_MARK}\nolder`);
    const { code, stdout } = await runTsad(['demo'], { cwd });
    expect(code).toBe(0);
    expect(readFileSync(path, 'utf8')).not.toContain('\nolder');
    expect(stdout).toContain(`The report with every series is in ${path}\n`);
    const lines = stdout.slice(0, stdout.indexOf('\n\n')).split('\n');
    const withoutSpeed = lines.map((line) => line.split(/ {2,}/).filter((_, column) => column !== 5));
    const table = withoutSpeed.map((cells) => cells.join('  ')).join('\n');
    expect(table).toMatchInlineSnapshot(`
      "detector  AUC-PR  best F1  VUS-PR  UCR hit  good for
      --------  ------  -------  ------  -------  --------------------------------------
      discord  0.814  0.822  0.941  9/9  stretches of a shape never seen before
      rpe  0.315  0.396  0.361  7/9  single odd points and short runs
      spe  0.312  0.382  0.395  6/9  the same, without leaving points out
      energy  0.208  0.295  0.370  7/9  changes of shape
      level  0.315  0.342  0.296  4/9  odd points on a wandering level
      ar  0.197  0.260  0.309  7/9  errors of a linear forecast
      sr  0.032  0.076  0.052  3/9  spikes, at once
      forest  0.074  0.157  0.112  1/9  odd points, any kind
      iid  0.030  0.071  0.055  1/9  distance to the mean, to compare with"
    `);
  });

  it('does not replace what is not its own', async () => {
    const cwd = temporaryFolder();
    const path = join(cwd, 'report.html');
    writeFileSync(path, 'my own report');
    const { code, stderr } = await runTsad(['demo'], { cwd });
    expect(stderr).toContain('--report report.html exists; add --force');
    expect(code).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe('my own report');
  });
});
