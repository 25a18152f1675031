/** The detectors that the paper compares RPE with. */
import { AutoRegression, Iid, LocalLevel, RandomCutForest, SpectralResidual } from '@tsad/baselines';
import { type Scorer, settings } from './settings.ts';

/** Name of a row and the detector behind it. */
export const rivals: Readonly<Record<string, (seed: number) => Scorer>> = {
  IID: () => new Iid(),
  SR: () => unscoredAsUsual(new SpectralResidual()),
  AR: () => new AutoRegression(),
  LSSM: () => new LocalLevel(),
  RCF: (seed) => new RandomCutForest({ seed }),
  LRPE: () => localLevelOfResiduals(),
};

/** Published F1 of Tables I to IV. */
export const publishedRivals: Readonly<Record<string, Readonly<Record<'I' | 'II' | 'III' | 'IV', number>>>> = {
  IID: { I: 0.64, II: 0.25, III: 0.4, IV: 0.42 },
  SR: { I: 0.81, II: 0.38, III: 0.43, IV: 0.33 },
  AR: { I: 0.97, II: 0.86, III: 0.93, IV: 0.76 },
  LSSM: { I: 0.93, II: 0.55, III: 0.66, IV: 0.5 },
  RCF: { I: 0.74, II: 0.42, III: 0.5, IV: 0.51 },
  LRPE: { I: 0.99, II: 0.95, III: 0.94, IV: 0.83 },
};

/** How the rivals read what the paper leaves open. */
export const rivalNotes: readonly string[] = [
  'IID: the last 100 points. SR: windows of 128; points before the first full one score 0. AR: order 30, a ridge of 20 points.',
  'LSSM: local level; scores above 95 % of the former ones do not move it. RCF: 30 trees of 256, shingle 2.',
  'LRPE: LSSM on the residuals of Rpe.paper(), rank 1/30; those of training points 30 to 99 train it.',
];

function unscoredAsUsual(detector: SpectralResidual): Scorer {
  return {
    fit: (train) => detector.fit(train),
    score: (series) => detector.score(series).map((score) => (Number.isNaN(score) ? 0 : score)),
  };
}

/** The residuals of a fitted RPE, in the training part those of the windows that lie in it, seen by a local level. */
function localLevelOfResiduals(): Scorer {
  const rpe = settings['Rpe.paper(), rank 1/30']();
  const level = new LocalLevel({ trainAfter: 50 });
  return {
    async fit(train) {
      await rpe.fit(train);
      await level.fit(rpe.residuals(train).subarray(rpe.options.window));
    },
    score: (series) => level.score(rpe.residuals(series)),
  };
}
