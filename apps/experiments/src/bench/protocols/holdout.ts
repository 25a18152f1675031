/**
 * The protocol of use: learn from the training part, score what follows. The period is found in the training part, and
 * causal detectors take one point after the other.
 */
import { findPeriod } from '@tsad/dsp';
import { evaluate, TSB_AD_METRICS, topKHits } from '@tsad/metrics';
import { completeRows, firstChannel } from './parts.ts';
import type { Protocol } from './protocol.ts';

/** See the head of this file; the metrics are the nine of TSB-AD, and the hit of the highest score. */
export const holdout: Protocol = {
  name: 'holdout',
  summary: 'learn from the training part, score the rest, causal detectors point by point',
  metrics: ['VUS-PR', ...TSB_AD_METRICS.filter((name) => name !== 'VUS-PR'), 'UCR-top1'],
  prepare(series) {
    const { values, labels, channels, trainEnd, rows, period } = completeRows(series);
    const train = values.subarray(0, trainEnd * channels);
    return {
      train,
      test: values.subarray(trainEnd * channels),
      labels: labels.subarray(trainEnd),
      channels,
      period: period ?? findPeriod(firstChannel(train, channels), { method: 'tsb-ad' }),
      scored: { from: trainEnd, to: rows, step: 1 },
    };
  },
  fitOn: () => 'train',
  evaluate(scores, { labels, period }) {
    const begin = labels.indexOf(1);
    const end = labels.lastIndexOf(1) + 1;
    const single = begin >= 0 && labels.subarray(begin, end).every((label) => label === 1);
    return {
      ...evaluate(scores, labels, { protocol: 'tsb-ad', window: period }),
      'UCR-top1': single ? topKHits(scores, { begin, end, period }).top1 : null,
      'UCR-top1 reason': single ? undefined : 'needs exactly one event',
    };
  },
};
