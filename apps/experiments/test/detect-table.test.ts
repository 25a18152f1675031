import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTable } from '@tsad/data';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../src/command/errors.ts';
import { rowDetectorNames } from '../src/rows/row-detectors.ts';
import { runTsad, temporaryFolder } from './run-tsad.ts';

const KINDS = ['bolt', 'nut', 'ring'];

/** Parts whose weight follows from kind and length; the part in data row `odd` weighs too much. */
function parts(rows: number, odd: number): string[] {
  const lines = ['id,kind,length,weight,lot,is_anomaly'];
  for (let i = 1; i <= rows; i++) {
    const kind = (i * 7 + Math.floor(i / 5)) % 3;
    const length = 20 + 3 * Math.sin(i * i * 1.7);
    const weight = 0.5 * length + 4 * kind + 0.1 * Math.cos(i * 7.3) + (i === odd ? 14 : 0);
    lines.push(`${i},${KINDS[kind]},${length.toFixed(4)},${weight.toFixed(4)},7,${Number(i === odd)}`);
  }
  return lines;
}

function write(lines: string[] | string): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'in.csv'), typeof lines === 'string' ? lines : `${lines.join('\n')}\n`);
  return cwd;
}

describe('tsad detect-table', () => {
  it.each(rowDetectorNames)('%s puts the odd row first and names its column', async (detector) => {
    const cwd = write(parts(300, 271));
    const command = [
      'detect-table',
      'in.csv',
      '--train-rows',
      '220',
      '--detector',
      detector,
      '--json',
      '--report',
      'r.html',
    ];
    const { code, stdout, stderr } = await runTsad(command, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { rows, columns, learnt, keptOut } = JSON.parse(stdout);
    expect([rows.length, learnt, keptOut]).toEqual([80, 176, 44]);
    expect(columns).toEqual(['kind=bolt', 'kind=nut', 'kind=ring', 'length', 'weight']);
    const place = rows.findIndex(({ row }: { row: number }) => row === 271);
    // To random cuts all rows beyond the largest learnt value are the same.
    expect(place).toBeLessThan(detector === 'forest' ? 10 : 1);
    expect(rows[place].label).toBe(1);
    const shares = rows[0].drivers.map(({ share }: { share: number }) => share);
    expect(shares.reduce((sum: number, share: number) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(new Set(rows[0].drivers.map(({ column }: { column: string }) => column))).toEqual(
      new Set(['kind', 'length', 'weight']),
    );
    const page = readFileSync(join(cwd, 'r.html'), 'utf8');
    expect(page.match(/known anomaly<\/span>/g)).toHaveLength(1);
    expect(page.match(/<table class="drivers">/g)).toHaveLength(60);
  });

  it('the Gaussian names the column that broke the rule', async () => {
    const { stdout } = await runTsad(
      ['detect-table', 'in.csv', '--train-rows', '220', '--detector', 'mahalanobis', '--json'],
      { cwd: write(parts(300, 271)) },
    );
    const [first] = JSON.parse(stdout).rows;
    expect(first.alarm).toBe(true);
    expect(first.drivers[0]).toMatchObject({ column: 'weight' });
    expect(first.drivers[0].share).toBeGreaterThan(0.4);
  });

  it('without normal rows learns from all, ranks, and says that it only ranks', async () => {
    const cwd = write(parts(250, 100));
    const { stdout } = await runTsad(['detect-table', 'in.csv', '--out', 's.csv', '--json'], { cwd });
    const { rows, notes, detector, alarms } = JSON.parse(stdout);
    expect([rows.length, rows[0].row, detector, alarms]).toEqual([250, 100, 'cance', null]);
    expect(notes).toEqual([
      'column "id" counts the rows; it was left out',
      'never different in the rows to learn from, and left out: lot',
      'every row was learnt from, so the scores only rank; --train-rows N calibrates alarms on rows known to be normal',
    ]);
    const table = parseTable(readFileSync(join(cwd, 's.csv')), { columns: ['row', 'score'], labelColumn: 'label' });
    expect([table.rows, table.values[0], table.labels?.indexOf(1)]).toEqual([250, 1, 99]);
    const { stdout: text } = await runTsad(['detect-table', 'in.csv', '--detector', 'neighbour'], { cwd });
    expect(text).toMatch(/\n100 +[\d.]+ +- +weight/);
  });

  it('bears fewer rows than columns and copies, and says what it does', async () => {
    const wide = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: 20 }, (__, c) => Math.sin(i * 31 + c * c) + (i === 7 ? 3 : 0)),
    );
    wide.push(wide[0]);
    const { code, stdout } = await runTsad(['detect-table', 'in.csv', '--json'], {
      cwd: write(wide.map((row) => row.join())),
    });
    const { detector, rows, notes } = JSON.parse(stdout);
    expect([code, detector, rows[0].row]).toEqual([0, 'neighbour', 8]);
    expect(notes).toContain('1 of 13 rows are copies of earlier rows');
    expect(notes).toContain('13 rows are few for the autoencoder, which needs 200; neighbour is used');
  });

  it('names a category that was never learnt, and counts rows that differ where no learnt row did', async () => {
    const lines = parts(120, 0);
    lines[110] = lines[110].replace(/,(bolt|nut|ring),/, ',rivet,');
    lines[115] = lines[115].replace(',7,0', ',8,0');
    const { stdout } = await runTsad(['detect-table', 'in.csv', '--train-rows', '100', '--json'], {
      cwd: write(lines),
    });
    const { notes, rows } = JSON.parse(stdout);
    expect(notes.join()).toMatch(/left out: kind=rivet, lot; 2 later rows differ there/);
    const rivet = rows.find(({ row }: { row: number }) => row === 110);
    expect(rivet.drivers.find(({ column }: { column: string }) => column === 'kind').value).toBe('rivet');
  });

  it('tells columns of one name apart', async () => {
    const lines = parts(60, 50).map((line, i) => (i === 0 ? 'id,kind,size,size,lot,is_anomaly' : line));
    const { stdout } = await runTsad(['detect-table', 'in.csv', '--detector', 'mahalanobis', '--json'], {
      cwd: write(lines),
    });
    const { rows } = JSON.parse(stdout);
    const drivers = rows[0].drivers.map(({ column }: { column: string }) => column);
    expect(rows[0].row).toBe(50);
    expect(drivers[0]).toBe('size (column 4)');
    expect(new Set(drivers)).toEqual(new Set(['kind', 'size (column 3)', 'size (column 4)']));
  });

  it('skips or fills rows with holes where that is asked for', async () => {
    const lines = parts(120, 50);
    lines[10] = lines[10].replace(/,[\d.]+,/, ',,');
    const cwd = write(lines);
    const skip = JSON.parse((await runTsad(['detect-table', 'in.csv', '--missing', 'skip', '--json'], { cwd })).stdout);
    expect([skip.rows.length, skip.rows[0].row]).toEqual([119, 50]);
    expect(skip.notes.join()).toMatch(/1 rows with missing cells were left out/);
    const fill = JSON.parse((await runTsad(['detect-table', 'in.csv', '--missing', 'fill', '--json'], { cwd })).stdout);
    expect(fill.rows).toHaveLength(120);
  });

  const number = (i: number): string => `${i},${Math.sin(i)}`;
  const many = Array.from({ length: 30 }, (_, i) => number(i));
  const wrong: [title: string, content: string, args: string[], code: number, message: RegExp][] = [
    ['a hole', `a,b\n${many.join('\n')}\n5,NaN\n`, [], 1, /line 32, column "b".*add --missing skip or --missing fill/],
    [
      'text among numbers',
      `a,b\n${many.join('\n')}\nfive,1\n`,
      [],
      1,
      /"five" is not a number.*name the column in --categorical/,
    ],
    [
      'free text alone',
      `note\n${[...many, ...many].map((_, i) => `remark ${i} ${i * i}`).join('\n')}\n`,
      ['--columns', 'note'],
      2,
      /"note" has 60 different texts, more than 32; leave it out of --columns/,
    ],
    [
      'copies alone',
      `a,b\n${'1,2\n'.repeat(40)}`,
      [],
      1,
      /all 40 rows to learn from are the same; there is nothing to detect/,
    ],
    [
      'a value whose square is none',
      `id,a,b\n${many.map((line, i) => `${i},${line}`).join('\n')}\n30,1e300,1\n`,
      [],
      1,
      /in\.csv: row 31, column "a": 1e\+300 is too large to compare/,
    ],
    ['three rows', 'a,b\n1,2\n3,4\n5,6\n', [], 1, /the table has 3 rows; comparing needs at least 4/],
    ['an empty file', '', [], 1, /in\.csv.*empty/],
    [
      'a column that is not there',
      `a,b\n${many.join('\n')}\n`,
      ['--columns', 'c'],
      2,
      /no column "c"; the file has "a", "b"/,
    ],
    [
      'an empty list',
      `a,b\n${many.join('\n')}\n`,
      ['--columns', 'a,,b'],
      2,
      /must be names of columns parted by commas/,
    ],
    [
      'nothing left to score',
      `a,b\n${many.join('\n')}\n`,
      ['--train-rows', '30'],
      2,
      /--train-rows 30 leaves nothing to score of 30 rows/,
    ],
    ['the input as output', `a,b\n${many.join('\n')}\n`, ['--out', 'in.csv', '--force'], 2, /in\.csv is also read/],
    ['too few for what is asked', `a,b\n${many.slice(0, 6).join('\n')}\n`, ['--detector', 'cance'], 1, /rows/],
  ];
  it.each(wrong)('%s is one line that says what to do', async (_, content, args, code, message) => {
    const cwd = write(content);
    const result = await runTsad(['detect-table', 'in.csv', ...args], { cwd });
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readFileSync(join(cwd, 'in.csv'), 'utf8')).toBe(content);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const cwd = write(parts(250, 3));
    const signal = AbortSignal.abort(new Interrupted('SIGTERM'));
    expect((await runTsad(['detect-table', 'in.csv', '--out', 's.csv'], { cwd, signal })).code).toBe(143);
    expect(readdirSync(cwd)).toEqual(['in.csv']);
  });
});
