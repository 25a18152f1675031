/** The tests' worker as JavaScript in a temporary folder: threads know no TypeScript and no aliases. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Bundles `replica-worker.ts` from the sources; returns the folder with `replica-worker.mjs`. */
export function bundleTestWorker(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'tsad-nn-'));
  buildSync({
    entryPoints: [join(import.meta.dirname, 'replica-worker.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    alias: { '@tsad/core': join(import.meta.dirname, '../../core/src/index.ts') },
  });
  return outdir;
}
