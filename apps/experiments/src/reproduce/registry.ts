/** The tables that `tsad reproduce` knows. A new one is one entry here and one file beside it. */

import { canceExperiments } from './cance/index.ts';
import { coadExperiments } from './coad/index.ts';
import { discordExperiments } from './discord/index.ts';
import type { ExperimentEntry } from './experiment.ts';
import { rpeExperiments } from './rpe/index.ts';

/** In the order of the list. */
export const experiments: readonly ExperimentEntry[] = [
  ...rpeExperiments,
  ...discordExperiments,
  ...coadExperiments,
  ...canceExperiments,
];
