/** Scores by the distances from the nearest neighbours, shared by windows and rows. */
import { nearestNeighbours } from './neighbours.ts';
import { inverseVariances, type PointSet, pointsOf } from './point-set.ts';
import { spreadByCentre, type WindowModel } from './window-detector.ts';

/** What the distances to the neighbours are made into. */
export type NeighbourRule = 'largest' | 'mean' | 'median';

/** Options of the detectors by neighbours. */
export interface NeighbourOptions {
  window?: number;
  channels?: number;
  neighbours: number;
  rule: NeighbourRule;
  standardise?: boolean;
}

/** The points looked among, and the weights of squared differences. */
export interface NeighbourModel {
  reference: PointSet;
  weights: Float64Array;
}

/** All rules. */
export const NEIGHBOUR_RULES = ['largest', 'mean', 'median'] as const;

/** The model of a detector of this name. */
export const neighbourModel = (name: string): WindowModel<NeighbourOptions, NeighbourModel> => ({
  name,
  fewest: ({ neighbours }) => neighbours + 1,
  learn({ window = 1, channels = 1, standardise = true }, series) {
    const reference = pointsOf(series.slice(), window, channels);
    const weights = standardise ? inverseVariances(reference) : new Float64Array(reference.dimensions).fill(1);
    return { reference, weights };
  },
  measure({ window = 1, channels = 1, neighbours, rule }, { reference, weights }, series, own) {
    const queries = pointsOf(series, window, channels);
    const { distances } = nearestNeighbours(reference, queries, weights, neighbours, own);
    return Float64Array.from({ length: queries.count }, (_, i) =>
      summary(distances.subarray(i * neighbours, (i + 1) * neighbours), rule),
    );
  },
  spread: spreadByCentre,
});

/** Of distances in ascending order. */
function summary(distances: Float64Array, rule: NeighbourRule): number {
  const { length } = distances;
  if (rule === 'largest') return distances[length - 1];
  if (rule === 'mean') return distances.reduce((sum, distance) => sum + distance, 0) / length;
  return (distances[(length - 1) >> 1] + distances[length >> 1]) / 2;
}
