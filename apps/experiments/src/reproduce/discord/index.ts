/** The tables of the nearest-neighbour detectors. */
import type { ExperimentEntry } from '../experiment.ts';

/** In the order of the list. */
export const discordExperiments: readonly ExperimentEntry[] = [
  {
    name: 'discord-ucr',
    summary: 'SoftDiscord on the UCR archive: hits and VUS-PR, development and held-out series apart',
    load: async () => (await import('./ucr.ts')).ucrExperiment,
  },
  {
    name: 'discord-tsb64',
    summary: "SoftDiscord on the 64 series of CoAD's comparison, under both protocols",
    load: async () => (await import('./tsb-ad.ts')).tsb64Experiment,
  },
  {
    name: 'discord-tsb-fresh',
    summary: 'SoftDiscord on the other sources of TSB-AD-U, which no choice has seen',
    load: async () => (await import('./tsb-ad.ts')).tsbFreshExperiment,
  },
];
