/** The UCR Time Series Anomaly Archive (Wu and Keogh, "Current Time Series Anomaly Detection Benchmarks are Flawed"). */
import type { Series } from '@tsad/core';
import { checkText } from './check.ts';
import { DataError, quote } from './errors.ts';

/** A series of the archive with what its file name says. */
export interface UcrSeries extends Series {
  /** Number in the archive, 1 to 250. */
  id: number;
  labels: Uint8Array;
  trainEnd: number;
  /** First anomalous point. */
  begin: number;
  /** Last anomalous point (inclusive, as in the archive). */
  end: number;
}

const fileForm = /^(\d{3})_UCR_Anomaly_(.+)_(\d+)_(\d+)_(\d+)$/;

/**
 * Reads one file of the archive: numbers parted by line breaks or spaces, its name
 * `ID_UCR_Anomaly_TITLE_TRAINEND_BEGIN_END.txt`.
 *
 * The archive's oddities are kept as they are: some files are a single line, 079, 108 and 187 have begin = end (one
 * anomalous point), and the training part of 203 ends behind its anomaly.
 * @param text content of the file.
 * @param fileName its name; folders before it and ".txt", ".txt.gz" behind it are ignored.
 * @returns the series; points begin..end are labelled 1.
 * @throws DataError for another name, text among the numbers, or positions outside the series. Cost: O(points).
 * @example
 * const series = parseUcr('1\n2\n9\n4\n', '900_UCR_Anomaly_demo_2_2_2.txt');
 * console.assert(series.values.length === 4 && series.trainEnd === 2 && series.labels[2] === 1);
 */
export function parseUcr(text: string, fileName: string): UcrSeries {
  checkText('parseUcr', 'text', text);
  const name = baseName(checkText('parseUcr', 'fileName', fileName), /\.txt(\.gz)?$/i);
  const match = fileForm.exec(name);
  if (!match) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `parseUcr: the name ${quote(name)} is not of the form 001_UCR_Anomaly_TITLE_TRAINEND_BEGIN_END.txt; keep the archive's names`,
    );
  }
  const [id, , trainEnd, begin, end] = match.slice(1).map(Number);
  const values = parseNumbers(text, name);
  if (trainEnd > values.length || begin > end || end >= values.length) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: the name speaks of points ${trainEnd}, ${begin} and ${end}, the file has ${values.length}; fetch it again`,
    );
  }
  return { id, name, values, labels: new Uint8Array(values.length).fill(1, begin, end + 1), trainEnd, begin, end };
}

/** Last part of a path without the given extension. */
export function baseName(fileName: string, extension: RegExp): string {
  return fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1).replace(extension, '');
}

/** All numbers of a text, parted by white space. */
function parseNumbers(text: string, name: string): Float64Array {
  let values = new Float64Array(Math.max(16, Math.ceil(text.length / 12)));
  let count = 0;
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 0xfeff) {
      if (code === 10) line++;
      at++;
      continue;
    }
    const start = at;
    while (at < text.length && text.charCodeAt(at) > 32) at++;
    const word = text.slice(start, at);
    const value = word.length < 64 ? Number(word) : Number.NaN;
    if (Number.isNaN(value) && !/^nan$/i.test(word)) {
      throw new DataError(
        'ERR_DATA_FORMAT',
        `${name}: line ${line}: ${quote(word)} is not a number; fetch the file again`,
      );
    }
    if (count === values.length) {
      const longer = new Float64Array(count * 2);
      longer.set(values);
      values = longer;
    }
    values[count++] = value;
  }
  if (count === 0) throw new DataError('ERR_DATA_FORMAT', `${name}: the file holds no numbers; fetch it again`);
  return values.slice(0, count);
}
