/** Labels as runs: the maximal stretches of anomalous points, in order. */

/** Maximal stretches of anomalous points; stretch j covers the indices begin[j] .. end[j] - 1. */
export interface Runs {
  /** Number of points of the series. */
  readonly length: number;
  /** Number of stretches. */
  readonly count: number;
  /** Number of anomalous points. */
  readonly positives: number;
  readonly begin: Int32Array;
  /** Exclusive ends. */
  readonly end: Int32Array;
}

/** The runs of ones. */
export function runsOf(flags: Uint8Array): Runs {
  const borders: number[] = [];
  let at = flags.indexOf(1);
  while (at >= 0) {
    const end = flags.indexOf(0, at);
    borders.push(at, end < 0 ? flags.length : end);
    at = end < 0 ? -1 : flags.indexOf(1, end);
  }
  return runsFromBorders(borders, flags.length);
}

/** Runs from begin, end, begin, end ... (ends exclusive, ascending, no two touching). */
export function runsFromBorders(borders: readonly number[], length: number): Runs {
  const count = borders.length / 2;
  const begin = new Int32Array(count);
  const end = new Int32Array(count);
  let positives = 0;
  for (let j = 0; j < count; j++) {
    begin[j] = borders[2 * j];
    end[j] = borders[2 * j + 1];
    positives += end[j] - begin[j];
  }
  return { length, count, positives, begin, end };
}
