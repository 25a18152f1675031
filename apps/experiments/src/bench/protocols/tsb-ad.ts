/**
 * The protocol of the TSB-AD leaderboard (Liu and Paparrizos 2024): the whole series is scored, its training part
 * included, and detectors without supervision learn from all of it; the buffer of the volumes is the period.
 */
import { findPeriod } from '@tsad/dsp';
import { evaluate, TSB_AD_METRICS } from '@tsad/metrics';
import { completeRows, firstChannel } from './parts.ts';
import type { Protocol } from './protocol.ts';

/** See the head of this file. An online detector starts anew and learns as it goes. */
export const tsbAd: Protocol = {
  name: 'tsb-ad',
  summary: 'whole series, buffer = period, the nine metrics of TSB-AD',
  metrics: ['VUS-PR', ...TSB_AD_METRICS.filter((name) => name !== 'VUS-PR')],
  prepare(series) {
    const { values, labels, channels, trainEnd, rows } = completeRows(series);
    return {
      train: values.subarray(0, trainEnd * channels),
      test: values,
      labels,
      channels,
      period: findPeriod(firstChannel(values, channels), { method: 'tsb-ad' }),
      scored: { from: 0, to: rows, step: 1 },
    };
  },
  fitOn: (role) => (role === 'trained' ? 'train' : role === 'mining' ? 'test' : 'nothing'),
  evaluate: (scores, { labels, period }) => evaluate(scores, labels, { protocol: 'tsb-ad', window: period }),
};
