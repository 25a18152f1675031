/**
 * `pnpm --filter @tsad/coad bench`: CPU seconds of an epoch and of a scored point with the released settings, 24 and 144 wide,
 * beside PyTorch on one thread where a python3 with torch is found (`PYTHON` names another), in turn; then the memory of
 * training on and scoring 650,000 points. Arguments choose parts: `24`, `144`, `memory`. Only if asked for: `trajectory`, 100
 * epochs of the released settings, 144 wide, on the synthetic series of the golden file, beside the reference's losses (minutes).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { evaluate } from '@tsad/metrics';
import { CoAD, type CoADOptions } from '../src/index.ts';

const PERIOD = 32;
const POINTS = 1600;
const wave = (points: number, period: number = PERIOD): Float64Array =>
  Float64Array.from({ length: points }, (_, t) => Math.sin((2 * Math.PI * t) / period) + 0.05 * Math.sin(t * t));

/** CPU seconds since a reading. */
const since = (began: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
};

async function ours(options: CoADOptions, epochs: number): Promise<{ epoch: number; point: number }> {
  let began = process.cpuUsage();
  let trained = 0;
  const detector = await new CoAD({ preset: 'official', period: PERIOD, ...options, epochs: epochs + 1 }).fit(
    wave(POINTS),
    {
      // The first epoch warms the compiler up.
      onProgress: ({ epoch, step, steps }) => {
        if (epoch === 1 && step === steps / (epochs + 1)) began = process.cpuUsage();
        if (step === steps) trained = since(began);
      },
    },
  );
  const test = wave(4 * POINTS);
  await detector.score(test.subarray(0, POINTS));
  const start = process.cpuUsage();
  await detector.score(test);
  return { epoch: trained / epochs, point: since(start) / test.length };
}

function torch(hidden: number, epochs: number): { epoch: number; point: number; version: string } | undefined {
  const script = fileURLToPath(new URL('./peer.py', import.meta.url));
  const python = process.env.PYTHON ?? 'python3';
  const { status, stdout } = spawnSync(python, [script, String(hidden), String(epochs)], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

const asked = process.argv.slice(2);
const wants = (part: string): boolean => asked.length === 0 || asked.includes(part);

for (const [hidden, epochs] of [
  [24, 5],
  [144, 1],
]) {
  if (!wants(String(hidden))) continue;
  const own = await ours({ hidden }, epochs);
  const peer = torch(hidden, epochs);
  const line = (what: string, mine: number, theirs: number | undefined, unit: number, name: string): string =>
    `${what}: ${(mine * unit).toFixed(2)} ${name}` +
    (theirs === undefined
      ? '; no python3 with torch to compare with'
      : `, PyTorch ${(theirs * unit).toFixed(2)} ${name}: ${(theirs / mine).toFixed(2)} times as fast`);
  console.log(`hidden ${hidden}`);
  console.log(line('  an epoch of 247 windows', own.epoch, peer?.epoch, 1, 's'));
  console.log(line('  a scored point', own.point, peer?.point, 1e6, 'us'));
}

if (wants('memory')) {
  const long = wave(650_000, 100);
  const began = process.cpuUsage();
  const detector = await new CoAD({ period: 100, steps: 300 }).fit(long);
  const fit = since(began);
  await detector.score(long);
  const peak = process.resourceUsage().maxRSS / 1000;
  console.log(
    `650,000 points: 300 steps ${fit.toFixed(1)} s with the measure of what is usual, scores ${(since(began) - fit).toFixed(1)} s, peak ${peak.toFixed(0)} MB`,
  );
}

if (asked.includes('trajectory')) {
  const { period, train, test, label, runs } = JSON.parse(
    readFileSync(new URL('../test/golden/syn32.json', import.meta.url), 'utf8'),
  );
  const began = process.cpuUsage();
  const detector = await new CoAD({ preset: 'official', period, epochs: 100, seed: 46 }).fit(train);
  const losses: [epoch: number, total: number][] = runs.syn32_h144.losses;
  for (const mark of [10, 30, 50, 75, 100]) {
    const mean = (totals: number[]): string =>
      (totals.slice(mark - 10, mark).reduce((sum, total) => sum + total, 0) / 10).toFixed(3);
    const own = detector.history.map(({ total }) => total);
    console.log(
      `epochs ${mark - 9} to ${mark}: loss ${mean(own)}, reference ${mean(losses.map(([, total]) => total))}`,
    );
  }
  const labels = new Uint8Array(test.length).fill(1, ...(label as [number, number]));
  const metrics = evaluate(await detector.score(test), labels, { protocol: 'coad', period });
  const shown = (['UCR-top1', 'F1', 'AUC-PR', 'R-AUC-PR', 'VUS-PR'] as const).map(
    (name) => `${name} ${metrics[name]?.toFixed(3)}`,
  );
  console.log(`${shown.join(', ')}; ${since(began).toFixed(0)} CPU s`);
}
