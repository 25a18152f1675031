/** One series of the UCR archive, one detector, all metrics of CoAD's evaluation. */
import { CoAD, type CoADAnalysis, type CoADOptions } from '@tsad/coad';
import { threads } from '@tsad/coad/node';
import { openDataset } from '@tsad/data/node';
import { evaluate } from '@tsad/metrics';
import { WorkError } from '../../command/errors.ts';

/** Points beside the labelled ones where the highest score still counts, the margin of the strict comparisons. */
const STRICT = 100;

/** Columns of the tables on the UCR archive. */
export const UCR_COLUMNS = [
  'UCR-top1',
  'Acc@1 strict',
  'UCR-top3',
  'UCR-top5',
  'VUS-PR',
  'R-AUC-PR',
  'AUC-PR',
  'F1',
  'CPU s',
] as const;

/** What the paper has for all 250 series. */
export const UCR_PUBLISHED: Readonly<Record<string, number>> = {
  'UCR-top1': 0.616,
  'UCR-top3': 0.768,
  'UCR-top5': 0.808,
  'VUS-PR': 0.457,
  'R-AUC-PR': 0.464,
  'AUC-PR': 0.481,
  F1: 0.528,
};

/** A series cut where its training part ends. */
export interface SplitSeries {
  train: Float64Array;
  test: Float64Array;
  /** Labels of the test part. */
  labels: Uint8Array;
}

/** Reads a series of the archive. */
export async function loadUcr(name: string, dir: string | undefined): Promise<SplitSeries> {
  for await (const { values, labels, trainEnd } of openDataset('ucr', { dir, names: [name] })) {
    return { train: values.slice(0, trainEnd), test: values.slice(trainEnd), labels: labels!.slice(trainEnd) };
  }
  throw new WorkError(`ucr: no series ${name}`);
}

/**
 * Runs CoAD on a series.
 * @param workers threads beside the main one for the training; the scores do not depend on them.
 */
export async function runCoad(
  { train, test }: SplitSeries,
  options: CoADOptions,
  signal: AbortSignal,
  workers: number = 0,
): Promise<{ analysis: CoADAnalysis; period: number; seconds: { fit: number; score: number }; losses: number[] }> {
  const [fitted, fit] = await timed(() => new CoAD(options).fit(train, { signal, pool: threads(workers) }));
  const [analysis, score] = await timed(() => fitted.analyse(test, { signal }));
  const { total, classification, reconstruction } = fitted.history.at(-1) ?? {
    total: 0,
    classification: 0,
    reconstruction: 0,
  };
  return { analysis, period: fitted.period!, seconds: { fit, score }, losses: [total, classification, reconstruction] };
}

/** All metrics of a score; missing values score lowest. */
export function metricsOf(scores: Float64Array, labels: Uint8Array, period: number): Record<string, number> {
  const known = scores.map((score) => (Number.isNaN(score) ? 0 : score));
  const record = evaluate(known, labels, { protocol: 'coad', period });
  const out: Record<string, number> = { 'Acc@1 strict': strictHit(known, labels) };
  for (const name of ['UCR-top1', 'UCR-top3', 'UCR-top5', 'VUS-PR', 'R-AUC-PR', 'AUC-PR', 'F1'] as const) {
    out[name] = record[name] ?? 0;
  }
  return out;
}

/** Runs something and counts its CPU seconds. */
export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const began = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(began);
  return [value, (user + system) / 1e6];
}

function strictHit(scores: Float64Array, labels: Uint8Array): number {
  const peak = scores.indexOf(scores.reduce((most, score) => Math.max(most, score)));
  return Number(labels.subarray(Math.max(0, peak - STRICT), peak + STRICT + 1).includes(1));
}
