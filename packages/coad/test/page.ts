/** What the test's page runs: a fit on its own thread or on workers, and scores. */
import { CoAD, type CoADOptions, webWorkers } from '../src/index.ts';

declare global {
  /** Trains on a number of workers (0: this thread), then scores; resolves to the bytes of the weights and the scores. */
  var coadScores: (
    workers: number,
    options: CoADOptions,
    train: number[],
    test: number[],
  ) => Promise<{ weights: number[]; scores: number[] }>;
}

globalThis.coadScores = async (workers, options, train, test) => {
  const start = (): Worker => new Worker('/worker.js', { type: 'module' });
  const pool = workers > 0 ? webWorkers(workers, start) : undefined;
  const detector = await new CoAD(options).fit(train, { pool });
  return { weights: [...detector.encodeWeights()], scores: [...(await detector.score(test))] };
};
