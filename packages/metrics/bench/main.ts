/**
 * CPU time of the metrics, of their literal twins and, where a Python can import them, of the reference implementations,
 * measured in turn. Set TSAD_PEER_TSBAD and TSAD_PEER_PATE to clones of TheDatumOrg/TSB-AD and Raminghorbanii/PATE, and
 * TSAD_PYTHON to a Python with numpy, scikit-learn, statsmodels and joblib. TSAD_BENCH_FULL=1 also times the slowest
 * references (minutes).
 */
import { execFileSync } from 'node:child_process';
import { aucPr, aucRoc, bestF1, evaluate, pate, vus } from '../src/index.ts';
import { naiveBuffers, naivePate, naivePateThresholds } from '../test/naive-pate.ts';
import { naiveAucPr, naiveAucRoc, naiveBestF1 } from '../test/naive-points.ts';
import {
  best,
  naiveAffiliationF1,
  naiveEvent,
  naivePointAdjusted,
  naivePredictions,
  naiveRange,
} from '../test/naive-ranges.ts';
import { naiveVus } from '../test/naive-vus.ts';
import { startPeer } from './peer.ts';
import { type BenchSeries, makeSeries } from './series.ts';

interface Row {
  name: string;
  series: BenchSeries;
  window: number;
  ours: (series: BenchSeries, window: number) => number;
  naive?: (scores: number[], labels: number[], window: number) => number;
  /** Task of the peer, and whether it takes minutes. */
  task?: string;
  slow?: boolean;
  /** Limit in milliseconds. */
  limit?: number;
}

const current = ({ scores, labels }: BenchSeries, window: number) => vus(scores, labels, { window }).pr;
const classic = ({ scores, labels }: BenchSeries, window: number) =>
  vus(scores, labels, { window, kind: 'classic' }).pr;
const points = ({ scores, labels }: BenchSeries) =>
  aucRoc(scores, labels) + aucPr(scores, labels) + bestF1(scores, labels);
const set = ({ scores, labels }: BenchSeries, window: number) =>
  evaluate(scores, labels, { protocol: 'tsb-ad', window })['Affiliation-F']!;
const four = ({ scores, labels }: BenchSeries, window: number) => pate(scores, labels, { early: window, late: window });

const naivePoints = (scores: number[], labels: number[]) =>
  naiveAucRoc(scores, labels) + naiveAucPr(scores, labels, 'step') + naiveBestF1(scores, labels, 1e-5);
const naiveSet = (scores: number[], labels: number[], window: number) => {
  naivePoints(scores, labels);
  naiveVus(scores, labels, window, 'current', 250);
  const predictions = naivePredictions(scores, false);
  best(predictions.map((predicted) => naivePointAdjusted(predicted, labels, false)));
  best(predictions.map((predicted) => naiveEvent(predicted, labels, false)));
  best(predictions.map((predicted) => naiveRange(predicted, labels, false).f1));
  return best(predictions.map((predicted) => naiveAffiliationF1(predicted, labels, false)));
};
const naiveFour = (scores: number[], labels: number[], window: number) => {
  const buffers = naiveBuffers(window, 1, true);
  return naivePate(scores, labels, naivePateThresholds(scores, labels, 250, true), buffers, buffers);
};

const small = makeSeries(2_000, 20);
const middle = makeSeries(100_000);
const large = makeSeries(650_000);
const rows: Row[] = [
  {
    name: 'VUS current, 0..20',
    series: small,
    window: 20,
    ours: current,
    naive: (s, l, w) => naiveVus(s, l, w, 'current', 250).pr,
    task: 'vus',
  },
  { name: 'AUC-ROC + AUC-PR + F1', series: small, window: 0, ours: points, naive: naivePoints, task: 'points' },
  { name: 'TSB-AD set, 0..20', series: small, window: 20, ours: set, naive: naiveSet, task: 'tsb-ad' },
  { name: 'PATE, 4 x 250', series: small, window: 20, ours: four, naive: naiveFour, task: 'pate' },
  { name: 'VUS current, 0..100', series: middle, window: 100, ours: current, task: 'vus', limit: 15 },
  { name: 'VUS classic, 0..100', series: middle, window: 100, ours: classic, limit: 15 },
  { name: 'AUC-ROC + AUC-PR + F1', series: middle, window: 0, ours: points, task: 'points' },
  { name: 'TSB-AD set, 0..100', series: middle, window: 100, ours: set, task: 'tsb-ad', slow: true, limit: 60 },
  { name: 'PATE, 4 x 250', series: middle, window: 100, ours: four, task: 'pate', slow: true, limit: 100 },
  { name: 'VUS current, 0..100', series: large, window: 100, ours: current, task: 'vus', slow: true, limit: 100 },
  { name: 'VUS classic, 0..100', series: large, window: 100, ours: classic, limit: 100 },
  { name: 'VUS classic, 0..3404', series: makeSeries(650_000, 1701), window: 3404, ours: classic, limit: 200 },
  { name: 'AUC-ROC + AUC-PR + F1', series: large, window: 0, ours: points, task: 'points', limit: 30 },
  { name: 'TSB-AD set, 0..100', series: large, window: 100, ours: set, limit: 350 },
  { name: 'TSB-AD set, 0..100, 5,000 events', series: makeSeries(650_000, 20, 5000), window: 100, ours: set },
];

/** CPU milliseconds of one call. */
function time(call: () => number): { milliseconds: number; value: number } {
  const start = process.cpuUsage();
  const value = call();
  const { user, system } = process.cpuUsage(start);
  return { milliseconds: (user + system) / 1000, value };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
const show = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(value < 10 ? 2 : 0));

const peer = await startPeer();
const full = process.env.TSAD_BENCH_FULL === '1';
console.log(
  `Node ${process.version}, ${process.arch}; CPU milliseconds, medians of 15 (ours), 3 (reference), 1 (twin).\n`,
);
console.log('| metric | points | ours | limit | twin | reference | reference / ours |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const { name, series, window, ours, naive, task, slow, limit } of rows) {
  for (let k = 0; k < 3; k++) ours(series, window);
  const own: number[] = [];
  const reference: number[] = [];
  const runPeer = peer && task && peer.tasks.includes(task) && (!slow || full);
  for (let round = 0; round < 3; round++) {
    for (let k = 0; k < 5; k++) own.push(time(() => ours(series, window)).milliseconds);
    if (!runPeer) continue;
    const { milliseconds, value } = await peer.time(task, series, window);
    const difference = Math.abs(value - ours(series, window));
    if (!(difference <= 1e-12)) throw new Error(`${name}: the reference differs by ${difference}`);
    reference.push(milliseconds);
    if (milliseconds > 20_000) break;
  }
  const twin = naive && time(() => naive([...series.scores], [...series.labels], window)).milliseconds;
  const theirs = reference.length > 0 ? median(reference) : undefined;
  const cells = [
    name,
    series.scores.length.toLocaleString('en'),
    show(median(own)),
    limit ?? '-',
    show(twin),
    theirs === undefined ? (task && !peer?.tasks.includes(task) ? 'not available' : '-') : show(theirs),
    theirs === undefined ? '-' : show(theirs / median(own)),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
peer?.close();

const memory = execFileSync(process.execPath, [...process.execArgv, new URL('memory.ts', import.meta.url).pathname]);
console.log(`\nMemory of the TSB-AD set above the inputs at 650,000 points: ${String(memory).trim()} MB (limit 60).`);
