/** Runs what is missing of a table and sums up what is there. */
import { bootstrapInterval } from '@tsad/metrics';
import { type Column, formatNumber } from '../table.ts';
import type { Experiment, ExperimentContext } from './experiment.ts';
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
  const { title, source, columns, rows, notes = [] } = experiment;
  return {
    table,
    title,
    source,
    repetitions,
    notes,
    columns,
    rows: rows.map(({ name, published }) => ({
      name,
      cells: Object.fromEntries(
        columns.map((column) => {
          const values: number[] = [];
          const groups: number[] = [];
          for (let seed = 0; seed < repetitions; seed++) {
            const measured = store.get(name, seed)?.values;
            if (typeof measured?.[column] !== 'number') continue;
            values.push(measured[column]);
            groups.push(experiment.groupBy === undefined ? seed : measured[experiment.groupBy]);
          }
          return [column, summariseCell(values, groups, published?.[column])];
        }),
      ),
    })),
  };
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
