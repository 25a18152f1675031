/** Drives the two CSV readers over bytes: the fast one first, the general one over the whole input where that gives up. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { checkColumnKeys } from '../check.ts';
import { checkLimits, type ReadLimits } from '../limits.ts';
import { type CsvColumns, createColumns, toSeries } from './collector.ts';
import { findEncoding, type TextEncoding } from './encoding.ts';
import { createByteReader } from './fast.ts';
import { createTextReader, normalLineBreaks } from './papa.ts';
import { type CsvPlan, planCsv } from './plan.ts';
import type { CsvOptions, CsvSeries } from './types.ts';

/** Names of the options of the CSV readers. */
export const csvOptionNames: readonly string[] = [
  'name',
  'columns',
  'labelColumn',
  'timeColumn',
  'timeOrder',
  'header',
  'delimiter',
  'decimal',
  'trainEnd',
  'limits',
];

/** Bytes of the file that the plan is made from. */
const headBytes = 65536;
const textStep = 1 << 16;

/** Everything known about a file before it is read. */
export interface CsvJob {
  plan: CsvPlan;
  encoding: TextEncoding;
  /** Bytes of the byte-order mark. */
  skip: number;
  /** Estimated rows. */
  rows: number;
  /** Whether the byte reader may try. */
  bytewise: boolean;
}

/** Checks the options of a CSV reader. */
export function checkCsvOptions(where: string, options: CsvOptions, more: readonly string[] = []): ReadLimits {
  checkOptionNames(where, options, [...csvOptionNames, ...more]);
  if (options.delimiter !== undefined) checkChoice(where, 'delimiter', options.delimiter, [',', ';', '\t', '|']);
  if (options.timeOrder !== undefined) {
    checkChoice(where, 'timeOrder', options.timeOrder, ['error', 'drop', 'keep']);
  }
  if (options.decimal !== undefined) checkChoice(where, 'decimal', options.decimal, ['.', ',']);
  checkColumnKeys(where, 'columns', options.columns);
  return checkLimits(where, options.limits);
}

/**
 * Makes the job from the first bytes.
 * @param head the whole file, or its beginning with at least two line breaks where it has them.
 * @param whole whether `head` is the whole file.
 * @param size bytes of the whole file, 0 when unknown.
 */
export function startCsv(
  head: Uint8Array,
  whole: boolean,
  size: number,
  options: CsvOptions,
  limits: ReadLimits,
  where: string,
): CsvJob {
  const { encoding, skip } = findEncoding(head);
  let text = normalLineBreaks(new TextDecoder(encoding).decode(head.subarray(skip)));
  const lastBreak = text.lastIndexOf('\n');
  if (!whole && lastBreak >= 0) text = text.slice(0, lastBreak + 1);
  const plan = planCsv(text, options, limits, where);
  const lines = countLines(head);
  const bytewise =
    (encoding === 'utf-8' || encoding === 'windows-1252') && plan.delimiter !== plan.decimal && lines.feeds > 0;
  const perLine = head.length / (lines.feeds + 1);
  return { plan, encoding, skip, rows: size > 0 ? (size / perLine) * 1.02 : 0, bytewise };
}

/** Reads a table that lies in memory. */
export function readCsvBytes(bytes: Uint8Array, options: CsvOptions, limits: ReadLimits, where: string): CsvSeries {
  const head = bytes.subarray(0, headEnd(bytes));
  const job = startCsv(head, head.length === bytes.length, bytes.length, options, limits, where);
  const name = options.name ?? 'csv';
  if (job.bytewise) {
    const columns = createColumns(job.plan, job.rows);
    const reader = createByteReader(job.plan, columns);
    if (reader.push(bytes.subarray(job.skip)) && reader.end()) {
      return toSeries(job.plan, columns, name, options.trainEnd);
    }
  }
  const columns = createColumns(job.plan, job.rows);
  const push = createDecodingReader(job, columns);
  push(bytes, true);
  return toSeries(job.plan, columns, name, options.trainEnd);
}

/** The general reader behind a decoder: takes bytes piece by piece, the first piece with the byte-order mark. */
export function createDecodingReader(job: CsvJob, columns: CsvColumns): (bytes: Uint8Array, last: boolean) => void {
  const decoder = new TextDecoder(job.encoding);
  const reader = createTextReader(job.plan, columns);
  return (bytes, last) => {
    for (let i = 0; i < bytes.length; i += textStep) {
      reader.push(decoder.decode(bytes.subarray(i, i + textStep), { stream: true }));
    }
    if (last) {
      reader.push(decoder.decode());
      reader.end();
    }
  };
}

/** How many of the first bytes the plan needs: 64 KiB, more where the first rows are longer. */
export function headEnd(bytes: Uint8Array): number {
  if (bytes.length <= headBytes) return bytes.length;
  let end = headBytes;
  while (end < bytes.length && countLines(bytes.subarray(0, end)).breaks < 3) end *= 2;
  return Math.min(end, bytes.length);
}

/** Line feeds, and line breaks of any kind, among the bytes. */
export function countLines(bytes: Uint8Array): { feeds: number; breaks: number } {
  let feeds = 0;
  let returns = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 10) feeds++;
    else if (bytes[i] === 13) returns++;
  }
  return { feeds, breaks: Math.max(feeds, returns) };
}
