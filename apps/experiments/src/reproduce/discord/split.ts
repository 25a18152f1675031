/**
 * Which series choices may look at. Declared before the first score was computed: a choice made on the development
 * part is measured on the held-out part, and nothing is chosen there.
 */
import { createRandom } from '@tsad/core';
import { ucrFamilies, ucrFamily } from '../../ucr-family.ts';

/** Series that a choice may see, series that measure it, series that no choice has seen and that are run once. */
export type Part = 'development' | 'held-out' | 'fresh';

/** Sources of TSB-AD-U that CoAD evaluates on: 64 series. */
export const SOURCES_OF_64: readonly string[] = ['MGAB', 'SED', 'SVDB', 'IOPS', 'TODS'];

/**
 * The parts of the UCR archive: families in an order drawn from seed 2026 go to development until half of the series
 * are there; the others are held out.
 * @param names names of all series at hand.
 */
export function splitUcr(names: readonly string[]): Map<string, Part> {
  const families = ucrFamilies(names);
  createRandom(2026).shuffle(families);
  const parts = new Map<string, Part>();
  for (const family of families) {
    const part =
      parts.size < names.length / 2 && ![...parts.values()].includes('held-out') ? 'development' : 'held-out';
    for (const name of names) if (ucrFamily(name) === family) parts.set(name, part);
  }
  return parts;
}

/**
 * The part of a series of TSB-AD-U: of the 64 those with an odd number within their source are for development, those
 * with an even one held out; all other sources are fresh.
 */
export function partOfTsbAd(name: string): Part {
  const [, source, id] = /^\d+_(.+)_id_(\d+)_/.exec(name) ?? [];
  if (!SOURCES_OF_64.includes(source)) return 'fresh';
  return Number(id) % 2 === 1 ? 'development' : 'held-out';
}
