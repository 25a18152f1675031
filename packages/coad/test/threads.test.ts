import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { CoAD, type CoADOptions } from '../src/index.ts';
import { threads } from '../src/node.ts';

const OPTIONS: CoADOptions = {
  period: 20,
  pointsPerPeriod: 0,
  patch: 4,
  hidden: 3,
  layers: 2,
  dropout: 0.2,
  windowMultiple: 2,
  batch: 80,
  cleanShare: 1,
  steps: 3,
};
const train = Float64Array.from({ length: 200 }, (_, t) => Math.sin(t / 3) + 0.1 * Math.sin(t * t));

/** Workers know no TypeScript and no aliases: the worker as one JavaScript file. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsad-coad-'));
  const packages = join(import.meta.dirname, '../..');
  buildSync({
    entryPoints: [join(packages, 'coad/src/worker.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(
      ['core', 'dsp', 'nn'].map((name) => [`@tsad/${name}`, join(packages, name, 'src/index.ts')]),
    ),
  });
});

describe('training on threads', () => {
  it('gives the bits of one thread, dropout included', async () => {
    const worker = pathToFileURL(join(folder, 'worker.mjs'));
    const alone = await new CoAD(OPTIONS).fit(train);
    for (const workers of [1, 3]) {
      const together = await new CoAD(OPTIONS).fit(train, { pool: threads(workers, { worker }) });
      expect(together.encodeWeights()).toEqual(alone.encodeWeights());
      expect(together.history).toEqual(alone.history);
    }
  });

  it('rejects with the reason where a worker dies, and leaves the detector as it was', async () => {
    const module = join(folder, 'dead.mjs');
    writeFileSync(module, 'process.exit(3);');
    const detector = new CoAD(OPTIONS);
    await expect(detector.fit(train, { pool: threads(2, { worker: pathToFileURL(module) }) })).rejects.toThrow(
      /worker \d ended with code 3/,
    );
    expect(detector.period).toBeUndefined();
  });

  it('says so where WebAssembly is missing', async () => {
    const kept = globalThis.WebAssembly;
    try {
      (globalThis as { WebAssembly?: unknown }).WebAssembly = undefined;
      await expect(new CoAD(OPTIONS).fit(train)).rejects.toThrow(/no WebAssembly SIMD/);
    } finally {
      globalThis.WebAssembly = kept;
    }
  });
});
