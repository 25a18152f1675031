/** The tables of the CANCE paper. */
import type { ExperimentEntry } from '../experiment.ts';

/** In the order of the list. */
export const canceExperiments: readonly ExperimentEntry[] = [
  {
    name: 'cance-table-1',
    summary: 'CANCE on MNIST, one digit normal (5 seeds, half a minute of CPU a digit; needs the data set mnist)',
    load: async () => (await import('./mnist.ts')).mnistUnimodal,
  },
];
