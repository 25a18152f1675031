/** SoftDiscord on TSB-AD-U, the whole series scored: one repetition is one series. */
import { listDataset, openDataset } from '@tsad/data/node';
import { SoftDiscord } from '@tsad/discord';
import { findPeriod } from '@tsad/dsp';
import { evaluate, vus } from '@tsad/metrics';
import { WorkError } from '../../command/errors.ts';
import type { Experiment, ExperimentRow, Measure } from '../experiment.ts';
import { partOfTsbAd, SOURCES_OF_64 } from './split.ts';

const COLUMNS = ['VUS-PR coad', 'VUS-PR tsb-ad', 'CPU s'];
const NOTES = [
  'A seed is a series, in the order of the release. The train part is that of the file name; all rows are scored.',
  'coad: VUS of the classic kind with twice the mean event length; tsb-ad: of the current kind with the period.',
];

/** The 64 series of five sources that CoAD evaluates on. */
export const tsb64Experiment: Experiment = {
  title: 'TSB-AD-U, the 64 series of CoAD: SoftDiscord with the default of the UCR table',
  source: 'Liu and Paparrizos, NeurIPS 2024; published: CoAD on the 64 (coad), KShapeAD on 56 of them (tsb-ad).',
  columns: COLUMNS,
  rows: [
    { name: 'all', published: { 'VUS-PR coad': 0.398 } },
    { name: 'evaluation list', published: { 'VUS-PR tsb-ad': 0.497 } },
    { name: 'development' },
    { name: 'held-out' },
    ...SOURCES_OF_64.map((name): ExperimentRow => ({ name })),
  ],
  repetitions: 64,
  version: 2,
  notes: NOTES,
  prepare: ({ dataDirectory, signal }) => prepare(dataDirectory, signal, true),
};

/** All other sources but UCR. */
export const tsbFreshExperiment: Experiment = {
  title: 'TSB-AD-U, sources that no choice has seen: SoftDiscord with its default',
  source: 'Liu and Paparrizos, NeurIPS 2024.',
  columns: COLUMNS,
  rows: [
    'all',
    'evaluation list',
    ...[
      'Daphnet',
      'Exathlon',
      'LTDB',
      'MSL',
      'NAB',
      'NEK',
      'OPPORTUNITY',
      'Power',
      'SMAP',
      'SMD',
      'Stock',
      'TAO',
      'WSD',
    ],
  ].map((name) => ({ name })),
  repetitions: 200,
  version: 2,
  notes: NOTES,
  prepare: ({ dataDirectory, signal }) => prepare(dataDirectory, signal, false),
};

async function prepare(dir: string | undefined, signal: AbortSignal, of64: boolean): Promise<Measure> {
  const all = await listDataset('tsb-ad-u', { dir });
  const names = all.filter((name) => SOURCES_OF_64.includes(sourceOf(name)) === of64 && sourceOf(name) !== 'UCR');
  const evaluation = new Set(await listDataset('tsb-ad-u', { dir, list: 'eva' }));
  let latest: { name: string; values: Record<string, number> } | undefined;
  const measure = async (name: string): Promise<Record<string, number>> => {
    if (latest?.name !== name) latest = { name, values: await scoreOne(name, dir, signal) };
    return latest.values;
  };
  return async (row, seed) => {
    const name = names[seed];
    if (name === undefined) return {};
    const rows = ['all', partOfTsbAd(name), sourceOf(name), ...(evaluation.has(name) ? ['evaluation list'] : [])];
    return rows.includes(row) ? measure(name) : {};
  };
}

function sourceOf(name: string): string {
  return /^\d+_(.+)_id_\d+_/.exec(name)?.[1] ?? '';
}

async function scoreOne(name: string, dir: string | undefined, signal: AbortSignal): Promise<Record<string, number>> {
  for await (const { values, labels, trainEnd } of openDataset('tsb-ad-u', { dir, names: [name] })) {
    const began = process.cpuUsage();
    const detector = await new SoftDiscord().fit(values.subarray(0, trainEnd));
    const scored = await detector.scoreAll(values.subarray(trainEnd), { signal });
    const { user, system } = process.cpuUsage(began);
    const scores = scored.map((score) => (Number.isNaN(score) ? 0 : score));
    const { 'VUS-PR': classic } = evaluate(scores, labels!, { protocol: 'coad' });
    const window = findPeriod(values, { method: 'tsb-ad', rank: 1 });
    const { pr } = vus(scores, labels!, { kind: 'current', window });
    const record: Record<string, number> = { 'CPU s': (user + system) / 1e6 };
    if (classic !== null) record['VUS-PR coad'] = classic;
    if (pr !== null) record['VUS-PR tsb-ad'] = pr;
    return record;
  }
  throw new WorkError(`tsb-ad-u: no series ${name}`);
}
