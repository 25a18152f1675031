/** Compiles the kernels twice: in plain SIMD, and with the fused operations of relaxed SIMD. */
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { embedAssembly } from '../../../tools/build/wasm.mjs';

const memory = ['--importMemory'];
await embedAssembly(asc, join(import.meta.dirname, '..'), [
  {
    name: 'PLAIN_WASM',
    summary: 'The kernels in plain SIMD: the same bits on every machine.',
    options: memory,
  },
  {
    name: 'RELAXED_WASM',
    summary: 'The kernels with fused multiply-add.',
    options: [...memory, '--enable', 'relaxed-simd'],
  },
]);
