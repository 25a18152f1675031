/**
 * Times the joins and prints a Markdown table: CPU time per pair of windows (each pair once, preparation included; the
 * clock only where workers share a join), medians of interleaved rounds; beside stumpy where a Python that imports it is found (TSAD_PYTHON, PYTHONPATH).
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { createRandom } from '@tsad/core';
import {
  abJoin,
  CausalSoftDiscord,
  Damp,
  type JoinOptions,
  leftJoin,
  MatrixProfile,
  SoftDiscord,
  selfJoin,
} from '../src/index.ts';
import { createJoinPool } from '../src/node.ts';
import { startStumpy } from './peer.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const random = createRandom(1);
const noise = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());
const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1];

/** CPU seconds of the process, all its threads: a busy machine stretches them less than the clock. */
function seconds(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

async function clockSeconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** CPU seconds a point. */
function feed(values: Float64Array, update: (value: number) => number): number {
  return seconds(() => values.map(update)) / values.length;
}

function row(title: string, ours: string, theirs = '', ratio = ''): void {
  console.log(`| ${title} | ${ours} | ${theirs} | ${ratio} |`);
}

const peer = await startStumpy();
console.log(
  `Node ${process.version}, ${cpus()[0].model}, ${ROUNDS} rounds${peer ? '' : '; no Python with stumpy found'}\n`,
);
row('task', 'ours', 'stumpy, 1 thread', 'stumpy / ours');
row('---', '---:', '---:', '---:');

selfJoin(noise(6000), { window: 100 });
for (const n of [4096, 16_384, 32_768]) {
  const times: [number[], number[]] = [[], []];
  let cells = 0;
  const series = noise(n);
  for (let round = 0; round < ROUNDS; round++) {
    times[0].push(seconds(() => ({ cells } = selfJoin(series, { window: 100 }))));
    if (peer) times[1].push(await peer.seconds(`self ${n} 100`));
  }
  const [ours, theirs] = times.map(median);
  const perCell = (time: number): string => `${((time * 1e9) / cells).toFixed(2)} ns`;
  row(
    `self-join, n = ${n.toLocaleString('en')}, window 100`,
    perCell(ours),
    peer && perCell(theirs),
    peer && (theirs / ours).toFixed(1),
  );
}

const long = noise(16_384);
const other = noise(16_384);
const variants: [string, (options: JoinOptions) => { cells: number }, Partial<JoinOptions>][] = [
  ['self-join, soft', (options) => selfJoin(long, options), { distance: 'soft' }],
  ['self-join, raw', (options) => selfJoin(long, options), { distance: 'raw' }],
  ['self-join, k = 5', (options) => selfJoin(long, options), { neighbours: 5 }],
  ['self-join, relaxed SIMD where available', (options) => selfJoin(long, options), { relaxedSimd: true }],
  ['left join', (options) => leftJoin(long, options), {}],
  ['AB-join', (options) => abJoin(long, other, options), {}],
];
for (const [title, join, options] of variants) {
  const times: number[] = [];
  let cells = 0;
  for (let round = 0; round < ROUNDS; round++) {
    times.push(seconds(() => ({ cells } = join({ window: 100, ...options }))));
  }
  row(`${title}, n = 16,384`, `${((median(times) * 1e9) / cells).toFixed(2)} ns`);
}

const pools = [createJoinPool({ workers: 1 }), createJoinPool({ workers: 2 })];
const pooled: [number[], number[]] = [[], []];
const series = noise(49_152);
for (const pool of pools) await pool.selfJoin(series.subarray(0, 8000), { window: 100 });
for (let round = 0; round < ROUNDS; round++) {
  for (const [at, pool] of pools.entries())
    pooled[at].push(await clockSeconds(() => pool.selfJoin(series, { window: 100 })));
}
await Promise.all(pools.map((pool) => pool.close()));
row(
  'self-join, n = 49,152: 1 worker / 2 workers, best clock times',
  `${(Math.min(...pooled[0]) / Math.min(...pooled[1])).toFixed(2)}x faster with 2`,
);

const updates: [number[], number[]] = [[], []];
const stream = await new MatrixProfile({ window: 100, join: 'left', history: 10_000 }).fit(noise(10_200));
for (const value of noise(2000)) stream.update(value);
for (let round = 0; round < ROUNDS; round++) {
  const values = noise(2000);
  updates[0].push(feed(values, (value) => stream.update(value)));
  if (peer) updates[1].push(await peer.seconds('stream 10000 100'));
}
const [update, theirUpdate] = updates.map(median);
row(
  'MatrixProfile.update, 10,000 windows of past',
  `${(update * 1e6).toFixed(1)} us`,
  peer && `${(theirUpdate * 1e6).toFixed(0)} us (stumpi)`,
  peer && (theirUpdate / update).toFixed(1),
);

const season = Float64Array.from(noise(60_000), (value, t) => Math.sin((2 * Math.PI * t) / 100) + 0.1 * value);
const damp = await new Damp({ window: 100 }).fit(season.subarray(0, 10_000));
const perPoint: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const part = season.subarray(10_000 + round * 8000, 18_000 + round * 8000);
  perPoint.push(feed(part, (value) => damp.update(value)));
}
row('Damp.update, seasonal series, window 100', `${(median(perPoint) * 1e6).toFixed(1)} us`);

const causal = await new CausalSoftDiscord({ period: 100 }).fit(season.subarray(0, 11_000));
const perRow: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const part = season.subarray(11_000 + round * 1000, 12_000 + round * 1000);
  perRow.push(feed(part, (value) => causal.update(value)));
}
row('CausalSoftDiscord.update, reference of 10,000', `${(median(perRow) * 1e6).toFixed(0)} us`);

const whole: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const began = process.cpuUsage();
  await (await new SoftDiscord().fit(season.subarray(0, 10_000))).score(season.subarray(10_000, 30_000));
  const { user, system } = process.cpuUsage(began);
  whole.push((user + system) / 1e6);
}
row('SoftDiscord, train part of 10,000, 20,000 scored, period 100', `${median(whole).toFixed(2)} s`);
peer?.close();

const memory = JSON.parse(
  execFileSync(process.execPath, [...process.execArgv, `${import.meta.dirname}/memory.ts`], { encoding: 'utf8' }),
);
row('self-join, 1,000,000 points: peak memory of the process', `${memory.peakMegabytes.toFixed(0)} MB`);
