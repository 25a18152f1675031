/**
 * Compiles `assembly/*.ts` twice (plain SIMD, and with the fused operations of relaxed SIMD) and embeds the modules
 * as base64 in `src/wasm.generated.ts`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const root = join(import.meta.dirname, '..');
const target = join(root, 'src', 'wasm.generated.ts');
const scratch = mkdtempSync(join(tmpdir(), 'tsad-wasm-'));

async function compile(name, extra) {
  const file = join(scratch, `${name}.wasm`);
  const { error, stderr } = await asc.main([
    'assembly/index.ts',
    '--baseDir',
    root,
    '--outFile',
    file,
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--use',
    'abort=',
    '--enable',
    'simd',
    ...extra,
  ]);
  if (error) throw new Error(`assemblyscript failed for ${name}: ${error.message}\n${stderr.toString()}`);
  return readFileSync(file).toString('base64');
}

try {
  const plain = await compile('plain', []);
  const relaxed = await compile('relaxed', ['--enable', 'relaxed-simd']);
  const text = `/** Written by scripts/build-wasm.mjs from assembly/; do not edit. */

/** The kernels in plain SIMD: the same bits on every machine. */
export const PLAIN_WASM: string =
  '${plain}';

/** The kernels with fused multiply-add. */
export const RELAXED_WASM: string =
  '${relaxed}';
`;
  writeFileSync(target, text);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
