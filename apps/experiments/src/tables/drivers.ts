/** Which columns of the file make a row odd. */
import type { CsvTable } from '@tsad/data';
import type { Explanation } from '../rows/row-detectors.ts';
import { formatNumber } from '../table.ts';

/** One column's part in the score of a row. */
export interface Driver {
  column: string;
  /** What stands in the file, a number or a category. */
  value: number | string;
  /** What the detector would have put there. */
  expected: number | string;
  /** Its share of all that makes the row odd, in [0, 1]. */
  share: number;
}

/**
 * The columns of one row by falling share; categories count as the one column that they came from, and what makes a row
 * less odd counts as nothing.
 * @param row position within the explanation.
 * @param position position within the table.
 */
export function driversOf(
  { table, whole }: { table: CsvTable; whole: CsvTable },
  { parts, expected }: Explanation,
  row: number,
  position: number,
): Driver[] {
  const { values, columns, sources } = table;
  const width = columns.length;
  const groups = new Map<string, number[]>();
  for (const [c, source] of sources.entries()) groups.set(source, [...(groups.get(source) ?? []), c]);
  const sizes = [...groups.values()].map((group) =>
    Math.max(
      0,
      group.reduce((sum, c) => sum + parts[row * width + c], 0),
    ),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const drivers = [...groups].map(([column, group], g): Driver => {
    const share = total > 0 ? sizes[g] / total : 0;
    const [first] = group;
    if (columns[first] === column) {
      return { column, value: values[position * width + first], expected: expected[row * width + first], share };
    }
    const likeliest = group.reduce(
      (top, c) => (expected[row * width + c] > expected[row * width + top] ? c : top),
      first,
    );
    const category = (name: string): string => name.slice(column.length + 1);
    return {
      column,
      value: category(presentCategory(whole, column, position)),
      expected: category(columns[likeliest]),
      share,
    };
  });
  return drivers.sort((a, b) => b.share - a.share);
}

/** The name of the column of 0 and 1 that has a 1 in a row, among those made from one column of the file. */
function presentCategory({ values, columns, sources }: CsvTable, source: string, position: number): string {
  const width = columns.length;
  return (
    columns.find((_, c) => sources[c] === source && values[position * width + c] === 1) ??
    columns[sources.indexOf(source)]
  );
}

/** A value of a cell for people. */
export function showValue(value: number | string): string {
  return typeof value === 'number' ? formatNumber(value, 5) : value;
}
