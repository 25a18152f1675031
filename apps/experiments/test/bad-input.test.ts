import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runTsad, temporaryFolder, toCsv, wave } from './run-tsad.ts';

const good = toCsv(wave(600));
const random = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + i * 7) & 255);

interface Case {
  title: string;
  /** Content of `in.csv`; absent, there is no file. */
  content?: string | Uint8Array;
  args?: string[];
  code: 1 | 2;
  message: RegExp;
}

/** What users give by mistake, and what they must be told. */
const cases: readonly Case[] = [
  { title: 'a missing file', code: 1, message: /in\.csv: no such file; check the path/ },
  { title: 'a folder', args: ['folder'], code: 1, message: /folder: not a file|a folder, not a file/ },
  { title: 'an empty file', content: '', code: 1, message: /in\.csv.*empty/ },
  { title: 'a header alone', content: 'load\n', code: 1, message: /in\.csv: / },
  { title: 'one point', content: 'load\n3\n', code: 1, message: /in\.csv: one row of numbers; a series needs more/ },
  {
    title: 'all values equal',
    content: toCsv(new Float64Array(500).fill(5)),
    code: 1,
    message: /all values of column load are 5; there is nothing to detect/,
  },
  {
    title: 'only missing values',
    content: toCsv(new Float64Array(500).fill(Number.NaN)),
    code: 1,
    message: /the first 200 cells of "load" are missing; fill them, or name the value column to read on/,
  },
  {
    title: 'only missing values, in a column that was named',
    content: toCsv(new Float64Array(500).fill(Number.NaN)),
    args: ['in.csv', '--column', 'load'],
    code: 1,
    message: /no cell holds a number; there is nothing to detect/,
  },
  { title: 'a text cell', content: good.replace('\n', '\n1\nbroken\n'), code: 1, message: /line 3.*"broken"/ },
  {
    title: 'text alone',
    content: 'Dear reader,\nthis is a letter.\nYours\n',
    code: 1,
    message: /no column holds numbers .*; check the file, or give --delimiter and --decimal/,
  },
  {
    title: 'a column that is not there',
    content: good,
    args: ['in.csv', '--column', 'lod'],
    code: 2,
    message: /no column "lod"; the file has "load"/,
  },
  {
    title: 'a column position that is not there',
    content: good,
    args: ['in.csv', '--column', '99'],
    code: 2,
    message: /no column 99; the file has "load"/,
  },
  {
    title: 'a separator that is not the one of the file',
    content: good,
    args: ['in.csv', '--delimiter', ';'],
    code: 2,
    message: /--delimiter must be one of comma, semicolon, tab, pipe, got ";"/,
  },
  {
    title: 'a line without end',
    content: Buffer.alloc(2 ** 20 + 1, '1'),
    code: 1,
    message: /line 1 is longer than 1048576 characters; close its quotes or break the line/,
  },
  {
    title: 'too many columns',
    content: `${'1,'.repeat(4999)}1\n`.repeat(3),
    code: 1,
    message: /5000 columns are more than the limit of 4096; give a file with fewer/,
  },
  {
    title: 'a series shorter than a window',
    content: toCsv(wave(60)),
    code: 1,
    message: /training part has 18 rows.*needs \d+.*longer series/,
  },
  {
    title: 'a window longer than the training part',
    content: good,
    args: ['in.csv', '--window', '500'],
    code: 1,
    message: /window of 500 needs 3000; give a longer series, a later --train-end or a smaller --window/,
  },
  {
    title: 'a training part as long as the series',
    content: good,
    args: ['in.csv', '--train-end', '600'],
    code: 2,
    message: /--train-end 600 leaves nothing to score of 600 rows/,
  },
  {
    title: 'a training part longer than the series',
    content: good,
    args: ['in.csv', '--train-end', '9000000'],
    code: 2,
    message: /--train-end 9000000 leaves nothing to score/,
  },
  {
    title: 'a training part of a few rows',
    content: good,
    args: ['in.csv', '--train-end', '7'],
    code: 1,
    message: /training part has 7 rows/,
  },
  { title: 'bytes that are no text', content: random, code: 1, message: /in\.csv: / },
  {
    title: 'a truncated gzip',
    content: gzipSync(good).subarray(0, 900),
    args: ['in.csv'],
    code: 1,
    message: /in\.csv.*(damaged|truncated|cut)/,
  },
  { title: 'a gzip of nothing', content: gzipSync(''), code: 1, message: /in\.csv.*empty/ },
  {
    title: 'an output that is the input',
    content: good,
    args: ['in.csv', '--out', './in.csv', '--force'],
    code: 2,
    message: /--out \.\/in\.csv is also read or written elsewhere/,
  },
  {
    title: 'two outputs of one name',
    content: good,
    args: ['in.csv', '--out', 'x', '--report', 'x'],
    code: 2,
    message: /--report x is also read or written/,
  },
  {
    title: 'an output in a folder that is not there',
    content: good,
    args: ['in.csv', '--out', 'no/x.csv'],
    code: 1,
    message: /--out no\/x\.csv: the folder .*no does not exist/,
  },
  {
    title: 'an output that is a folder',
    content: good,
    args: ['in.csv', '--out', 'folder'],
    code: 2,
    message: /--out folder is not a regular file/,
  },
  {
    title: 'an output that exists',
    content: good,
    args: ['in.csv', '--out', 'taken.csv'],
    code: 2,
    message: /--out taken\.csv exists; add --force/,
  },
];

describe('bad input', () => {
  it.each(cases)(
    '$title: one clear line, exit code $code, nothing written',
    async ({ content, args = ['in.csv'], code, message }) => {
      const cwd = temporaryFolder();
      if (content !== undefined) writeFileSync(join(cwd, 'in.csv'), content);
      writeFileSync(join(cwd, 'taken.csv'), 'mine');
      mkdirSync(join(cwd, 'folder'));
      const before = readdirSync(cwd, { recursive: true }).sort();
      const outputs = args.some((arg) => arg === '--out') ? [] : ['--out', 'scores.csv', '--report', 'report.html'];
      const result = await runTsad(['detect', ...args, ...outputs], { cwd });
      expect(result.stderr).toMatch(message);
      expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
      expect(readdirSync(cwd, { recursive: true }).sort()).toEqual(before);
      expect(readFileSync(join(cwd, 'taken.csv'), 'utf8')).toBe('mine');
      if (content !== undefined) expect(readFileSync(join(cwd, 'in.csv')).equals(Buffer.from(content))).toBe(true);
    },
  );

  it.skipIf(process.getuid?.() === 0)('a folder that cannot be written to: one clear line', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'in.csv'), good);
    chmodSync(cwd, 0o555);
    const { code, stderr } = await runTsad(['detect', 'in.csv', '--out', 'x.csv'], { cwd });
    chmodSync(cwd, 0o755);
    expect(stderr).toMatch(/cannot be written to; choose another/);
    expect(code).toBe(1);
  });

  it.skipIf(process.platform === 'win32')('a pipe that nobody writes to is told at once', async () => {
    const cwd = temporaryFolder();
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    const { code, stderr } = await runTsad(['detect', 'pipe'], { cwd });
    expect(stderr).toMatch(/pipe: not a file; give the path of a data file/);
    expect(code).toBe(1);
  });

  it('rows of NaN are taken as missing, not as an error', async () => {
    const cwd = temporaryFolder();
    const values = wave(900, [700]);
    for (const row of [50, 51, 300, 500, 640]) values[row] = Number.NaN;
    writeFileSync(join(cwd, 'in.csv'), toCsv(values));
    const { code, stdout } = await runTsad(['detect', 'in.csv', '--detector', 'rpe', '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).events.map((event: { peak: number }) => event.peak)).toContain(700);
  });

  it('a constant training part before a change is legal', async () => {
    const cwd = temporaryFolder();
    const values = new Float64Array(900).fill(4);
    values.fill(9, 700, 720);
    writeFileSync(join(cwd, 'in.csv'), toCsv(values));
    const { code, stdout } = await runTsad(['detect', 'in.csv', '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).events[0].start).toBe(700);
    expect(existsSync(join(cwd, 'report.html'))).toBe(false);
  });
});
