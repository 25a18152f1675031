/**
 * Memories that engines gave back. An engine reserves address space that only the garbage collector returns, so that many
 * short-lived engines could run out of it; small memories are therefore used again. Content does not leak: tensors are
 * filled before use.
 */

/** Bytes in a page of WebAssembly memory. */
export const PAGE = 65536;
const KEPT = 4;
const LARGEST = 16 * 2 ** 20;
const free: WebAssembly.Memory[] = [];

/** A memory of at least one page. */
export function acquireMemory(): WebAssembly.Memory {
  return free.pop() ?? new WebAssembly.Memory({ initial: 1 });
}

/** Takes a memory back. */
export function releaseMemory(memory: WebAssembly.Memory): void {
  if (free.length < KEPT && memory.buffer.byteLength <= LARGEST) free.push(memory);
}
