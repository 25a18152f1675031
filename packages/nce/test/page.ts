/** What the test's page runs: fits and scores. */
import { Cance, type CanceOptions } from '../src/index.ts';

declare global {
  /** Learns from rows and scores others, before and after a snapshot. */
  var canceScores: (options: CanceOptions, rows: number[], asked: number[]) => Promise<[number[], number[]]>;
}

globalThis.canceScores = async (options, rows, asked) => {
  const detector = await new Cance(options).fit(rows);
  const restored = await Cance.restore(detector.snapshot());
  return [[...(await detector.score(asked))], [...(await restored.score(asked))]];
};
