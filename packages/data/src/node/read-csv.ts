/** CSV files of any size, read piece by piece. */
import { basename } from 'node:path';
import { createColumns, toSeries } from '../csv/collector.ts';
import { createByteReader } from '../csv/fast.ts';
import { type CsvJob, checkCsvOptions, createDecodingReader, headEnd, startCsv } from '../csv/read.ts';
import type { CsvOptions, CsvSeries } from '../csv/types.ts';
import { DataError } from '../errors.ts';
import type { ReadLimits } from '../limits.ts';
import { checkPath, type FileInfo, inspectFile, readPieces } from './files.ts';

/** Options of {@link readCsv}. */
export interface ReadCsvOptions extends CsvOptions {
  /** Stops the reading; the promise rejects with its reason. Default: none. */
  signal?: AbortSignal;
  /** Called now and then with the share of the file that is read, in [0, 1]; not for compressed files. Default: none. */
  onProgress?: (share: number) => void;
}

/**
 * Reads a CSV file, plain or gzip, piece by piece: memory is that of the result and a few hundred kilobytes.
 * The same as {@link parseCsv} on the file's content, with its name (without the extension) as the default name.
 * @param file path of the file.
 * @param options what is known about the table, a signal, a progress callback.
 * @returns the series.
 * @throws DataError, with the path in the message. Cost: O(bytes).
 * @example
 * const error = await readCsv('no-such-file.csv').catch((reason) => reason);
 * console.assert(error.message === 'no-such-file.csv: no such file; check the path');
 */
export async function readCsv(file: string, options: ReadCsvOptions = {}): Promise<CsvSeries> {
  checkPath('readCsv', 'file', file);
  const limits = checkCsvOptions('readCsv', options, ['signal', 'onProgress']);
  const info = await inspectFile(file);
  if (!info.gzip && info.size > limits.bytes) {
    throw new DataError(
      'ERR_DATA_LIMIT',
      `${file}: ${info.size} bytes are more than the limit of ${limits.bytes}; raise limits.bytes if it is meant`,
    );
  }
  const name =
    options.name ??
    basename(file)
      .replace(/\.gz$/i, '')
      .replace(/\.[^.]*$/, '');
  const job = await planFile(info, options, limits);
  return (
    (job.bytewise ? await readBytewise(info, job, name, options) : undefined) ??
    (await readAsText(info, job, name, options))
  );
}

async function planFile(info: FileInfo, options: ReadCsvOptions, limits: ReadLimits): Promise<CsvJob> {
  let head = new Uint8Array(0);
  let whole = true;
  for await (const piece of readPieces(info, limits, options.signal)) {
    const longer = new Uint8Array(head.length + piece.length);
    longer.set(head);
    longer.set(piece, head.length);
    head = longer;
    const end = headEnd(head);
    if (end < head.length || head.length > 3 * limits.lineLength) {
      whole = false;
      head = head.subarray(0, end);
      break;
    }
  }
  return startCsv(head, whole, info.gzip ? 0 : info.size, options, limits, info.path);
}

async function readBytewise(
  info: FileInfo,
  job: CsvJob,
  name: string,
  options: ReadCsvOptions,
): Promise<CsvSeries | undefined> {
  const columns = createColumns(job.plan, job.rows);
  const reader = createByteReader(job.plan, columns);
  let skip = job.skip;
  let done = 0;
  for await (const piece of readPieces(info, job.plan.limits, options.signal)) {
    if (!reader.push(skip > 0 ? piece.subarray(skip) : piece)) return undefined;
    skip = 0;
    done += piece.length;
    if (!info.gzip) options.onProgress?.(done / info.size);
  }
  return reader.end() ? toSeries(job.plan, columns, name, options.trainEnd) : undefined;
}

async function readAsText(info: FileInfo, job: CsvJob, name: string, options: ReadCsvOptions): Promise<CsvSeries> {
  const columns = createColumns(job.plan, job.rows);
  const push = createDecodingReader(job, columns);
  let done = 0;
  for await (const piece of readPieces(info, job.plan.limits, options.signal)) {
    push(piece, false);
    done += piece.length;
    if (!info.gzip) options.onProgress?.(done / info.size);
  }
  push(new Uint8Array(0), true);
  return toSeries(job.plan, columns, name, options.trainEnd);
}
