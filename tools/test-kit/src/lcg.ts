/** The 32-bit linear congruential generator of the golden files: s <- 1664525 s + 1013904223 (mod 2^32). */
export function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
}
