/** What is wrong with a labelled series as a test of detectors. */
import type { Series } from '@tsad/core';
import { completeRows, firstChannel } from '../bench/protocols/parts.ts';
import { type Run, solvingLine } from './one-liners.ts';
import type { Twin, TwinFinder } from './twins.ts';

/** Share of anomalous rows above which a series is called dense: an anomaly is rare. */
const DENSE = 0.1;

/** What was found out about a series. */
export interface Audit {
  series: string;
  rows: number;
  trainEnd: number;
  events: number;
  /** Share of anomalous rows behind the training part. */
  density: number;
  /** The one-liner that solves it. */
  solvedBy?: string;
  /** Anomalous rows within the training part. */
  inTrain: number;
  /** No anomalous row behind the training part: metrics are undefined there. */
  noPositives: boolean;
  dense: boolean;
  /** An earlier series with the same stretches. */
  twin?: Twin;
}

/** Audits a series; series that a finder has seen before are told. @throws RangeError without labels. */
export function auditSeries(series: Series, finder: TwinFinder): Audit {
  const { values, labels, channels, trainEnd, rows } = completeRows(series);
  const events = runsOf(labels);
  const behind = labels.subarray(trainEnd);
  const positives = behind.reduce((sum, label) => sum + label, 0);
  const density = behind.length === 0 ? 0 : positives / behind.length;
  const channel = firstChannel(values, channels);
  return {
    series: series.name,
    rows,
    trainEnd,
    events: events.length,
    density,
    solvedBy: channels === 1 ? solvingLine(channel, events) : undefined,
    inTrain: labels.subarray(0, trainEnd).reduce((sum, label) => sum + label, 0),
    noPositives: positives === 0,
    dense: density > DENSE,
    twin: finder.add(series.name, channel),
  };
}

/** The findings of an audit in words; none for a series without fault. */
export function findingsOf({ solvedBy, inTrain, noPositives, dense, twin }: Audit): string[] {
  return [
    ...(solvedBy === undefined ? [] : [`one line solves it: ${solvedBy}`]),
    ...(inTrain > 0 ? [`${inTrain} anomalous rows in the training part`] : []),
    ...(noPositives ? ['no anomaly behind the training part'] : []),
    ...(dense ? ['dense'] : []),
    ...(twin ? [`${Math.round(100 * twin.share)} % of it is in ${twin.series}`] : []),
  ];
}

function runsOf(labels: Uint8Array): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue;
    const start = i;
    while (i < labels.length && labels[i] !== 0) i++;
    runs.push({ start, end: i });
  }
  return runs;
}
