/** CoAD's default on the UCR series that no choice has seen, beside the soft discord and both together. */
import { listDataset } from '@tsad/data/node';
import { SoftDiscord } from '@tsad/discord';
import { ucrFamilies, ucrFamily } from '../../ucr-family.ts';
import { splitUcr } from '../discord/split.ts';
import type { Experiment, ExperimentContext, Measure } from '../experiment.ts';
import { fuseWithDiscord } from './fuse.ts';
import { loadUcr, metricsOf, runCoad, timed, UCR_COLUMNS, UCR_PUBLISHED } from './measure.ts';
import { runOrder } from './split.ts';

const DETECTORS = ['CoAD', 'SoftDiscord', 'both'] as const;
const HELD_OUT = ', held-out families';

/** A repetition is a series. */
export const coadUcrExperiment: Experiment = {
  title: 'UCR archive without the tuning series: CoAD compact beside SoftDiscord and both together',
  source: 'Tang et al., KDD 2026 (published: all 250 series, 300 epochs); Wu and Keogh, TKDE 2021.',
  columns: UCR_COLUMNS,
  rows: DETECTORS.flatMap((name) => [
    { name, ...(name === 'CoAD' ? { published: UCR_PUBLISHED } : {}) },
    { name: name + HELD_OUT },
  ]),
  repetitions: 170,
  groupBy: 'family',
  version: 2,
  notes: [
    'A seed is a series: the order is drawn once (seed 606), so the first N are a fair sample; intervals draw families together.',
    'Held-out families: recordings of which no series was tuned on, for either detector. CoAD: seed 0.',
  ],
  prepare: prepareUcr,
};

async function prepareUcr({ dataDirectory, signal }: ExperimentContext): Promise<Measure> {
  const names = await listDataset('ucr', { dir: dataDirectory });
  const families = ucrFamilies(names);
  const parts = splitUcr(names);
  const { rest } = runOrder(names);
  let latest: { name: string; values: Record<string, Record<string, number>> } | undefined;
  return async (row, seed) => {
    const name = rest[seed];
    const heldOut = row.endsWith(HELD_OUT);
    if (name === undefined || (heldOut && parts.get(name) !== 'held-out')) return {};
    if (latest?.name !== name) latest = { name, values: await measureAll(name, dataDirectory, signal) };
    return {
      family: families.indexOf(ucrFamily(name)),
      ...latest.values[heldOut ? row.slice(0, -HELD_OUT.length) : row],
    };
  };
}

async function measureAll(
  name: string,
  dir: string | undefined,
  signal: AbortSignal,
): Promise<Record<string, Record<string, number>>> {
  const series = await loadUcr(name, dir);
  const { labels, train, test } = series;
  const { analysis, period, seconds, losses } = await runCoad(series, {}, signal);
  const [discord, discordSeconds] = await timed(async () =>
    (await new SoftDiscord().fit(train)).analyse(test, { signal }),
  );
  const other = discord.scores.map((score) => (Number.isNaN(score) ? 0 : score));
  const fused = fuseWithDiscord(other, analysis, period);
  const [total, classification, reconstruction] = losses;
  const coadSeconds = seconds.fit + seconds.score;
  return {
    CoAD: {
      ...metricsOf(analysis.scores, labels, period),
      'CPU s': coadSeconds,
      'CPU s score': seconds.score,
      period,
      total,
      classification,
      reconstruction,
    },
    SoftDiscord: { ...metricsOf(other, labels, discord.periods[0]), 'CPU s': discordSeconds },
    both: { ...metricsOf(fused, labels, period), 'CPU s': coadSeconds + discordSeconds },
  };
}
