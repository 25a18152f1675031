/**
 * Times one pass of each case, ours in turn with PyTorch's where a Python that imports it is found (TSAD_PYTHON), and
 * prints Markdown tables. CPU time counts all threads of a process; the best of the rounds is shown, since other work on the
 * machine only adds. ROUNDS sets how many (default 30; the wide networks take a fifth of it). Arguments name the cases to
 * run (see below, and `workers`); default all.
 */
import { cpus, loadavg } from 'node:os';
import { createEngine } from '../src/index.ts';
import { createReplicaPool } from '../src/node.ts';
import { createCases } from './cases.ts';
import { type Peer, type Seconds, startTorch } from './peer.ts';
import { createBenchReplica, STEPS, WIDTH } from './replica.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 30);
const titles: Record<string, string> = {
  'train-24': '3-layer biGRU, width 24, batch 128, 50 steps: forward and backward',
  'score-24': 'the same: scoring',
  autoencoder: 'dense 784-256-64-6-64-256-784, batch norm, batch 256: training step',
  'train-144': '2-layer biGRU, width 144, batch 256, 50 steps: forward and backward',
  'score-144': 'the same: scoring',
};

const wanted = (name: string): boolean => process.argv.length === 2 || process.argv.includes(name);

function seconds(work: () => void): Seconds {
  const [start, began] = [process.cpuUsage(), performance.now()];
  work();
  const { user, system } = process.cpuUsage(start);
  return { cpu: (user + system) / 1e6, clock: (performance.now() - began) / 1000 };
}

const best = (all: Seconds[]): Seconds => ({
  cpu: Math.min(...all.map(({ cpu }) => cpu)),
  clock: Math.min(...all.map(({ clock }) => clock)),
});
const ms = (time: number): string => (1000 * time).toFixed(1);

async function compare(name: string, peer: Peer | undefined): Promise<void> {
  const rounds = name.endsWith('144') ? Math.ceil(ROUNDS / 5) : ROUNDS;
  const plain = cases[0][name];
  const relaxed = cases.at(1)?.[name];
  const times: Record<string, Seconds[]> = { plain: [], relaxed: [], torch1: [], torch2: [] };
  for (let round = -1; round < rounds; round++) {
    const all = {
      plain: seconds(plain),
      relaxed: relaxed && seconds(relaxed),
      torch1: await peer?.seconds(name, 1),
      torch2: await peer?.seconds(name, 2),
    };
    if (round < 0) continue;
    for (const [key, time] of Object.entries(all)) if (time) times[key].push(time);
  }
  const [ours, fused, one, two] = Object.values(times).map(best);
  const ratio = (a: number, b: number): string => (Number.isFinite(a / b) ? (a / b).toFixed(2) : '');
  const cells = [
    titles[name],
    ms(ours.cpu),
    relaxed ? ms(fused.cpu) : '',
    peer ? ms(one.cpu) : '',
    peer ? `${ratio(one.cpu, ours.cpu)} / ${ratio(one.clock, ours.clock)}` : '',
    peer && relaxed ? `${ratio(one.cpu, fused.cpu)} / ${ratio(one.clock, fused.clock)}` : '',
    peer ? `${ms(two.cpu)} / ${ms(two.clock)}` : '',
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

/** Clock time of one step on one and on two workers, in turn; the load says how much of a second core there was to win. */
async function compareWorkers(): Promise<void> {
  // tsx registers itself in the main thread only.
  const loader = `data:text/javascript,import{register}from'${import.meta.resolve('tsx/esm/api')}';register()`;
  const open = (workers: number): ReturnType<typeof createReplicaPool> =>
    createReplicaPool({
      create: createBenchReplica,
      workers,
      worker: new URL('./worker.ts', import.meta.url),
      execArgv: ['--import', loader],
      blockRows: 32,
    });
  const pools = [await open(1), await open(2)];
  const rows = 256;
  const batch = { rows, arrays: { x: new Float32Array(rows * STEPS * WIDTH).fill(0.5) } };
  const clocks: number[][] = [[], []];
  const costs: Seconds[] = [];
  for (let round = -3; round < ROUNDS; round++) {
    for (const [at, pool] of pools.entries()) {
      const [all, own, began] = [process.cpuUsage(), threadCpu(), performance.now()];
      await pool.step(batch);
      if (round < 0) continue;
      clocks[at].push(performance.now() - began);
      const { user, system } = process.cpuUsage(all);
      if (at === 1) costs.push({ cpu: (user + system) / 1e6, clock: threadCpu() - own });
    }
  }
  await Promise.all(pools.map((pool) => pool.close()));
  const [one, two] = clocks.map((all) => Math.min(...all));
  console.log(
    `\nOne step of 256 windows, width 24: ${one.toFixed(0)} ms on 1 worker, ${two.toFixed(0)} ms on 2, ` +
      `${(one / two).toFixed(2)} times as fast (load ${loadavg()[0].toFixed(1)} on ${cpus().length} cores).`,
  );
  const { cpu, clock: serial } = best(costs);
  if (!Number.isFinite(serial)) return;
  console.log(
    `Of ${ms(cpu)} ms CPU a step the main thread takes ${ms(serial)} (sending, adding up), ` +
      `so two free cores make it at most ${(cpu / (serial + (cpu - serial) / 2)).toFixed(2)} times as fast.`,
  );
}

/** CPU seconds of this thread alone; NaN where Node does not tell (before 23.9). */
function threadCpu(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  if (!threadCpuUsage) return Number.NaN;
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1e6;
}

const engines = [await createEngine(), await createEngine({ relaxedSimd: true })].filter(
  ({ relaxedSimd }, at) => at === 0 || relaxedSimd,
);
const cases = engines.map(createCases);
const peer = await startTorch();
console.log(
  `Node ${process.version}, ${cpus()[0].model}, best of ${ROUNDS}${peer ? '' : '; no Python with torch found'}\n`,
);
console.log(
  '| pass | plain, CPU ms | relaxed, CPU ms | PyTorch 1 thread, CPU ms | PyTorch / plain, CPU / clock | PyTorch / relaxed | PyTorch 2 threads, CPU / clock ms |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const name of Object.keys(titles).filter(wanted)) await compare(name, peer);
peer?.close();
if (wanted('workers')) await compareWorkers();
for (const engine of engines) engine.dispose();
