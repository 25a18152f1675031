/** Random damage to a file: flipped bits, changed, cut, inserted, doubled or swapped stretches. */

/** The bytes with one piece of damage; `random` draws whole numbers below a bound. */
export function mutate(bytes: Uint8Array, random: { integer(bound: number): number }): Uint8Array {
  const at = random.integer(bytes.length);
  const length = 1 + random.integer(Math.min(64, bytes.length - at));
  const head = bytes.subarray(0, at);
  switch (random.integer(6)) {
    case 0: {
      const copy = bytes.slice();
      copy[at] ^= 1 << random.integer(8);
      return copy;
    }
    case 1: {
      const copy = bytes.slice();
      for (let i = at; i < at + length; i++) copy[i] = random.integer(256);
      return copy;
    }
    case 2:
      return bytes.slice(0, at);
    case 3:
      return join(head, bytes.subarray(at + length));
    case 4:
      return join(head, bytes.subarray(at, at + length), bytes.subarray(at));
    default: {
      const insert = Uint8Array.from({ length }, () => random.integer(256));
      return join(head, insert, bytes.subarray(at));
    }
  }
}

function join(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
