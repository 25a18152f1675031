/**
 * Speed and memory of the CSV reader on 1,000,000 rows x 3 columns: `pnpm bench`. Each reader runs in processes of its
 * own, in turn, so that the readers see the same state of the machine and each peak of memory is its own.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@tsad/core';
import { readCsv } from '@tsad/data/node';
import Papa from 'papaparse';

const readers: Record<string, (file: string) => Promise<number>> = {
  'hand loop (yardstick)': handLoop,
  'readCsv, fast path': readAll,
  'readCsv, general path': readAll,
  'papaparse, rows of text': papaRows,
};
const rounds = 5;

/** The least work that still reads a column: chunks as latin1 text, `indexOf`, one `Number` a row. */
async function handLoop(file: string): Promise<number> {
  const fd = openSync(file, 'r');
  const buffer = Buffer.allocUnsafe(1 << 18);
  let rest = '';
  let sum = 0;
  let first = true;
  for (;;) {
    const count = readSync(fd, buffer);
    if (count === 0) break;
    const text = rest + buffer.toString('latin1', 0, count);
    let start = 0;
    for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      if (!first) {
        const from = text.indexOf(',', start) + 1;
        sum += Number(text.slice(from, text.indexOf(',', from)));
      }
      first = false;
      start = end + 1;
    }
    rest = text.slice(start);
  }
  closeSync(fd);
  return sum;
}

async function readAll(file: string): Promise<number> {
  const { values, channels } = await readCsv(file);
  let sum = 0;
  for (let i = 1; i < values.length; i += channels) sum += values[i];
  return sum;
}

async function papaRows(file: string): Promise<number> {
  const { createReadStream } = await import('node:fs');
  let sum = 0;
  let first = true;
  return new Promise((resolve, reject) => {
    Papa.parse(createReadStream(file, 'utf8'), {
      chunk: ({ data }) => {
        for (const row of data as string[][]) {
          if (!first && row.length === 3) sum += Number(row[1]);
          first = false;
        }
      },
      complete: () => resolve(sum),
      error: reject,
    });
  });
}

function writeTable(file: string, quoted: boolean): void {
  const random = createRandom(1);
  const fd = openSync(file, 'w');
  let lines = ['a,b,c\n'];
  for (let row = 0; row < 1_000_000; row++) {
    const a = random.normal().toFixed(4);
    lines.push(`${quoted ? `"${a}"` : a},${(100 * random.uniform()).toFixed(4)},${random.normal().toFixed(3)}\n`);
    if (lines.length === 20_000) {
      writeSync(fd, lines.join(''));
      lines = [];
    }
  }
  writeSync(fd, lines.join(''));
  closeSync(fd);
}

async function measure(name: string, file: string): Promise<void> {
  const start = performance.now();
  const sum = await readers[name](file);
  const wall = performance.now() - start;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ wall, cpu: (userCPUTime + systemCPUTime) / 1000, rss: maxRSS / 1024, sum }));
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tsad-bench-'));
  try {
    const plain = join(folder, 'plain.csv');
    const quoted = join(folder, 'quoted.csv');
    writeTable(plain, false);
    writeTable(quoted, true);
    const results = new Map(
      Object.keys(readers).map((name) => [name, [] as Record<'wall' | 'cpu' | 'rss' | 'sum', number>[]]),
    );
    for (let round = 0; round < rounds; round++) {
      for (const name of results.keys()) {
        const file = name.includes('general') ? quoted : plain;
        const output = execFileSync(process.execPath, ['--import', 'tsx', import.meta.filename, name, file], {
          encoding: 'utf8',
        });
        results.get(name)?.push(JSON.parse(output));
      }
    }
    const yardstick = median(results.get('hand loop (yardstick)')!.map(({ wall }) => wall));
    const sums = new Set([...results.values()].flat().map(({ sum }) => sum));
    if (sums.size !== 1) throw new Error(`the readers disagree: ${[...sums].join(', ')}`);
    console.log(
      `1,000,000 rows x 3 columns, ${(statSync(plain).size / 1e6).toFixed(1)} MB, Node ${process.version}, ${rounds} runs in turn, medians\n`,
    );
    console.log('| reader | columns | wall ms | ratio to the hand loop | peak memory MB |');
    console.log('| --- | --- | --- | --- | --- |');
    for (const [name, runs] of results) {
      const wall = median(runs.map((run) => run.wall));
      const columns = name.startsWith('readCsv') ? 3 : 1;
      const rss = median(runs.map((run) => run.rss));
      console.log(
        `| ${name} | ${columns} | ${wall.toFixed(0)} | ${(wall / yardstick).toFixed(2)} | ${rss.toFixed(0)} |`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [reader, file] = process.argv.slice(2);
if (reader) await measure(reader, file);
else main();
