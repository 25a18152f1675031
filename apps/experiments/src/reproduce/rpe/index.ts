/** The tables of the RPE paper. */
import type { ExperimentEntry } from '../experiment.ts';

/** Entries for the registry. */
export const rpeExperiments: readonly ExperimentEntry[] = [
  ...(['I', 'II', 'III', 'IV'] as const).map((table, i) => ({
    name: `rpe-table-${i + 1}`,
    summary: `RPE, Table ${table}: generated anomalies (100 seeds, seconds)`,
    load: async () => (await import('./synthetic-tables.ts')).syntheticTable(table),
  })),
  {
    name: 'rpe-table-5',
    summary: 'RPE, in place of Table V: points injected into NAB (needs the data set nab)',
    load: async () => (await import('./nab-analogue.ts')).nabAnalogue(),
  },
  {
    name: 'rpe-table-6',
    summary: 'RPE, Table VI: the length of the window (100 seeds, seconds)',
    load: async () => (await import('./window-table.ts')).windowTable(),
  },
  {
    name: 'rpe-readings',
    summary: 'RPE, what its paper leaves open, on Tables I to IV and VI (100 seeds, seconds)',
    load: async () => (await import('./readings.ts')).readingsTable(),
  },
];
