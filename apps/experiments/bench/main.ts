/**
 * Points per second of `tsad stream` as built, from a pipe and into a pipe, beside a bare line reader that only parses
 * and prints: what remains between the two is the price of the detector and the threshold. Processor time of the child
 * and time on the clock: on a shared machine only the first tells about the program. Build first.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const POINTS = 400_000;
const ROUNDS = 3;
const cli = join(import.meta.dirname, '../dist/cli.js');
const bare = `
import { createInterface } from 'node:readline';
let out = '';
let index = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const text = line[0] === '{' ? JSON.parse(line).value : Number(line);
  out += JSON.stringify({ index: index++, value: text }) + '\\n';
  if (out.length > 65536) { process.stdout.write(out); out = ''; }
}
process.stdout.write(out);
`;

const value = (i: number): string =>
  (Math.sin(i / 12) + 0.3 * Math.sin(i / 3.1) + ((i * 7919) % 1000) / 5000).toFixed(4);
const inputs = {
  'one number a line': Array.from({ length: POINTS }, (_, i) => `${value(i)}\n`).join(''),
  NDJSON: Array.from({ length: POINTS }, (_, i) => `{"time":${i},"value":${value(i)}}\n`).join(''),
};
const programs: Record<string, string[]> = {
  'bare line reader': ['--input-type=module', '-e', bare],
  'tsad stream': [cli, 'stream'],
  'tsad stream --detector spe': [cli, 'stream', '--detector', 'spe'],
};

interface Seconds {
  processor: number;
  clock: number;
}

/** Makes a child print the processor time that it took, in microseconds, as its last words. */
const confess = `data:text/javascript,process.on('exit',()=>{const u=process.cpuUsage();console.error(u.user+u.system)})`;

async function seconds(args: string[], input: string): Promise<Seconds> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', confess, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(input);
  let lines = 0;
  let words = '';
  child.stderr.on('data', (piece) => (words += piece));
  for await (const piece of child.stdout) for (const byte of piece as Buffer) if (byte === 10) lines++;
  const clock = (performance.now() - started) / 1000;
  if (child.exitCode === null) await once(child, 'exit');
  if (lines !== POINTS) throw new Error(`${args.join(' ')} wrote ${lines} lines, expected ${POINTS}`);
  return { processor: Number(words) / 1e6, clock };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

console.log(`${POINTS} points, median of ${ROUNDS} rounds, Node ${process.versions.node}\n`);
console.log('| input | program | points/s of processor time | on the clock |\n| --- | --- | ---: | ---: |');
for (const [inputName, input] of Object.entries(inputs)) {
  const times: Record<string, Seconds[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(programs)) (times[name] ??= []).push(await seconds(args, input));
  }
  for (const [name, all] of Object.entries(times)) {
    const rates = (['processor', 'clock'] as const).map((of) => POINTS / median(all.map((time) => time[of])));
    console.log(`| ${inputName} | ${name} | ${rates.map(Math.round).join(' | ')} |`);
  }
}
