/** Detectors against each other on the same series: ranks, paired tests with Holm's correction, sizes, and words. */
import { bootstrapInterval, type PairedEffectSizes, pairedEffectSizes, rankGroups } from '@tsad/metrics';
import type { ResultLine } from '../bench/results.ts';
import { seriesValues } from '../bench/summary.ts';

/** A detector with its results. */
export interface Entrant {
  name: string;
  results: readonly ResultLine[];
  detector: string;
}

/** How one detector does against another. */
export interface Pair {
  first: string;
  second: string;
  /** Mean of first less second over the series. */
  difference: number;
  /** 95 % bootstrap interval of it; families of series are drawn together. */
  low: number;
  high: number;
  /** Two-sided Wilcoxon signed-rank test, Holm-corrected over all pairs. */
  pValue: number;
  sizes: PairedEffectSizes;
}

/** The whole comparison. */
export interface Comparison {
  metric: string;
  alpha: number;
  /** Series on which every entrant has a value. */
  series: number;
  /** Independent families among them. */
  families: number;
  /** Series that some entrant has and some other has not. */
  left: number;
  /** Best first. */
  ranking: { name: string; averageRank: number; mean: number }[];
  /** P value of the test that any differ at all (Friedman, F form); absent for two, where the pair is tested alone. */
  friedman?: number;
  /** Whether that test, or the only pair, speaks for a difference at the level. */
  differ: boolean;
  /** Longest runs of neighbours in the ranking of which no pair is told apart; all of them where none differs. */
  groups: string[][];
  /** In the order of the ranking. */
  pairs: Pair[];
}

/**
 * Compares two entrants or more on the series that all of them have.
 * @param familyOf series of one name are copies of one recording.
 * @throws RangeError with fewer than two entrants or two common series.
 */
export function compareEntrants(
  entrants: readonly Entrant[],
  metric: string,
  alpha: number,
  familyOf: (series: string) => string,
): Comparison {
  const values = entrants.map(({ results, detector }) => seriesValues(results, detector, metric));
  const all = [...new Set(values.flatMap((own) => [...own.keys()]))].sort();
  const common = all.filter((series) => values.every((own) => own.has(series)));
  if (entrants.length < 2) throw new RangeError(`a comparison needs two detectors, got ${entrants.length}`);
  if (common.length < 2) {
    throw new RangeError(
      `${metric} is there for all detectors on ${common.length} series only; two at least are needed`,
    );
  }
  const scores = common.map((series) => values.map((own) => own.get(series)!));
  const { order, averageRanks, groups, pValues, friedman } = rankGroups(scores, { rule: 'wilcoxon-holm', alpha });
  const families = common.map(familyOf);
  const k = entrants.length;
  const pairs: Pair[] = [];
  for (const [place, i] of order.entries()) {
    for (const j of order.slice(place + 1)) {
      const differences = scores.map((row) => row[i] - row[j]);
      const { low, high } = intervalOf(differences, families);
      pairs.push({
        first: entrants[i].name,
        second: entrants[j].name,
        difference: mean(differences),
        low,
        high,
        pValue: pValues[i * k + j],
        sizes: pairedEffectSizes(differences),
      });
    }
  }
  const overall = k > 2 ? friedman.f.pValue : undefined;
  const differ = (overall ?? pairs[0].pValue) <= alpha;
  return {
    metric,
    alpha,
    series: common.length,
    families: new Set(families).size,
    left: all.length - common.length,
    ranking: order.map((i) => ({
      name: entrants[i].name,
      averageRank: averageRanks[i],
      mean: mean(scores.map((row) => row[i])),
    })),
    friedman: overall,
    differ,
    groups: (differ ? groups : [order]).map((group) => group.map((i) => entrants[i].name)),
    pairs,
  };
}

function intervalOf(differences: readonly number[], families: readonly string[]): { low: number; high: number } {
  const groups = new Set(families).size > 1 ? families : undefined;
  return bootstrapInterval(differences, { seed: 0, resamples: 1999, groups });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
