/** What `tsad detect` chooses where the user leaves the choice. */
import { type DetectorEntry, defaultDetector, detectors } from '../detectors.ts';
import type { LoadedSeries } from './load.ts';
import { findRhythm } from './window.ts';

/** Share of the rows that is learnt from where neither the user nor the file says. */
export const TRAIN_SHARE: number = 0.3;

/** The row at which learning ends. */
export function chooseTrainEnd({ values, trainEnd }: LoadedSeries, wanted: number | undefined): number {
  if (wanted !== undefined) return wanted;
  const known = trainEnd !== undefined && trainEnd > 0 && trainEnd < values.length;
  return known ? trainEnd : Math.floor(TRAIN_SHARE * values.length);
}

/** The detector of this name, or the one that suits the series. */
export function chooseDetector(
  name: string | undefined,
  { values }: LoadedSeries,
  trainEnd: number,
  period: number | undefined,
): [name: string, entry: DetectorEntry] {
  const rhythm = findRhythm(values.subarray(0, trainEnd), trainEnd, period);
  const chosen = name ?? defaultDetector({ ...rhythm, train: trainEnd, length: values.length });
  return [chosen, detectors[chosen]];
}
