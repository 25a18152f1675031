/** What the test's page runs: scores of one channel and of several. */
import { MultiRpe, type MultiRpeOptions, Rpe, type RpeOptions } from '../src/index.ts';

declare global {
  /** Learns from a part of a series, one channel or several, and scores another. */
  var rpeScores: (options: RpeOptions | MultiRpeOptions, train: number[], values: number[]) => Promise<number[]>;
}

globalThis.rpeScores = async (options, train, values) => {
  const detector = 'channels' in options ? new MultiRpe(options) : new Rpe(options);
  return [...(await detector.fit(train)).score(values)];
};
