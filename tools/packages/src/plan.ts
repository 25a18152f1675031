/** The plan of the house as data: who may stand on whom, what may be depended on, how big a package may be. */

/** What a package may weigh and need. */
export interface PackagePlan {
  /** Its storey; a package may depend only on lower ones. */
  level: number;
  /** Dependencies from outside the workspace that are allowed at run time. */
  outside: readonly string[];
  /** Upper limit of all its JavaScript together, gzip, in KiB. */
  budget: number;
}

/** Every package there is; a package that is not listed fails the check. */
export const plan: Readonly<Record<string, PackagePlan>> = {
  '@tsad/core': { level: 0, outside: [], budget: 15 },
  '@tsad/linalg': { level: 1, outside: [], budget: 14 },
  '@tsad/dsp': { level: 1, outside: ['fft.js'], budget: 12 },
  '@tsad/metrics': { level: 2, outside: [], budget: 36 },
  '@tsad/threshold': { level: 2, outside: [], budget: 12 },
  '@tsad/data': { level: 2, outside: ['jpeg-js', 'papaparse'], budget: 50 },
  '@tsad/nn': { level: 2, outside: [], budget: 40 },
  '@tsad/rpe': { level: 3, outside: [], budget: 16 },
  '@tsad/discord': { level: 3, outside: [], budget: 60 },
  '@tsad/coad': { level: 3, outside: [], budget: 28 },
  '@tsad/nce': { level: 3, outside: [], budget: 28 },
  '@tsad/baselines': { level: 3, outside: [], budget: 30 },
};
