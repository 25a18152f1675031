/** Compiles the trees of the random cut forest to WebAssembly. */
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { embedAssembly } from '../../../tools/build/wasm.mjs';

await embedAssembly(asc, join(import.meta.dirname, '..'), [
  {
    name: 'CUT_FOREST_WASM',
    summary: 'Random cut trees in plain SIMD: the same bits on every machine.',
    options: ['--importMemory'],
  },
]);
