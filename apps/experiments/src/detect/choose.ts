/** What `tsad detect` chooses where the user leaves the choice. */
import { type DetectorEntry, detectorNames, detectors } from '../detectors.ts';
import type { LoadedSeries } from './load.ts';

/** Share of the rows that is learnt from where neither the user nor the file says. */
export const TRAIN_SHARE: number = 0.3;

/** The row at which learning ends. */
export function chooseTrainEnd({ values, trainEnd }: LoadedSeries, wanted: number | undefined): number {
  if (wanted !== undefined) return wanted;
  const known = trainEnd !== undefined && trainEnd > 0 && trainEnd < values.length;
  return known ? trainEnd : Math.floor(TRAIN_SHARE * values.length);
}

/** The detector of this name, or the default. */
export function chooseDetector(name: string = detectorNames[0]): [name: string, entry: DetectorEntry] {
  return [name, detectors[name]];
}
