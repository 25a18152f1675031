/**
 * Points per second of `tsad stream` as built, from a pipe and into a pipe, beside a bare line reader that only parses
 * and prints: what remains between the two is the price of the detector and the threshold. Build first.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const POINTS = 200_000;
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

async function seconds(args: string[], input: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  let lines = 0;
  for await (const piece of child.stdout) for (const byte of piece as Buffer) if (byte === 10) lines++;
  if (lines !== POINTS) throw new Error(`${args.join(' ')} wrote ${lines} lines, expected ${POINTS}`);
  return (performance.now() - started) / 1000;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

console.log(`${POINTS} points, median of ${ROUNDS} rounds, Node ${process.versions.node}\n`);
console.log('| input | program | points/s | against bare |\n| --- | --- | ---: | ---: |');
for (const [inputName, input] of Object.entries(inputs)) {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(programs)) (times[name] ??= []).push(await seconds(args, input));
  }
  const reference = median(times['bare line reader']);
  for (const [name, all] of Object.entries(times)) {
    const time = median(all);
    console.log(`| ${inputName} | ${name} | ${Math.round(POINTS / time)} | ${(reference / time).toFixed(2)} |`);
  }
}
