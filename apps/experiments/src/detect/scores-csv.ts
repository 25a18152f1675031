/** The table of scores that `tsad detect --out` writes, in pieces so that no long series stands in memory as text. */
import { encodeCsv } from '@tsad/data';
import type { Analysis } from './analyse.ts';
import type { LoadedSeries } from './load.ts';

const ROWS_PER_PIECE = 10_000;

/** Pieces of the table: time, value, expected value, score, alarm, label, as far as they are known. */
export function* scoresCsv(
  { values, timestamps, labels }: LoadedSeries,
  { scores, expected, threshold }: Analysis,
): Generator<string> {
  const columns = expected ? ['value', 'expected', 'score', 'alarm'] : ['value', 'score', 'alarm'];
  for (let from = 0; from < values.length; from += ROWS_PER_PIECE) {
    const to = Math.min(values.length, from + ROWS_PER_PIECE);
    const flat = new Float64Array((to - from) * columns.length);
    let at = 0;
    for (let row = from; row < to; row++) {
      flat[at++] = values[row];
      if (expected) flat[at++] = expected[row];
      flat[at++] = scores[row];
      flat[at++] = Number.isNaN(scores[row]) ? Number.NaN : Number(scores[row] > threshold);
    }
    const text = encodeCsv(
      {
        name: 'scores',
        values: flat,
        channels: columns.length,
        timestamps: timestamps?.subarray(from, to),
        labels: labels?.subarray(from, to),
      },
      { columns },
    );
    yield from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  }
}
