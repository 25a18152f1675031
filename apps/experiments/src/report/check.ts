/** Argument checks of a report that a program brings: every part is there, and as long as its series. */
import { checkInteger, checkNumber } from '@tsad/core';
import type { Report, ReportScoring, ReportSeries } from './model.ts';

const WHERE = 'renderReport';

/** Asserts that a report can be drawn. @throws TypeError or RangeError that names the part. */
export function checkReport(report: Report): void {
  for (const part of ['title', 'lead'] as const) checkText(part, report?.[part]);
  const { series } = report;
  if (!Array.isArray(series) || series.length === 0) {
    throw new TypeError(`${WHERE}: series must be a list of at least one series`);
  }
  for (const [i, entry] of series.entries()) checkSeries(`series[${i}]`, entry);
}

function checkSeries(at: string, series: ReportSeries): void {
  checkText(`${at}.name`, series?.name);
  const { values, timestamps, trainEnd, labels = [], scorings } = series;
  checkNumbers(`${at}.values`, values);
  const rows = values.length;
  if (timestamps !== undefined) checkNumbers(`${at}.timestamps`, timestamps, rows);
  checkInteger(WHERE, `${at}.trainEnd`, trainEnd, 0, rows);
  for (const [i, { start, end }] of labels.entries()) {
    checkInteger(WHERE, `${at}.labels[${i}].start`, start, 0, rows - 1);
    checkInteger(WHERE, `${at}.labels[${i}].end`, end, start + 1, rows);
  }
  if (!Array.isArray(scorings)) throw new TypeError(`${WHERE}: ${at}.scorings must be a list, empty for none`);
  for (const [i, scoring] of scorings.entries()) checkScoring(`${at}.scorings[${i}]`, scoring, rows);
}

function checkScoring(at: string, scoring: ReportScoring, rows: number): void {
  checkText(`${at}.detector`, scoring?.detector);
  const { scores, expected, threshold, rules, facts } = scoring;
  checkNumbers(`${at}.scores`, scores, rows);
  if (expected !== undefined) checkNumbers(`${at}.expected`, expected, rows);
  checkNumber(WHERE, `${at}.threshold`, threshold, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  checkInteger(WHERE, `${at}.rules.mergeGap`, rules?.mergeGap, 0);
  checkInteger(WHERE, `${at}.rules.minLength`, rules?.minLength, 1);
  if (!Array.isArray(facts)) throw new TypeError(`${WHERE}: ${at}.facts must be a list, empty for none`);
}

function checkText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw new TypeError(`${WHERE}: ${name} must be a string, got ${typeof value}`);
}

function checkNumbers(name: string, values: unknown, rows?: number): void {
  if (!(values instanceof Float64Array)) {
    throw new TypeError(`${WHERE}: ${name} must be a Float64Array, got ${typeof values}`);
  }
  if (rows !== undefined && values.length !== rows) {
    throw new RangeError(`${WHERE}: ${name} must hold a number per row (${rows}), got ${values.length}`);
  }
}
