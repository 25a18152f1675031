/** SoftDiscord on the UCR archive: one repetition is one series. */
import { listDataset, openDataset } from '@tsad/data/node';
import { SoftDiscord } from '@tsad/discord';
import { evaluate } from '@tsad/metrics';
import { WorkError } from '../../command/errors.ts';
import { ucrFamilies, ucrFamily } from '../../ucr-family.ts';
import type { Experiment, Measure } from '../experiment.ts';
import { type Part, splitUcr } from './split.ts';

const ROWS: readonly Part[] = ['development', 'held-out'];
/** Points beside the labelled ones where the highest score still counts, the margin of the strict comparisons. */
const STRICT = 100;

/** CoAD's metrics and the strict hit, with the default fusion and with that for one anomaly. */
export const ucrExperiment: Experiment = {
  title: 'UCR archive: SoftDiscord, trained on nothing, period from the train part',
  source: 'Wu and Keogh, TKDE 2021; published values: CoAD (its own margin), on all 250 series.',
  columns: [
    'Acc@1 strict',
    'Acc@1 strict, single',
    'UCR-top1',
    'UCR-top3',
    'UCR-top5',
    'VUS-PR',
    'VUS-PR, single',
    'AUC-PR',
    'F1',
    'CPU s',
  ],
  rows: [
    {
      name: 'all',
      published: { 'UCR-top1': 0.616, 'UCR-top3': 0.768, 'UCR-top5': 0.808, 'VUS-PR': 0.457 },
    },
    ...ROWS.map((name) => ({ name })),
  ],
  repetitions: 250,
  groupBy: 'family',
  version: 2,
  notes: [
    'A seed is a series, in the order of the archive; intervals draw families of recordings together.',
    'Strict: the highest score lies within 100 points of the anomaly. "single" knows that there is one anomaly.',
    'Choices were made on the development rows only; families of recordings are on one side of the split.',
  ],
  async prepare({ dataDirectory, signal }): Promise<Measure> {
    const names = await listDataset('ucr', { dir: dataDirectory });
    const families = ucrFamilies(names);
    const parts = splitUcr(names);
    let latest: { name: string; values: Record<string, number> } | undefined;
    const measure = async (name: string): Promise<Record<string, number>> => {
      if (latest?.name !== name) {
        const family = families.indexOf(ucrFamily(name));
        latest = { name, values: { family, ...(await scoreOne(name, dataDirectory, signal)) } };
      }
      return latest.values;
    };
    return async (row, seed) => {
      const name = names[seed];
      if (name === undefined || (row !== 'all' && parts.get(name) !== row)) return {};
      return measure(name);
    };
  },
};

async function scoreOne(name: string, dir: string | undefined, signal: AbortSignal): Promise<Record<string, number>> {
  for await (const { values, labels, trainEnd } of openDataset('ucr', { dir, names: [name] })) {
    const began = process.cpuUsage();
    const detector = await new SoftDiscord().fit(values.subarray(0, trainEnd));
    const analysis = await detector.analyse(values.subarray(trainEnd), { signal });
    const { user, system } = process.cpuUsage(began);
    const own = labels!.subarray(trainEnd);
    const [period] = analysis.periods;
    const record = evaluate(analysis.scores, own, { protocol: 'coad', period });
    const single = analysis.withFusion({ single: true });
    const other = evaluate(single.scores, own, { protocol: 'coad', period });
    const metrics = ['UCR-top1', 'UCR-top3', 'UCR-top5', 'VUS-PR', 'AUC-PR', 'F1'] as const;
    return {
      'Acc@1 strict': strictHit(analysis.scores, own),
      'Acc@1 strict, single': strictHit(single.scores, own),
      ...Object.fromEntries(metrics.map((metric) => [metric, record[metric] ?? 0])),
      'VUS-PR, single': other['VUS-PR'] ?? 0,
      confidence: analysis.confidence,
      'confidence, single': single.confidence,
      period,
      factor: analysis.factors[0],
      'CPU s': (user + system) / 1e6,
    };
  }
  throw new WorkError(`ucr: no series ${name}`);
}

function strictHit(scores: Float64Array, labels: Uint8Array): number {
  const peak = scores.indexOf(scores.reduce((most, score) => Math.max(most, score)));
  return Number(labels.subarray(Math.max(0, peak - STRICT), peak + STRICT + 1).includes(1));
}
