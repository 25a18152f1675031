/** Prints ours beside PyTorch on one thread: training steps and scoring of the dense autoencoder of MNIST. */
import { execFileSync } from 'node:child_process';
import { createRandom } from '@tsad/core';
import { AutoEncoder, Cance, CompositeDensity } from '../src/index.ts';

const PIXELS = 784;
const STEPS = 200;
const ROWS = 10_000;
const ROUNDS = 3;

interface Times {
  training: number;
  scoring: number;
}

function cpu(began?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

async function ours(batch: number, rows: Uint8Array, asked: Uint8Array): Promise<Times> {
  const shape = Cance.image(PIXELS).options;
  const { variant, features, components, cosine, validation, density, ...options } = shape;
  const make = (epochs: number): AutoEncoder => new AutoEncoder({ ...options, batch, epochs: [epochs, 0] });
  await make(1).fit(rows);
  const epochs = STEPS / 20;
  const began = process.cpuUsage();
  const encoder = await make(epochs).fit(rows);
  const training = cpu(began) / STEPS;
  const density6 = await new CompositeDensity({ ...density, variant: 'cance', epochs: 1 }).fit(
    await encoder.features(rows),
  );
  const start = process.cpuUsage();
  await density6.score(await encoder.features(asked));
  return { training, scoring: cpu(start) };
}

function peer(batch: number): Times {
  const python = process.env.PYTHON ?? 'python3';
  const script = new URL('peer.py', import.meta.url).pathname;
  const environment = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const text = execFileSync(python, [script, String(batch), String(STEPS), String(ROWS)], { env: environment });
  return JSON.parse(text.toString()) as Times;
}

const random = createRandom(1);
const noise = (rows: number): Uint8Array =>
  Uint8Array.from({ length: rows * PIXELS }, () => Math.floor(256 * random.uniform()));

console.log('CPU time on one thread, rounds taken in turn; ratio = PyTorch / ours, above 1 ours is faster');
for (const batch of [128, 256]) {
  const rows = noise(20 * batch);
  const asked = noise(ROWS);
  for (let round = 0; round < ROUNDS; round++) {
    const [us, them] = [await ours(batch, rows, asked), peer(batch)];
    const training = `step ${(1000 * us.training).toFixed(2)} ms, PyTorch ${(1000 * them.training).toFixed(2)} ms, ratio ${(them.training / us.training).toFixed(2)}`;
    const scoring = `${ROWS} images scored (density too) in ${us.scoring.toFixed(2)} s, PyTorch (features alone) ${them.scoring.toFixed(2)} s`;
    console.log(`batch ${batch}: ${training}; ${scoring}`);
  }
}
