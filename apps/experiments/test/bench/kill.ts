/** Kills `tsad bench` with SIGKILL at random moments until it has been done, and tells what stands in its folder. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRandom } from '@tsad/core';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../run-tsad.ts';
import { factsOf, plugin, runIn } from './folder.ts';
import { InlineExecutor } from './inline-executor.ts';

const workspace = resolve(import.meta.dirname, '../../../..');
const cli = resolve(import.meta.dirname, '../../src/cli.ts');
const series = 12;

/** What the kills left behind. */
export interface Killed {
  /** Runs that were killed before they were done. */
  killed: number;
  /** Lines in the folder after each kill. */
  lines: number[];
  facts: object;
  expected: object;
}

/** Kills a run `times` times, each some results after it began, then lets it finish; beside it an undisturbed run. */
export async function killAtRandom(times: number, seed: number, detectors: string): Promise<Killed> {
  const [broken, whole] = [temporaryFolder(), temporaryFolder()];
  const threads = Math.min(2, times);
  const jobs = series * detectors.split(',').length;
  const random = createRandom(seed);
  const lines: number[] = [];
  let killed = 0;
  for (let i = 0; i < times; i++) {
    // Between the first results and the last, and a moment more or less, so that writes are hit, too.
    const wanted = countLines(broken) + 1 + random.integer(Math.max(1, Math.floor(jobs / times)));
    if (await bench(broken, detectors, threads, wanted, random.uniform() * 30)) killed++;
    lines.push(countLines(broken));
  }
  await bench(broken, detectors, threads, Infinity, 0);
  const request = { limit: series, detectors: detectors.split(','), version: packageJson.version };
  await runIn(whole, new InlineExecutor(), request);
  return { killed, lines, facts: await factsOf(broken), expected: await factsOf(whole) };
}

/** Runs the command; kills it `delay` ms after the folder holds `lines` lines. Resolves to whether it was killed. */
function bench(out: string, detectors: string, threads: number, lines: number, delay: number): Promise<boolean> {
  const args = [
    'bench',
    'synthetic',
    '--detectors',
    detectors,
    '--plugin',
    plugin,
    '--protocol',
    'holdout',
    '--out',
    out,
  ];
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args, '--jobs', String(threads)], {
    cwd: workspace,
    stdio: 'ignore',
  });
  const watch = setInterval(() => {
    if (countLines(out) < lines) return;
    clearInterval(watch);
    setTimeout(() => child.kill('SIGKILL'), delay);
  }, 5);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      if (code !== 0 && signal !== 'SIGKILL') fail(new Error(`tsad bench ended with ${code ?? signal}`));
      else done(signal === 'SIGKILL');
    });
  });
}

function countLines(folder: string): number {
  const path = join(folder, 'results.ndjson');
  return existsSync(path) ? readFileSync(path).filter((byte) => byte === 10).length : 0;
}
