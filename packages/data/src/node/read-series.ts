/** Any data file that this package knows, by its name and first bytes. */
import { basename } from 'node:path';
import type { Series } from '@tsad/core';
import { checkCsvOptions } from '../csv/read.ts';
import { DataError } from '../errors.ts';
import { checkLimits } from '../limits.ts';
import { npyToSeries, parseNpy } from '../npy.ts';
import { parseNpz } from '../npz.ts';
import { parseTsbAd } from '../tsb-ad.ts';
import { parseUcr } from '../ucr.ts';
import { checkPath, readWhole } from './files.ts';
import { type ReadCsvOptions, readCsv } from './read-csv.ts';

const ucrName = /^\d{3}_UCR_Anomaly_.+_\d+_\d+_\d+\.txt(\.gz)?$/i;
const tsbAdName = /^\d+_.+_id_\d+_.+_tr_\d+_1st_\d+\.csv(\.gz)?$/i;

/**
 * Reads a file of any known kind: a UCR or TSB-AD file by its name, `.npy` and `.npz` (one array, or one named
 * "values"), and CSV for everything else; any of them may be gzip.
 * @param file path of the file.
 * @param options as for {@link readCsv}; for the other kinds `name` and `trainEnd` replace what the file says.
 * @returns the series.
 * @throws DataError, with the path in the message. Cost: O(bytes).
 * @example
 * const error = await readSeries('no-such-file.npy').catch((reason) => reason);
 * console.assert(error.code === 'ERR_DATA_PATH');
 */
export async function readSeries(file: string, options: ReadCsvOptions = {}): Promise<Series> {
  const name = basename(checkPath('readSeries', 'file', file));
  checkCsvOptions('readSeries', options, ['signal', 'onProgress']);
  const limits = checkLimits('readSeries', options.limits);
  const content = (): Promise<Uint8Array> => readWhole(file, limits, options.signal);
  let series: Series;
  if (ucrName.test(name)) {
    series = parseUcr(new TextDecoder().decode(await content()), name);
  } else if (tsbAdName.test(name) && options.columns === undefined && options.labelColumn === undefined) {
    series = parseTsbAd(await content(), name);
  } else if (/\.npy(\.gz)?$/i.test(name)) {
    series = npyToSeries(parseNpy(await content(), file), name.replace(/\.npy(\.gz)?$/i, ''));
  } else if (/\.npz$/i.test(name)) {
    const arrays = await parseNpz(await content(), { bytes: limits.bytes, ratio: limits.ratio }, file);
    const array = arrays.size === 1 ? [...arrays.values()][0] : arrays.get('values');
    if (!array) {
      throw new DataError(
        'ERR_DATA_COLUMN',
        `${file}: none of the arrays ${[...arrays.keys()].join(', ')} is named "values"; save the one that is meant as .npy`,
      );
    }
    series = npyToSeries(array, name.replace(/\.npz$/i, ''));
  } else {
    return readCsv(file, options);
  }
  const points = series.values.length / (series.channels ?? 1);
  if (options.trainEnd !== undefined && !(options.trainEnd >= 0 && options.trainEnd <= points)) {
    throw new RangeError(`${file}: trainEnd must be an integer in [0, ${points}], got ${options.trainEnd}`);
  }
  return { ...series, name: options.name ?? series.name, trainEnd: options.trainEnd ?? series.trainEnd };
}
