/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021),
 * seeded through the 32-bit finaliser of MurmurHash3. Not for cryptography.
 */
import { checkInteger, checkNumber } from './check.ts';
import { portableExp, portableLog } from './portable-math.ts';

/** In standard deviations; a deviate beyond a bound this far out exceeds it by less than half an ulp. */
const FARTHEST = 1e16;

/** Bounds and shape of {@link Random.truncatedNormal}. */
export interface TruncatedNormalOptions {
  /** Location of the untruncated normal. Default 0. */
  mean?: number;
  /** Scale of the untruncated normal, > 0. Default 1. */
  sd?: number;
  /** Lower bound, may be -Infinity. */
  low: number;
  /** Upper bound, may be Infinity, must exceed `low`. */
  high: number;
}

/** The state of a generator as plain JSON. */
export interface RandomState {
  /** The four 32-bit words of the generator. */
  words: [number, number, number, number];
  /** The two words that name the stream; `fork` depends on nothing else. */
  stream: [number, number];
  /** The second half of the last normal pair, if it was not used yet. */
  spare: number | null;
}

/** A stream of random numbers; the same seed gives the same stream everywhere. */
export interface Random {
  /** 53 random bits in [0, 1). */
  uniform(): number;
  /** Normal deviate by the polar method (Marsaglia and Bray 1964). */
  normal(mean?: number, sd?: number): number;
  /** Normal deviate conditioned on [low, high]; exact and fast however far the interval lies in a tail. */
  truncatedNormal(options: TruncatedNormalOptions): number;
  /** Uniform integer in [0, bound); unbiased up to a bound of 2^32, to one in 2^53 / bound beyond. */
  integer(bound: number): number;
  /** Fisher-Yates in place; returns its argument. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T;
  /**
   * An independent stream named by `key`. It depends on the seed and the key alone, not on what was drawn before, so
   * that work split over any number of workers draws the same numbers.
   */
  fork(key: string | number): Random;
  /** The state, to continue later with {@link restoreRandom}. */
  state(): RandomState;
}

/**
 * Creates a generator.
 * @param seed any safe integer.
 * @throws RangeError for another seed.
 * @example
 * const random = createRandom(1);
 * const first = random.uniform();
 * console.assert(first === createRandom(1).uniform());
 */
export function createRandom(seed: number): Random {
  checkInteger('createRandom', 'seed', seed);
  const low = seed >>> 0;
  const high = Math.floor(seed / 4294967296) >>> 0;
  return new Xoshiro(initial([low, high]));
}

/**
 * Continues a stream where `random.state()` was taken.
 * @param state what `random.state()` returned, perhaps by way of JSON.
 * @returns a generator that draws on from there.
 * @throws TypeError or RangeError when the state is not one.
 */
export function restoreRandom(state: RandomState): Random {
  if (typeof state !== 'object' || state === null) {
    throw new TypeError(`restoreRandom: state must be what random.state() returned, got ${String(state)}`);
  }
  checkWords('words', state.words, 4);
  checkWords('stream', state.stream, 2);
  if (state.words.every((word) => word === 0)) throw new RangeError('restoreRandom: state must not be all zero');
  if (state.spare !== null) checkNumber('restoreRandom', 'state.spare', state.spare);
  return new Xoshiro(state);
}

function checkWords(name: string, words: number[], count: number): void {
  if (!Array.isArray(words)) throw new TypeError(`restoreRandom: state.${name} must be an array of ${count} integers`);
  checkInteger('restoreRandom', `state.${name}.length`, words.length, count, count);
  for (let i = 0; i < count; i++) checkInteger('restoreRandom', `state.${name}[${i}]`, words[i], 0, 0xffffffff);
}

class Xoshiro implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare: number | null;
  readonly #stream: [number, number];

  constructor(state: RandomState) {
    [this.#a, this.#b, this.#c, this.#d] = state.words;
    this.#stream = [...state.stream];
    this.#spare = state.spare;
  }

  #next(): number {
    const x = Math.imul(this.#b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  uniform(): number {
    const high = this.#next() >>> 5;
    return (high * 67108864 + (this.#next() >>> 6)) / 9007199254740992;
  }

  normal(mean = 0, sd = 1): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return mean + sd * spare;
    }
    let u: number;
    let v: number;
    let square: number;
    do {
      u = 2 * this.uniform() - 1;
      v = 2 * this.uniform() - 1;
      square = u * u + v * v;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * portableLog(square)) / square);
    this.#spare = v * factor;
    return mean + sd * (u * factor);
  }

  truncatedNormal({ mean = 0, sd = 1, low, high }: TruncatedNormalOptions): number {
    checkNumber('truncatedNormal', 'mean', mean);
    checkNumber('truncatedNormal', 'sd', sd, Number.MIN_VALUE);
    checkNumber('truncatedNormal', 'low', low, -Infinity, Infinity);
    checkNumber('truncatedNormal', 'high', high, -Infinity, Infinity);
    if (!(high > low)) throw new RangeError(`truncatedNormal: high must exceed low = ${low}, got ${high}`);
    const a = (low - mean) / sd;
    const b = (high - mean) / sd;
    // So far out the deviate is the near bound to the last digit, and the squares below would overflow.
    if (a > FARTHEST) return low;
    if (b < -FARTHEST) return high;
    const z = a + b >= 0 ? this.#standardTruncated(a, b) : -this.#standardTruncated(-b, -a);
    return Math.min(high, Math.max(low, mean + sd * z));
  }

  /** One-sided rules of Robert (1995) for [a, b] whose middle is not negative. */
  #standardTruncated(a: number, b: number): number {
    if (a <= 0.45) {
      if (b - a > 1.25) {
        for (;;) {
          const z = this.normal();
          if (z >= a && z <= b) return z;
        }
      }
      const peak = Math.max(0, a);
      return this.#uniformRejection(a, b, peak);
    }
    const rate = (a + Math.sqrt(a * a + 4)) / 2;
    if ((b - a) * rate < 1) return this.#uniformRejection(a, b, a);
    for (;;) {
      const z = a - portableLog(1 - this.uniform()) / rate;
      if (z <= b && this.uniform() <= portableExp(-0.5 * (z - rate) * (z - rate))) return z;
    }
  }

  #uniformRejection(a: number, b: number, peak: number): number {
    for (;;) {
      const z = a + (b - a) * this.uniform();
      if (this.uniform() <= portableExp(0.5 * (peak - z) * (peak + z))) return z;
    }
  }

  integer(bound: number): number {
    checkInteger('random.integer', 'bound', bound, 1);
    if (bound > 4294967296) return Math.floor(this.uniform() * bound);
    for (;;) {
      const word = this.#next();
      const start = Math.floor(word / bound) * bound;
      if (start + bound <= 4294967296) return word - start;
    }
  }

  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
    return items;
  }

  fork(key: string | number): Random {
    let [low, high] = this.#stream;
    const text = `${typeof key}:${key}`;
    for (let i = 0; i < text.length; i++) {
      low = finalise(low ^ text.charCodeAt(i));
      high = finalise((high + low) ^ i);
    }
    return new Xoshiro(initial([finalise(low ^ 0x9e3779b9), finalise(high ^ low)]));
  }

  state(): RandomState {
    return {
      words: [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0],
      stream: [...this.#stream],
      spare: this.#spare,
    };
  }
}

function initial(stream: [number, number]): RandomState {
  const words: [number, number, number, number] = [0, 0, 0, 0];
  let low = stream[0];
  for (let i = 0; i < 4; i++) {
    low = (low + 0x9e3779b9) >>> 0;
    words[i] = finalise(finalise(low) ^ stream[1] ^ i);
  }
  if (words.every((word) => word === 0)) words[0] = 1;
  return { words, stream, spare: null };
}

function finalise(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
