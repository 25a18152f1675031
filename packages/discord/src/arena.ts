/** A bump allocator over one WebAssembly memory: everything a join needs lies in it, at fixed places. */

const PAGE = 65536;
/** The first bytes belong to the compiler's own data. */
const RESERVED = 4096;
/** Readable elements behind every array, for loads that reach over its end. */
export const PADDING = 16;

/** Memory with typed arrays at known addresses. */
export class Arena {
  readonly memory: WebAssembly.Memory;
  #top: number = RESERVED;

  /** @param bytes room for all arrays; each one takes up to 16 bytes and its padding more than its elements. */
  constructor(bytes: number) {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil((RESERVED + bytes) / PAGE) });
  }

  /** Zeroed numbers, `length` of them and the padding. */
  float64(length: number): Float64Array {
    return new Float64Array(this.memory.buffer, this.#take((length + PADDING) * 8), length + PADDING);
  }

  /** Zeroed 32-bit integers, `length` of them and the padding. */
  int32(length: number): Int32Array {
    return new Int32Array(this.memory.buffer, this.#take((length + PADDING) * 4), length + PADDING);
  }

  #take(bytes: number): number {
    const start = this.#top;
    this.#top += Math.ceil(bytes / 16) * 16;
    return start;
  }
}

/** Bytes that `float64Arrays` arrays of numbers and `int32Arrays` arrays of integers of one length take. */
export function arenaBytes(length: number, float64Arrays: number, int32Arrays: number): number {
  const padded = length + PADDING;
  return float64Arrays * (padded * 8 + 16) + int32Arrays * (padded * 4 + 16);
}
