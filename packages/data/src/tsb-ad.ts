/** Files of TSB-AD (Liu and Paparrizos, "The Elephant in the Room", NeurIPS 2024): value columns and a Label column. */
import { checkText } from './check.ts';
import type { CsvSeries } from './csv/types.ts';
import { DataError, quote } from './errors.ts';
import { parseCsv } from './parse-csv.ts';
import { baseName } from './ucr.ts';

/** A series of TSB-AD with what its file name says. */
export interface TsbAdSeries extends CsvSeries {
  labels: Uint8Array;
  trainEnd: number;
  /** Number in the file list. */
  index: number;
  /** Data set it comes from, as "NAB". */
  subset: string;
  /** Number within that data set. */
  id: number;
  /** Field it comes from, as "Facility". */
  domain: string;
  /** First anomalous row by the name; the labels decide where the two differ. */
  firstAnomaly: number;
}

const fileForm = /^(\d+)_([A-Za-z0-9-]+)_id_(\d+)_([^_]+)_tr_(\d+)_1st_(\d+)$/;

/**
 * Reads one file of TSB-AD-U or TSB-AD-M, as `001_NAB_id_1_Facility_tr_1007_1st_2014.csv`.
 * @param text content of the file, as text or bytes.
 * @param fileName its name; folders before it and ".csv", ".csv.gz" behind it are ignored.
 * @returns the series; `trainEnd` is the number behind "tr" in the name.
 * @throws DataError for another name or content that is no table with a column "Label". Cost: O(bytes).
 * @example
 * const series = parseTsbAd('Data,Label\n1,0\n9,1\n', '001_NAB_id_1_Facility_tr_1_1st_1.csv');
 * console.assert(series.subset === 'NAB' && series.trainEnd === 1 && series.labels[1] === 1);
 */
export function parseTsbAd(text: string | Uint8Array, fileName: string): TsbAdSeries {
  const name = baseName(checkText('parseTsbAd', 'fileName', fileName), /\.csv(\.gz)?$/i);
  const match = fileForm.exec(name);
  if (!match) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `parseTsbAd: the name ${quote(name)} is not of the form 001_NAB_id_1_Facility_tr_1007_1st_2014.csv; keep the names of the release`,
    );
  }
  const [, index, subset, id, domain, trainEnd, firstAnomaly] = match;
  const series = parseCsv(text, { name, labelColumn: 'Label', timeColumn: null });
  const rows = series.values.length / series.channels;
  if (Number(trainEnd) > rows) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: the name speaks of ${trainEnd} training rows, the file has ${rows}`,
    );
  }
  return {
    ...series,
    labels: series.labels!,
    trainEnd: Number(trainEnd),
    index: Number(index),
    subset,
    id: Number(id),
    domain,
    firstAnomaly: Number(firstAnomaly),
  };
}
