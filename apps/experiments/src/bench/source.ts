/** Which series a run is over: the known data sets, or a folder of tables. */
import type { Series } from '@tsad/core';
import { type DatasetName, listDataset, type OpenDatasetOptions, openDataset } from '@tsad/data/node';
import { UsageError } from '../command/errors.ts';

/** Where the series come from. */
export interface DatasetSpec {
  name: DatasetName;
  /** Folder of the data sets, or of the tables themselves; absolute. */
  dir?: string;
}

/** Which of them are wanted. */
export interface SourceFilter {
  /** Parts of TSB-AD-U, such as NAB. */
  subset?: readonly string[];
  /** A list of the release of TSB-AD-U. */
  list?: 'eva' | 'tuning';
  /** The 64 series of TSB-AD-U in CoAD's tables. */
  paper64?: boolean;
  /** Names of series, or their beginnings. */
  series?: readonly string[];
  /** At most so many, in the order of the names. */
  limit?: number;
  /** Only series of at most so many rows. */
  maxRows?: number;
}

/** Positions in TSB-AD-U of MGAB, SED, SVDB, IOPS and TODS as CoAD uses them, inclusive. */
const PAPER_64: readonly (readonly [number, number])[] = [
  [225, 256],
  [260, 276],
  [287, 301],
];

/**
 * The names of the wanted series.
 * @throws UsageError when a filter does not fit the data set or leaves nothing; DatasetMissingError without the files.
 */
export async function listSeries({ name, dir }: DatasetSpec, filter: SourceFilter): Promise<string[]> {
  const { subset, list, paper64, series, limit } = filter;
  if (name !== 'tsb-ad-u' && (subset || list || paper64)) {
    throw new UsageError(`--subset, --list and --paper-64 are for tsb-ad-u, not for ${name}; leave them out`);
  }
  const options: OpenDatasetOptions = { dir, subset, list };
  let names = await listDataset(name, options);
  if (paper64)
    names = names.filter((entry) =>
      PAPER_64.some(([a, b]) => Number(entry.slice(0, 3)) >= a && Number(entry.slice(0, 3)) <= b),
    );
  if (series) {
    const unknown = series.find((wanted) => !names.some((entry) => entry.startsWith(wanted)));
    if (unknown !== undefined) throw new UsageError(`--series ${unknown}: no series of ${name} begins like that`);
    names = names.filter((entry) => series.some((wanted) => entry.startsWith(wanted)));
  }
  if (names.length === 0) throw new UsageError(`the filters leave no series of ${name}; choose others`);
  return names.slice(0, limit);
}

/** Reads one series. */
export async function readSeriesOf({ name, dir }: DatasetSpec, series: string): Promise<Series> {
  for await (const found of openDataset(name, { dir, names: [series] })) return found;
  throw new RangeError(`${name} has no series ${series}`);
}

/** The part of its data set that a series belongs to, where there are parts. */
export function subsetOf(dataset: string, series: string): string | undefined {
  return dataset === 'tsb-ad-u' ? /^\d+_([^_]+)_id_/.exec(series)?.[1] : undefined;
}
