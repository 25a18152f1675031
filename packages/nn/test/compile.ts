/** The tests' worker and page as JavaScript in a temporary folder: workers and pages know no TypeScript and no aliases. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Bundles `replica-worker.ts` and `page.ts` from the sources; returns the folder with `replica-worker.js` and `page.js`. */
export function bundleTestModules(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'tsad-nn-'));
  buildSync({
    entryPoints: ['replica-worker.ts', 'page.ts'].map((name) => join(import.meta.dirname, name)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    alias: { '@tsad/core': join(import.meta.dirname, '../../core/src/index.ts') },
  });
  return outdir;
}
