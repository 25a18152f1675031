/** The random stream of `@tsad/core`, xoshiro128**, continued from its four words. */
import { WORDS } from './layout';

/** 53 random bits in [0, 1). */
export function uniform(): f64 {
  let a = load<u32>(WORDS, 0);
  let b = load<u32>(WORDS, 4);
  let c = load<u32>(WORDS, 8);
  let d = load<u32>(WORDS, 12);
  const high = rotl<u32>(b * 5, 7) * 9;
  let t = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= t;
  d = rotl<u32>(d, 11);
  const low = rotl<u32>(b * 5, 7) * 9;
  t = b << 9;
  c ^= a;
  d ^= b;
  b ^= c;
  a ^= d;
  c ^= t;
  d = rotl<u32>(d, 11);
  store<u32>(WORDS, a, 0);
  store<u32>(WORDS, b, 4);
  store<u32>(WORDS, c, 8);
  store<u32>(WORDS, d, 12);
  const bits = ((<i64>(high >>> 5)) << 26) | (<i64>(low >>> 6));
  return <f64>bits * (1.0 / 9007199254740992.0);
}
