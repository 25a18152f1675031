/** What the test's page runs: any detector. */
import type { Detector } from '@tsad/core';
import { CausalSoftDiscord, Damp, MatrixProfile, SoftDiscord } from '../src/index.ts';

/** A detector with the options of the test. */
export const makers: Readonly<Record<string, () => Detector>> = {
  MatrixProfile: () => new MatrixProfile({ window: 25 }),
  Damp: () => new Damp({ window: 25 }),
  'SoftDiscord, sharp': () => new SoftDiscord({ power: 3 }),
  'SoftDiscord, power 2.5': () => new SoftDiscord({ power: 2.5 }),
  CausalSoftDiscord: () => new CausalSoftDiscord({ reference: 500 }),
};

declare global {
  /** Learns from a part of a series and scores another. */
  var discordScores: (name: string, train: number[], values: number[]) => Promise<number[]>;
}

globalThis.discordScores = async (name, train, values) => [...(await (await makers[name]().fit(train)).score(values))];
