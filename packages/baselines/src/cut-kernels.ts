/** The trees of a cut forest in WebAssembly (assembly/), bound to a memory of their own. */
import { type CutMemory, clearForest, cutMemoryBytes, type ForestShape, viewCutMemory } from './cut-memory.ts';
import { exchangePlain } from './plain-cuts.ts';
import { CUT_FOREST_WASM } from './wasm.generated.ts';

const PAGE = 65536;

/** A forest's memory and what works on it. */
export interface CutKernels {
  readonly memory: CutMemory;
  /**
   * Takes one of the points at the leaf `gone` out of every tree, none if that is -1, and the point of the memory in.
   * @returns the leaf of the new point.
   */
  exchange(gone: number): number;
  /** The sum over the trees of the collusive displacement of the point that came last. */
  displaced(): number;
}

interface Exports extends Omit<CutKernels, 'memory'> {
  bind(
    trees: number,
    size: number,
    dimensions: number,
    roots: number,
    above: number,
    free: number,
    freeCount: number,
    scratch: number,
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/** Empty trees; in plain JavaScript, with the same bits, where there is no WebAssembly SIMD or no memory for it. */
export function createCutKernels(shape: ForestShape): CutKernels {
  try {
    return compiledKernels(shape);
  } catch {
    return plainKernels(shape);
  }
}

/** Throws where a machine has no SIMD, a page forbids WebAssembly, or the trees take more than its memory can hold. */
function compiledKernels(shape: ForestShape): CutKernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(CUT_FOREST_WASM), (character) => character.charCodeAt(0)));
  const stretch = new WebAssembly.Memory({ initial: Math.ceil(cutMemoryBytes(shape) / PAGE) });
  const instance = new WebAssembly.Instance(compiled, { env: { memory: stretch } });
  const { bind, exchange, displaced } = instance.exports as unknown as Exports;
  const memory = viewCutMemory(stretch.buffer, shape);
  clearForest(memory);
  const { trees, size, dimensions, roots, above, free, freeCount, scratch } = memory;
  const [a, b, c, d] = [roots, above, free, freeCount].map((view) => view.byteOffset);
  bind(trees, size, dimensions, a, b, c, d, scratch);
  return { memory, exchange, displaced };
}

/** Empty trees in plain JavaScript. */
export function plainKernels(shape: ForestShape): CutKernels {
  const memory = viewCutMemory(new ArrayBuffer(cutMemoryBytes(shape)), shape);
  clearForest(memory);
  let sum = 0;
  const exchange = (gone: number): number => {
    const { leaf, displaced } = exchangePlain(memory, gone);
    sum = displaced;
    return leaf;
  };
  return { memory, exchange, displaced: () => sum };
}
