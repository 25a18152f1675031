/** The kernels, bound to one memory: WebAssembly where it runs, else their plain twin. */
import { plainKernels } from './plain-kernels.ts';
import { PLAIN_WASM, RELAXED_WASM } from './wasm.generated.ts';

/** Walks the diagonals from, from + 8, ... below `to`; see assembly/join.ts for the meaning of the addresses. */
export type JoinKernel = (
  rows: number,
  columns: number,
  window: number,
  k: number,
  from: number,
  to: number,
  scratch: number,
) => void;

/** Which side gets the other one as a neighbour. */
export type JoinKernelName = 'joinBoth' | 'joinRows' | 'joinColumns';

/** What the memory's owner may call. Addresses are bytes. */
export interface Kernels extends Record<JoinKernelName, JoinKernel> {
  streamAdvance(c: number, f: number, g: number, count: number, fNew: number, gNew: number): void;
  streamProduct(x: number, y: number, meanX: number, meanY: number, window: number): number;
  streamProducts(c: number, x: number, mean: number, count: number, y: number, meanY: number, window: number): void;
  streamNearest(
    c: number,
    a: number,
    b: number,
    count: number,
    bNew: number,
    side: number,
    k: number,
    first: number,
  ): void;
}

const compiled = new Map<string, WebAssembly.Module | undefined>();

/**
 * The compiled module, or undefined where WebAssembly SIMD is missing or forbidden.
 * @param relaxed asks for fused multiply-add; the plain build answers where the machine has none.
 */
export function kernelModule(relaxed: boolean): WebAssembly.Module | undefined {
  return (relaxed ? moduleOf(RELAXED_WASM) : undefined) ?? moduleOf(PLAIN_WASM);
}

/** Kernels on a memory. */
export function kernelsOn(memory: WebAssembly.Memory, relaxed: boolean): Kernels {
  const module = kernelModule(relaxed);
  if (!module) return plainKernels(memory);
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/** Validation is the feature test: a machine without SIMD, or without its relaxed form, refuses the module. */
function moduleOf(base64: string): WebAssembly.Module | undefined {
  if (!compiled.has(base64)) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    try {
      compiled.set(base64, WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined);
    } catch {
      compiled.set(base64, undefined);
    }
  }
  return compiled.get(base64);
}
