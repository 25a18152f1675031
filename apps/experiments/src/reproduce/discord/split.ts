/**
 * Which series choices may look at. Declared before the first score was computed: a choice made on the development
 * part is measured on the held-out part, and nothing is chosen there.
 */
import { createRandom } from '@tsad/core';

/** Series that a choice may see, series that measure it, series that no choice has seen and that are run once. */
export type Part = 'development' | 'held-out' | 'fresh';

/** Sources of TSB-AD-U that CoAD evaluates on: 64 series. */
export const SOURCES_OF_64: readonly string[] = ['MGAB', 'SED', 'SVDB', 'IOPS', 'TODS'];

/**
 * The recording a series of the UCR archive is cut from: its title without "DISTORTED", "NOISE" and the number at the
 * end. Series of one family are alike, so they stay on one side of the split and are drawn together by the bootstrap.
 */
export function familyOf(name: string): string {
  const title = /^\d+_UCR_Anomaly_(.+)_\d+_\d+_\d+$/.exec(name)?.[1] ?? name;
  return title.replace(/^(DISTORTED|NOISE)/, '').replace(/\d+$/, '');
}

/**
 * The parts of the UCR archive: families in an order drawn from seed 2026 go to development until half of the series
 * are there; the others are held out.
 * @param names names of all series at hand.
 */
export function splitUcr(names: readonly string[]): Map<string, Part> {
  const families = [...new Set(names.map(familyOf))].sort();
  createRandom(2026).shuffle(families);
  const parts = new Map<string, Part>();
  for (const family of families) {
    const part =
      parts.size < names.length / 2 && ![...parts.values()].includes('held-out') ? 'development' : 'held-out';
    for (const name of names) if (familyOf(name) === family) parts.set(name, part);
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
