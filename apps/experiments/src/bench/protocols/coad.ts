/**
 * The protocol of CoAD's tables, read from its released code: values scaled by the range of the training part; of the
 * UCR archive the part behind the training part is scored, of TSB-AD the whole series; data-mining detectors see
 * nothing but what is scored. Data that the paper does not use is treated like the archive.
 */
import type { Series } from '@tsad/core';
import { findPeriod } from '@tsad/dsp';
import { COAD_METRICS, evaluate } from '@tsad/metrics';
import { type CompleteSeries, completeRows, firstChannel } from './parts.ts';
import type { Protocol } from './protocol.ts';
import { UCR_PERIODS } from './ucr-periods.ts';

const ORDER = ['VUS-PR', 'F1', 'AUC-PR', 'R-AUC-PR', 'UCR-top1', 'UCR-top3', 'UCR-top5'];
/** Series of the archive that CoAD decimates, and by how much. */
const DECIMATED = { first: 239, last: 241, step: 10 };

/** See the head of this file. */
export const coad: Protocol = {
  name: 'coad',
  summary: 'part behind the training part (TSB-AD: whole), the metrics of CoAD, with hits at the event',
  metrics: [...ORDER, ...COAD_METRICS.filter((name) => !ORDER.includes(name))],
  prepare(series, dataset) {
    const id = dataset === 'ucr' ? Number(series.name.slice(0, 3)) : undefined;
    const step = id !== undefined && id >= DECIMATED.first && id <= DECIMATED.last ? DECIMATED.step : 1;
    const complete = decimate(completeRows(series), step);
    const { labels, channels, trainEnd, rows } = complete;
    const from = dataset === 'tsb-ad-u' ? 0 : trainEnd;
    const period = periodOf(series, complete, dataset, id);
    const values = scaled(complete);
    return {
      train: values.subarray(0, trainEnd * channels),
      test: values.subarray(from * channels),
      labels: labels.subarray(from),
      channels,
      period,
      scored: { from: from * step, to: rows * step, step },
    };
  },
  fitOn: (role) => (role === 'mining' ? 'test' : 'train'),
  evaluate: (scores, { labels, period }) => evaluate(scores, labels, { protocol: 'coad', period }),
};

function periodOf(
  series: Series,
  { values, channels, trainEnd }: CompleteSeries,
  dataset: string,
  id: number | undefined,
): number {
  if (id !== undefined && id >= 1 && id <= UCR_PERIODS.length) return UCR_PERIODS[id - 1];
  const channel = firstChannel(values, channels);
  if (dataset === 'tsb-ad-u') return findPeriod(channel, { method: 'coad' });
  return series.period ?? findPeriod(channel.subarray(0, trainEnd), { method: 'coad-train' });
}

/** Every `step`-th row; a label stands where any of its rows had one. */
function decimate(series: CompleteSeries, step: number): CompleteSeries {
  if (step === 1) return series;
  const { values, labels, channels, trainEnd } = series;
  const rows = Math.floor(series.rows / step);
  return {
    ...series,
    rows,
    trainEnd: Math.floor(trainEnd / step),
    values: Float64Array.from({ length: rows * channels }, (_, i) => {
      return values[Math.floor(i / channels) * step * channels + (i % channels)];
    }),
    labels: Uint8Array.from({ length: rows }, (_, row) =>
      labels.subarray(row * step, (row + 1) * step).includes(1) ? 1 : 0,
    ),
  };
}

/** Every channel by the minimum and maximum of its training part, without clipping. */
function scaled({ values, channels, trainEnd }: CompleteSeries): Float64Array {
  const low = new Float64Array(channels).fill(Infinity);
  const high = new Float64Array(channels).fill(-Infinity);
  for (let i = 0; i < trainEnd * channels; i++) {
    low[i % channels] = Math.min(low[i % channels], values[i]);
    high[i % channels] = Math.max(high[i % channels], values[i]);
  }
  return values.map((value, i) => {
    const c = i % channels;
    return high[c] > low[c] ? (value - low[c]) / (high[c] - low[c]) : value;
  });
}
