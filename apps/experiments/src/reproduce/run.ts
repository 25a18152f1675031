/** Runs what is missing of a table and sums up what is there. */
import { bootstrapInterval } from '@tsad/metrics';
import { type Column, formatNumber } from '../table.ts';
import { type ColumnComparison, compareColumns } from './comparison.ts';
import type { Experiment, ExperimentContext, ExperimentRow } from './experiment.ts';
import type { MeasurementStore } from './store.ts';

/** One number of a table: the mean over the seeds. */
export interface Cell {
  mean: number;
  /** 95 % bootstrap interval (BCa); absent below two seeds. */
  low?: number;
  high?: number;
  /** Seeds that gave a value. */
  count: number;
  published?: number;
}

/** A computed table. */
export interface ReproducedTable {
  table: string;
  title: string;
  source: string;
  repetitions: number;
  notes: readonly string[];
  columns: readonly string[];
  rows: { name: string; cells: Record<string, Cell | undefined> }[];
  comparisons: ColumnComparison[];
}

/**
 * Measures every row on every seed that is not stored yet, seed by seed, so that a stopped run covers all rows alike.
 * @param onProgress called with the share that is done.
 */
export async function runExperiment(
  table: string,
  experiment: Experiment,
  repetitions: number,
  store: MeasurementStore,
  context: ExperimentContext,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const missing: [row: string, seed: number][] = [];
  for (let seed = 0; seed < repetitions; seed++) {
    for (const { name } of experiment.rows) if (!store.get(name, seed)) missing.push([name, seed]);
  }
  if (missing.length === 0) return;
  const measure = await experiment.prepare(context);
  for (const [i, [row, seed]] of missing.entries()) {
    context.signal.throwIfAborted();
    onProgress(i / missing.length);
    const start = performance.now();
    const values = await measure(row, seed);
    const seconds = Number(((performance.now() - start) / 1000).toFixed(4));
    await store.add({ table, version: experiment.version, row, seed, values, seconds });
    // Lets signals through between measurements that never wait for anything.
    await new Promise((resolve) => setImmediate(resolve));
  }
  onProgress(1);
}

/** The table over the first `repetitions` seeds. */
export function summarise(
  table: string,
  experiment: Experiment,
  repetitions: number,
  store: MeasurementStore,
): ReproducedTable {
  const { title, source, columns, rows, average, groupBy, notes = [] } = experiment;
  const seeds = Array.from({ length: repetitions }, (_, seed) => seed);
  const rowOf = (
    { name, published }: ExperimentRow,
    measured: readonly (Record<string, number> | undefined)[],
  ): ReproducedTable['rows'][number] => ({
    name,
    cells: Object.fromEntries(
      columns.map((column) => {
        const given = seeds.filter((seed) => typeof measured[seed]?.[column] === 'number');
        const values = given.map((seed) => measured[seed]![column]);
        const groups = given.map((seed) => (groupBy === undefined ? seed : measured[seed]![groupBy]));
        return [column, summariseCell(values, groups, published?.[column])];
      }),
    ),
  });
  const stored = rows.map(({ name }) => seeds.map((seed) => store.get(name, seed)?.values));
  const body = rows.map((row, i) => rowOf(row, stored[i]));
  if (average)
    body.push(
      rowOf(
        average,
        seeds.map((seed) => meanRecord(stored.map((row) => row[seed]))),
      ),
    );
  return {
    table,
    title,
    source,
    repetitions,
    notes,
    columns,
    rows: body,
    comparisons: compareColumns(experiment, repetitions, store),
  };
}

/** Means over records that are all there, of the values that all have. */
function meanRecord(records: readonly (Record<string, number> | undefined)[]): Record<string, number> | undefined {
  const present = records.filter((record) => record !== undefined);
  if (present.length < records.length) return undefined;
  const names = Object.keys(present[0]).filter((name) => present.every((record) => name in record));
  return Object.fromEntries(
    names.map((name) => [name, present.reduce((sum, record) => sum + record[name], 0) / present.length]),
  );
}

function summariseCell(values: readonly number[], groups: readonly number[], published?: number): Cell | undefined {
  if (values.length === 0) return published === undefined ? undefined : { mean: Number.NaN, count: 0, published };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (new Set(groups).size < 2) return { mean, count: values.length, published };
  const { low, high } = bootstrapInterval(values, { seed: 0, groups });
  return { mean, low, high, count: values.length, published };
}

/** Columns and cells of the printed table; published values stand in a column beside ours. */
export function layoutTable({ columns, rows }: ReproducedTable): { columns: Column[]; rows: string[][] } {
  const published = columns.filter((column) => rows.some(({ cells }) => cells[column]?.published !== undefined));
  const head: Column[] = [{ title: 'method' }];
  for (const column of columns) {
    if (published.includes(column)) head.push({ title: `${column} paper`, align: 'right' });
    head.push({ title: `${column} [95 %]`, align: 'right' });
  }
  const body = rows.map(({ name, cells }) => [
    name,
    ...columns.flatMap((column) => {
      const ours = formatCell(cells[column]);
      return published.includes(column) ? [formatNumber(cells[column]?.published, 3), ours] : [ours];
    }),
  ]);
  return { columns: head, rows: body };
}

function formatCell(cell: Cell | undefined): string {
  if (!cell || cell.count === 0) return '-';
  const { mean, low, high } = cell;
  return low === undefined || high === undefined
    ? mean.toFixed(3)
    : `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
