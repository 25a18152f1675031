/** The engine: one private WebAssembly memory used as a stack, and the kernels that work on it. */
import { checkBoolean, checkInteger, checkOptionNames } from '@tsad/core';
import { type Kernels, kernelModule, kernelModuleNow } from './kernels.ts';
import { acquireMemory, PAGE, releaseMemory } from './memory-pool.ts';
import { checkShape, lengthOf, Tensor } from './tensor.ts';

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /**
   * Use fused multiply-add (relaxed SIMD) where the machine has it: faster, but the last bits then differ between
   * machines. Default false.
   */
  relaxedSimd?: boolean;
  /** Most bytes the memory may grow to, at most 4 GiB. Default 1 GiB. */
  maxBytes?: number;
}

/** The first bytes belong to the kernels. */
const RESERVED = 4096;
const ALIGNMENT = 64;

/** Where the engine's internals are reachable for the layers of this package. */
let kernels: (engine: Engine) => Kernels;

/**
 * A float32 engine. Its memory is a stack: layers and optimisers first, then step after step in {@link Engine.scope}, so that a
 * training loop allocates nothing once it runs. Made by {@link createEngine}.
 */
export class Engine {
  /** Whether the fused build runs. */
  readonly relaxedSimd: boolean;
  /** Most bytes the memory may grow to. */
  readonly maxBytes: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  #top: number = RESERVED;
  #disposed = false;

  static {
    kernels = (engine) => {
      engine.#checkAlive();
      return engine.#kernels;
    };
  }

  /** Use {@link createEngine}. */
  constructor(module: WebAssembly.Module, relaxedSimd: boolean, maxBytes: number) {
    this.#memory = acquireMemory();
    this.#kernels = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports as unknown as Kernels;
    this.relaxedSimd = relaxedSimd;
    this.maxBytes = maxBytes;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#top;
  }

  /**
   * A tensor of zeros, or of the given values.
   * @param shape extents, row-major.
   * @param values as many numbers as the shape holds. Default zeros.
   * @throws RangeError for a bad shape, a wrong number of values, or when the memory would exceed `maxBytes`.
   */
  tensor(shape: readonly number[], values?: ArrayLike<number>): Tensor {
    const tensor = this.empty(shape);
    return values ? tensor.set(values) : tensor.fill(0);
  }

  /** A tensor with arbitrary content, for results that are written completely. */
  empty(shape: readonly number[]): Tensor {
    checkShape('engine.empty', shape);
    return new Tensor(this, this.#take(lengthOf(shape) * 4), shape);
  }

  /**
   * Runs `work` and then releases everything that was allocated in it. Copy what should survive.
   * @returns what `work` returns.
   * @throws TypeError when `work` is asynchronous: use `mark` and `release` there.
   */
  scope<T>(work: () => T): T {
    const mark = this.mark();
    try {
      const result = work();
      if (result instanceof Promise) {
        throw new TypeError('engine.scope: the work must not be asynchronous; use engine.mark and engine.release');
      }
      return result;
    } finally {
      if (!this.#disposed) this.release(mark);
    }
  }

  /** The current height of the stack, for {@link Engine.release}. */
  mark(): number {
    this.#checkAlive();
    return this.#top;
  }

  /** Releases everything that was allocated since `mark` was taken. */
  release(mark: number): void {
    this.#top = checkInteger('engine.release', 'mark', mark, RESERVED, this.#top);
  }

  /**
   * A live view of `length` floats at a byte offset; valid until the next allocation.
   * @throws Error when that memory was released or the engine disposed of.
   */
  view(offset: number, length: number): Float32Array {
    this.#checkAlive();
    if (offset + 4 * length > this.#top) {
      throw new Error('tensor: its memory was released; allocate it before the scope, or copy it with toArray()');
    }
    return new Float32Array(this.#memory.buffer, offset, length);
  }

  /** Releases the memory. Tensors, layers and optimisers of this engine cannot be used any more. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    releaseMemory(this.#memory);
  }

  #take(bytes: number): number {
    this.#checkAlive();
    const start = this.#top;
    // A vector may be read, never written, beyond the last element.
    const end = Math.ceil((start + bytes + 16) / ALIGNMENT) * ALIGNMENT;
    if (end > this.maxBytes) {
      throw new RangeError(
        `engine: ${bytes} bytes more than the ${start} in use exceed maxBytes = ${this.maxBytes}; use smaller batches, ` +
          'release what is not needed (engine.scope), or raise maxBytes',
      );
    }
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#grow(missing);
    this.#top = end;
    return start;
  }

  /** Grows by at least an eighth, so that many small steps do not cost many growths. */
  #grow(missing: number): void {
    const size = this.#memory.buffer.byteLength;
    const wanted = Math.min(Math.max(missing, size / 8), this.maxBytes - size);
    try {
      this.#memory.grow(Math.ceil(Math.max(missing, wanted) / PAGE));
    } catch {
      throw new RangeError(`engine: the machine has no room for ${size + missing} bytes; use smaller batches`);
    }
  }

  #checkAlive(): void {
    if (this.#disposed) throw new Error('engine: it was disposed of; create a new one');
  }
}

/** The kernels of an engine, for the layers of this package. */
export function kernelsOf(engine: Engine): Kernels {
  return kernels(engine);
}

/**
 * Creates an engine. Works in Node, pages and workers alike; each engine owns its memory.
 * @param options which build to use and how much memory to allow.
 * @returns an engine with an empty stack.
 * @throws Error where WebAssembly SIMD is missing or forbidden; RangeError or TypeError for bad options.
 * @example
 * const engine = await createEngine();
 * const sum = engine.scope(() => add(engine.tensor([2], [1, 2]), engine.tensor([2], [3, 4])).toArray());
 * console.assert(sum[1] === 6);
 * engine.dispose();
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { relaxedSimd, maxBytes } = checkOptions('createEngine', options);
  const found = typeof WebAssembly === 'object' ? await kernelModule(relaxedSimd) : undefined;
  return engineOf('createEngine', found, maxBytes);
}

/**
 * {@link createEngine} without waiting, for code that cannot: compiles the kernels (20 KB) on the calling thread.
 * @returns an engine with nothing in it.
 * @throws RangeError or TypeError for a wrong option; Error where WebAssembly SIMD is missing or forbidden.
 */
export function createEngineSync(options: EngineOptions = {}): Engine {
  const { relaxedSimd, maxBytes } = checkOptions('createEngineSync', options);
  const found = typeof WebAssembly === 'object' ? kernelModuleNow(relaxedSimd) : undefined;
  return engineOf('createEngineSync', found, maxBytes);
}

function checkOptions(where: string, options: EngineOptions): Required<EngineOptions> {
  checkOptionNames(where, options, ['relaxedSimd', 'maxBytes']);
  const { relaxedSimd = false, maxBytes = 2 ** 30 } = options;
  checkBoolean(where, 'relaxedSimd', relaxedSimd);
  checkInteger(where, 'maxBytes', maxBytes, PAGE, 2 ** 32);
  return { relaxedSimd, maxBytes };
}

function engineOf(
  where: string,
  found: { module: WebAssembly.Module; relaxed: boolean } | undefined,
  maxBytes: number,
): Engine {
  if (!found) {
    throw new Error(
      `${where}: this platform has no WebAssembly SIMD, or forbids it (a page needs "wasm-unsafe-eval" in its ` +
        'script-src policy); Node from 20.19 and browsers since 2023 have it',
    );
  }
  return new Engine(found.module, found.relaxed, maxBytes);
}
