/** Table VI of the RPE paper: the length of the window, on the series of Table III. */
import { synthetic } from '@tsad/data';
import type { Experiment } from '../experiment.ts';
import { pointwise, settings, source } from './settings.ts';

const published: Readonly<Record<number, number>> = { 10: 0.42, 30: 0.97, 40: 0.98, 50: 0.98, 90: 0.68 };
const windows = [10, 20, 30, 40, 50, 60, 75, 90];
const columns = Object.keys(settings);
const FIRST_SEED = 30_000;

/** The table. */
export function windowTable(): Experiment {
  return {
    title: 'RPE, Table VI: the length of the window',
    source,
    columns,
    rows: windows.map((window) => ({
      name: `M1 = ${window}`,
      published: published[window] === undefined ? undefined : { [columns[0]]: published[window] },
    })),
    repetitions: 100,
    notes: [
      'F1 on the series of Table III; training on 100 points, fewer than two windows where M1 is above 50.',
      `Seed s is synthetic.rpeSeries({ table: 'VI', seed: ${FIRST_SEED} + s }).`,
    ],
    version: 1,
    prepare: async () => async (row, seed) => {
      const window = Number(row.split(' ').at(-1));
      const series = synthetic.rpeSeries({ table: 'VI', seed: FIRST_SEED + seed });
      const values: Record<string, number> = {};
      for (const [name, make] of Object.entries(settings)) {
        values[name] = (await pointwise(make({ window }), series)).F1;
      }
      return values;
    },
  };
}
