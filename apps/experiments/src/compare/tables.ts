/** A comparison as tables: ranking, pairs, wins. */
import type { TitledTable } from '../bench/report-text.ts';
import { formatDifference } from '../bench/tables.ts';
import type { Column } from '../table.ts';
import type { Comparison } from './compare.ts';
import { formatP } from './words.ts';

/** In the order of reading. */
export function comparisonTables({ metric, ranking, pairs }: Comparison): TitledTable[] {
  const right = (title: string, hint?: string): Column => ({ title, align: 'right', hint });
  return [
    {
      title: 'Ranking',
      columns: [{ title: 'detector' }, right('average rank'), right(`mean ${metric}`)],
      rows: ranking.map(({ name, averageRank, mean }) => [name, averageRank.toFixed(2), mean.toFixed(3)]),
    },
    {
      title: 'Pairs',
      columns: [
        { title: 'first' },
        { title: 'second' },
        right('mean difference'),
        right('95 % interval'),
        right('p (Holm)'),
        right('rank-biserial', 'Effect size in [-1, 1]'),
        right('superiority', 'Share of series on which the first is ahead, ties half'),
      ],
      rows: pairs.map(({ first, second, difference, low, high, pValue, sizes }) => [
        first,
        second,
        formatDifference(difference),
        `${formatDifference(low)} to ${formatDifference(high)}`,
        formatP(pValue),
        formatDifference(sizes.rankBiserial),
        sizes.superiority.toFixed(2),
      ]),
    },
    {
      title: 'Wins / ties / losses of the row against the column',
      columns: [{ title: '' }, ...ranking.map(({ name }) => right(name))],
      rows: ranking.map(({ name }) => [name, ...ranking.map((other) => record(pairs, name, other.name))]),
    },
  ];
}

function record(pairs: Comparison['pairs'], row: string, column: string): string {
  for (const { first, second, sizes } of pairs) {
    if (first === row && second === column) return `${sizes.wins}/${sizes.ties}/${sizes.losses}`;
    if (first === column && second === row) return `${sizes.losses}/${sizes.ties}/${sizes.wins}`;
  }
  return '-';
}
