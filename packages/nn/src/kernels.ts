/** The compiled kernels. Addresses are bytes, strides and lengths count floats; assembly/ says what each one does. */
import { PLAIN_WASM, RELAXED_WASM } from './wasm.generated.ts';

type Kernel = (...values: number[]) => void;

/** What an engine may call on its memory. */
export interface Kernels
  extends Record<
    | 'add'
    | 'addScaled'
    | 'adam'
    | 'blendRows'
    | 'blendRowsBack'
    | 'columnMoments'
    | 'columnSums'
    | 'copyRuns'
    | 'crossEntropyBack'
    | 'dropout'
    | 'gatherPatches'
    | 'gemm'
    | 'gemmPacked'
    | 'gruBackward'
    | 'gruForward'
    | 'gruWeights'
    | 'leaky'
    | 'leakyBack'
    | 'maximum'
    | 'maximumBack'
    | 'multiply'
    | 'normalise'
    | 'normaliseBack'
    | 'normaliseSums'
    | 'pack'
    | 'scale'
    | 'scatterPatches'
    | 'selu'
    | 'seluBack'
    | 'sigmoidBack'
    | 'sigmoids'
    | 'subtract'
    | 'tanhBack'
    | 'tanhs',
    Kernel
  > {
  squaredError(
    output: number,
    target: number,
    weights: number,
    gradient: number,
    length: number,
    scale: number,
  ): number;
}

/** Columns in a packed panel; see assembly/gemm.ts. */
const PANEL = 12;
/** Inner indices that are packed together. */
const CHUNK = 256;
/** Rows of A that are worked on together. */
const ROW_BLOCK = 192;

/** Floats that a packed factor takes. */
export function packedLength(inner: number, columns: number): number {
  return inner * Math.ceil(columns / PANEL) * PANEL;
}

/** Floats of scratch that a product needs: a packed chunk of B, and a block of A turned into rows. */
export function scratchLength(rows: number, columns: number, inner: number): number {
  const chunk = Math.min(inner, CHUNK);
  return packedLength(chunk, columns) + Math.min(rows, ROW_BLOCK) * chunk;
}

/** Floats of scratch that a GRU's weight gradients need: a chunk of its gates, and the wider of the other two factors packed. */
export function gruScratchLength(rows: number, inputs: number, hidden: number): number {
  const chunk = Math.min(rows, CHUNK);
  return 4 * hidden * chunk + packedLength(chunk, Math.max(inputs, hidden));
}

const compiled = new Map<string, WebAssembly.Module | undefined>();

/**
 * The compiled module: fused multiply-add where that is asked for and this machine has it, else plain SIMD; undefined
 * where WebAssembly SIMD is missing or forbidden.
 */
export async function kernelModule(
  relaxed: boolean,
): Promise<{ module: WebAssembly.Module; relaxed: boolean } | undefined> {
  const fused = relaxed ? await moduleOf(RELAXED_WASM) : undefined;
  if (fused) return { module: fused, relaxed: true };
  const plain = await moduleOf(PLAIN_WASM);
  return plain && { module: plain, relaxed: false };
}

/** {@link kernelModule}, compiled at once. */
export function kernelModuleNow(relaxed: boolean): { module: WebAssembly.Module; relaxed: boolean } | undefined {
  const fused = relaxed ? moduleNow(RELAXED_WASM) : undefined;
  if (fused) return { module: fused, relaxed: true };
  const plain = moduleNow(PLAIN_WASM);
  return plain && { module: plain, relaxed: false };
}

/** Validation is the feature test: a machine without the instructions refuses the module. */
async function moduleOf(base64: string): Promise<WebAssembly.Module | undefined> {
  if (!compiled.has(base64)) {
    const bytes = bytesOf(base64);
    try {
      compiled.set(base64, WebAssembly.validate(bytes) ? await WebAssembly.compile(bytes) : undefined);
    } catch {
      compiled.set(base64, undefined);
    }
  }
  return compiled.get(base64);
}

function moduleNow(base64: string): WebAssembly.Module | undefined {
  if (!compiled.has(base64)) {
    const bytes = bytesOf(base64);
    try {
      compiled.set(base64, WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined);
    } catch {
      compiled.set(base64, undefined);
    }
  }
  return compiled.get(base64);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
