/** The tables of CoAD. */
import type { ExperimentEntry } from '../experiment.ts';

/** In the order of the list. */
export const coadExperiments: readonly ExperimentEntry[] = [
  {
    name: 'coad-ucr',
    summary: 'CoAD on the UCR series that no choice has seen, beside SoftDiscord and both together (an hour)',
    load: async () => (await import('./ucr.ts')).coadUcrExperiment,
  },
  {
    name: 'coad-seeds',
    summary: 'CoAD, seeds 0 to 2 on the tuning series, 1 and 2 on the others (half an hour)',
    load: async () => (await import('./seeds.ts')).seedsExperiment,
  },
  {
    name: 'coad-curve',
    summary: 'CoAD, accuracy against arithmetic, to a thirtieth of the released recipe and beyond (five hours)',
    load: async () => (await import('./curve.ts')).curve,
  },
  {
    name: 'coad-candidates',
    summary: 'CoAD, how the default was chosen, on the tuning series (two hours)',
    load: async () => (await import('./candidates.ts')).candidates,
  },
  {
    name: 'coad-choices',
    summary: 'CoAD, what the default changes, taken back one at a time, on the tuning series (an hour)',
    load: async () => (await import('./tuning.ts')).choices,
  },
  {
    name: 'coad-official',
    summary: 'CoAD, the released settings beside runs of the released code on three UCR series (an hour)',
    load: async () => (await import('./official.ts')).officialExperiment,
  },
  {
    name: 'coad-table-2',
    summary: 'CoAD, the variants of Table 2, on the tuning series (an hour)',
    load: async () => (await import('./tuning.ts')).table2,
  },
  {
    name: 'coad-studies',
    summary: 'CoAD, the studies of Appendix J, on the tuning series (an hour)',
    load: async () => (await import('./tuning.ts')).studies,
  },
  {
    name: 'coad-unseen',
    summary: 'CoAD, Appendix I: kinds of anomalies that training has not shown',
    load: async () => (await import('./unseen.ts')).unseenExperiment,
  },
];
