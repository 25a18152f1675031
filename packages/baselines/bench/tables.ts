/** F1 of the detectors of rows on labelled tables below TSAD_DATA: `tsx bench/tables.ts`. */
import { splitTable } from '@tsad/data';
import { openTable } from '@tsad/data/node';
import { IsolationForest, KernelDensity, Mahalanobis, NearestNeighbour, OneClassSvm } from '../src/index.ts';

const SEEDS = 5;
const TASKS = [
  { title: 'Abalone, DROCC split', table: await openTable('abalone'), rule: 'drocc' },
  { title: 'Thyroid, GOAD split', table: await openTable('adbench', { table: 'thyroid' }), rule: 'goad' },
  { title: 'Thyroid, DROCC split', table: await openTable('adbench', { table: 'thyroid' }), rule: 'drocc' },
] as const;

for (const { title, table, rule } of TASKS) {
  const channels = table.columns.length;
  const detectors = [
    new Mahalanobis({ channels }),
    new NearestNeighbour({ channels }),
    new KernelDensity({ channels }),
    new KernelDensity({ channels, whiten: 0.95 }),
    new OneClassSvm({ channels }),
    new IsolationForest({ channels }),
  ];
  for (const detector of detectors) {
    const found: number[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const { train, test } = splitTable(table, { rule, seed });
      await detector.fit(train.values);
      found.push(f1(detector.score(test.values), test.labels!));
    }
    const range = `${Math.min(...found).toFixed(3)} to ${Math.max(...found).toFixed(3)}`;
    console.log(`${title}: ${detector.constructor.name} ${JSON.stringify(detector.options)} ${range}`);
  }
}

/** With as many rows flagged as there are anomalies, precision and recall are one number. */
function f1(scores: Float64Array, labels: Uint8Array): number {
  const anomalies = labels.reduce((sum, label) => sum + label, 0);
  const flagged = [...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, anomalies);
  return flagged.filter((row) => labels[row] === 1).length / anomalies;
}
