/** Series that repeat each other, found by fingerprints of short stretches of equal values. */

/** Rows of one stretch. */
const STRETCH = 32;
/** One stretch in so many is remembered, chosen by its content. */
const SAMPLE = 64;
/** Share of remembered stretches above which two series are called related. */
const RELATED = 0.1;
const LEAST = 3;

/** What a series has in common with one that came before. */
export interface Twin {
  series: string;
  /** Share of the remembered stretches of the later series that the earlier one has, too. */
  share: number;
}

/** Remembers series, and says which of them a new one repeats. */
export class TwinFinder {
  readonly #owners = new Map<bigint, string[]>();

  /** Adds a series and returns the earlier one that it repeats most, if any. Cost O(rows). */
  add(name: string, values: Float64Array): Twin | undefined {
    const prints = fingerprints(values);
    const counts = new Map<string, number>();
    for (const print of prints) {
      const owners = this.#owners.get(print) ?? [];
      for (const owner of owners) counts.set(owner, (counts.get(owner) ?? 0) + 1);
      this.#owners.set(print, [...owners, name]);
    }
    let twin: Twin | undefined;
    for (const [series, count] of counts) {
      const share = count / prints.size;
      if (count >= LEAST && share >= RELATED && share > (twin?.share ?? 0)) twin = { series, share };
    }
    return twin;
  }
}

/** Content-chosen hashes of stretches that are not constant. */
function fingerprints(values: Float64Array): Set<bigint> {
  const bits = new Uint32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
  const hashes = Uint32Array.from(values, (_, i) => mix(bits[2 * i] ^ Math.imul(bits[2 * i + 1], 0x9e3779b1)));
  const found = new Set<bigint>();
  let first = 0;
  let second = 0;
  let changed = 0;
  const [out1, out2] = [power(31, STRETCH), power(0x01000193, STRETCH)];
  for (let i = 0; i < values.length; i++) {
    first = (Math.imul(first, 31) + hashes[i]) | 0;
    second = (Math.imul(second, 0x01000193) + hashes[i]) | 0;
    if (i >= STRETCH) {
      first = (first - Math.imul(out1, hashes[i - STRETCH])) | 0;
      second = (second - Math.imul(out2, hashes[i - STRETCH])) | 0;
    }
    if (i > 0 && values[i] !== values[i - 1]) changed = i;
    const constant = i - changed >= STRETCH - 1;
    if (i >= STRETCH - 1 && !constant && mix(first) % SAMPLE === 0) {
      found.add((BigInt(first >>> 0) << 32n) | BigInt(second >>> 0));
    }
  }
  return found;
}

function power(base: number, exponent: number): number {
  let out = 1;
  for (let i = 0; i < exponent; i++) out = Math.imul(out, base);
  return out;
}

/** Spreads the bits of a 32-bit number (the finalizer of MurmurHash3, public domain). */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
