/** Compiles the robust fit to WebAssembly. */
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { embedAssembly } from '../../../tools/build/wasm.mjs';

await embedAssembly(asc, join(import.meta.dirname, '..'), [
  { name: 'ROBUST_FIT_WASM', summary: 'The robust fit in plain SIMD: the same bits on every machine.' },
]);
