/** The data sets this package knows: where they lie, whose they are, how to get them. */
import { checkChoice } from '@tsad/core';
import { nabDigests, tsbAdUDigests, ucrDigests } from './digests.ts';

/** Names that `openDataset` takes. */
export type DatasetName = 'ucr' | 'tsb-ad-u' | 'nab' | 'csv' | 'synthetic';

/** What is known about a data set. */
export interface DatasetInfo {
  /** Name for `openDataset`. */
  name: DatasetName;
  /** One line about it. */
  title: string;
  /** Folder below {@link datasetDirectory}; empty where there is none. */
  folder: string;
  /** How many of its files have a checksum here. */
  checksums: number;
  /** Where the original is. */
  url: string;
  /** Paper to cite. */
  citation: string;
  /** How to get it, one sentence. */
  advice: string;
}

/** Data sets with files of a known form. */
export type FileDataset = 'ucr' | 'tsb-ad-u' | 'nab';

/** Files of a data set, by their path within its folder. */
export const filePatterns: Record<FileDataset, RegExp> = {
  ucr: /(^|\/)\d{3}_UCR_Anomaly_[^/]+_\d+_\d+_\d+\.txt(\.gz)?$/i,
  'tsb-ad-u': /(^|\/)\d{3}_[^/]+_id_\d+_[^/]+_tr_\d+_1st_\d+\.csv(\.gz)?$/i,
  nab: /^(.*\/)?data\/[^/]+\/[^/]+\.csv(\.gz)?$/i,
};

/** Checksums by the file's key: the number in the name, or for NAB the last part of the path. */
export const digests: Record<FileDataset, ReadonlyMap<string, string>> = {
  ucr: unpack(ucrDigests),
  'tsb-ad-u': unpack(tsbAdUDigests),
  nab: unpack(nabDigests),
};

/** The data sets that `openDataset` takes, for listings; whether one is on this machine only opening it tells. */
export const datasets: readonly DatasetInfo[] = [
  {
    name: 'ucr',
    title: 'UCR Time Series Anomaly Archive: 250 series with one anomaly each',
    folder: 'ucr',
    checksums: digests.ucr.size,
    url: 'https://www.cs.ucr.edu/~eamonn/time_series_data_2018/UCR_TimeSeriesAnomalyDatasets2021.zip',
    citation: 'Wu and Keogh, Current Time Series Anomaly Detection Benchmarks are Flawed, TKDE 2021, arXiv 2009.13807',
    advice:
      'download https://www.cs.ucr.edu/~eamonn/time_series_data_2018/UCR_TimeSeriesAnomalyDatasets2021.zip and unpack its NNN_UCR_Anomaly_*.txt files there',
  },
  {
    name: 'tsb-ad-u',
    title: 'TSB-AD-U: 870 curated series of 23 sources',
    folder: 'tsb_ad_u',
    checksums: digests['tsb-ad-u'].size,
    url: 'https://github.com/TheDatumOrg/TSB-AD',
    citation:
      'Liu and Paparrizos, The Elephant in the Room: Towards A Reliable Time-Series Anomaly Detection Benchmark, NeurIPS 2024',
    advice: 'download TSB-AD-U as https://github.com/TheDatumOrg/TSB-AD describes and unpack its csv files there',
  },
  {
    name: 'nab',
    title: 'Numenta Anomaly Benchmark: 58 series with windows of anomaly',
    folder: 'nab',
    checksums: digests.nab.size,
    url: 'https://github.com/numenta/NAB',
    citation:
      'Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark, ICMLA 2015',
    advice: 'clone https://github.com/numenta/NAB and put its folders data and labels there',
  },
  {
    name: 'csv',
    title: 'The CSV files of a folder of yours (option dir)',
    folder: '',
    checksums: 0,
    url: '',
    citation: '',
    advice: 'give dir, a folder with .csv, .tsv or .txt files',
  },
  {
    name: 'synthetic',
    title: 'The built-in benchmark: 12 generated series',
    folder: '',
    checksums: 0,
    url: '',
    citation: '',
    advice: 'it needs no files',
  },
];

/** The entry of a data set. @throws RangeError for another name. */
export function findDataset(where: string, name: string): DatasetInfo {
  checkChoice(
    where,
    'name',
    name,
    datasets.map((info) => info.name as string),
  );
  return datasets.find((info) => info.name === name)!;
}

/** The key of a file in {@link digests}. */
export function fileKey(dataset: FileDataset, name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return dataset === 'nab' ? last.replace(/\.csv(\.gz)?$/i, '') : last.slice(0, 3);
}

function unpack(text: string): Map<string, string> {
  return new Map(
    text
      .trim()
      .split(/\s+/)
      .map((entry) => [entry.slice(0, -17), entry.slice(-16)]),
  );
}
