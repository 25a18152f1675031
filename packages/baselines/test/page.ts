/** What the test's page runs: any detector. */
import type { Detector } from '@tsad/core';
import * as detectors from '../src/index.ts';

/** The classes by name. */
export const classes: ReadonlyMap<string, new (options?: object) => Detector> = new Map(Object.entries(detectors));

declare global {
  /** The scores of a series by a fresh detector of a class. */
  var baselineScores: (name: string, options: object, values: number[]) => Promise<number[]>;
}

globalThis.baselineScores = async (name, options, values) => [
  ...(await new (classes.get(name)!)(options).score(values)),
];
