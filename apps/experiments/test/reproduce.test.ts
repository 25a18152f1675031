import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@tsad/core';
import { bootstrapInterval } from '@tsad/metrics';
import { connections } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { comparisonLines } from '../src/reproduce/comparison.ts';
import type { Experiment } from '../src/reproduce/experiment.ts';
import { experiments } from '../src/reproduce/registry.ts';
import { layoutTable, runExperiment, summarise } from '../src/reproduce/run.ts';
import { MeasurementStore } from '../src/reproduce/store.ts';
import { renderMarkdownTable } from '../src/table.ts';
import { runTsad, temporaryFolder } from './run-tsad.ts';

/** A table whose numbers are drawn from the seed; `calls` tells what was measured. */
function example(): Experiment & { calls: string[] } {
  const calls: string[] = [];
  return {
    title: 'Example',
    source: 'Nobody, 2026.',
    columns: ['F1', 'speed'],
    rows: [{ name: 'one', published: { F1: 0.5 } }, { name: 'two' }],
    repetitions: 4,
    version: 1,
    calls,
    prepare:
      async () =>
      (row, seed): Record<string, number> => {
        calls.push(`${row} ${seed}`);
        const random = createRandom(seed);
        return row === 'two' ? { F1: random.uniform() } : { F1: random.uniform(), speed: 10 + seed };
      },
  };
}

const context = { signal: new AbortController().signal };
const nothing = (): void => undefined;

describe('tsad reproduce', () => {
  it('measures every row on every seed and sums up with intervals', async () => {
    const experiment = example();
    const store = await MeasurementStore.open(join(temporaryFolder(), 'r', 'x.ndjson'), 'x', 1, false);
    await runExperiment('x', experiment, 4, store, context, nothing);
    expect(experiment.calls).toEqual(['one 0', 'two 0', 'one 1', 'two 1', 'one 2', 'two 2', 'one 3', 'two 3']);
    const table = summarise('x', experiment, 4, store);
    const draws = [0, 1, 2, 3].map((seed) => createRandom(seed).uniform());
    const { low, high } = bootstrapInterval(draws, { seed: 0 });
    expect(table.rows[0].cells.F1).toEqual({
      mean: expect.closeTo(draws.reduce((a, b) => a + b) / 4, 12),
      low,
      high,
      count: 4,
      published: 0.5,
    });
    expect(table.rows[1].cells.speed).toBeUndefined();
    const { columns, rows } = layoutTable(table);
    expect(renderMarkdownTable(columns, rows)).toMatchInlineSnapshot(`
      "| method | F1 paper |            F1 [95 %] |            speed [95 %] |
      | ------ | -------: | -------------------: | ----------------------: |
      | one    |      0.5 | 0.473 [0.129, 0.817] | 11.500 [10.500, 12.500] |
      | two    |        - | 0.473 [0.129, 0.817] |                       - |
      "
    `);
  });

  it('averages over the rows of seeds that have all of them, and tests columns against each other', async () => {
    const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name }));
    const experiment: Experiment = {
      ...example(),
      columns: ['low', 'high', 'same'],
      rows,
      average: { name: 'mean', published: { high: 2 } },
      compare: { columns: ['low', 'high', 'same'], over: 'rows' },
      prepare: async () => (row, seed) => {
        const low = row.charCodeAt(0) - 97 + seed;
        return { low, high: low + 1 + low / 100, same: low + (seed === 0 ? 0.5 : -0.5) };
      },
    };
    const store = await MeasurementStore.open(join(temporaryFolder(), 'y.ndjson'), 'y', 1, false);
    await runExperiment('y', experiment, 2, store, context, nothing);
    await store.add({ table: 'y', version: 1, row: 'a', seed: 2, values: { low: 99, high: 99, same: 99 }, seconds: 0 });
    const table = summarise('y', experiment, 2, store);
    expect(table.rows[6]).toMatchObject({
      name: 'mean',
      cells: { low: { mean: 3, count: 2 }, high: { published: 2 } },
    });
    expect(summarise('y', experiment, 3, store).rows[6].cells.low).toMatchObject({ mean: 3, count: 2 });
    expect(table.comparisons).toHaveLength(3);
    const [raised] = table.comparisons;
    expect(raised).toMatchObject({ first: 'high', second: 'low', pairs: 6, difference: expect.closeTo(1.03, 12) });
    // Six differences of one sign: 2 / 2^6, times three pairs of columns by Holm.
    expect(raised.pValue).toBeCloseTo(6 / 64, 12);
    expect(comparisonLines(table.comparisons).join(' ')).toMatch(/none\..*Not significant: .*high - low \+1\.03/);
  });

  it('continues where it was stopped, and the table is the same', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.ndjson');
    const open = (): Promise<MeasurementStore> => MeasurementStore.open(path, 'x', 1, false);
    const whole = await MeasurementStore.open(join(folder, 'whole.ndjson'), 'x', 1, false);
    await runExperiment('x', example(), 4, whole, context, nothing);

    const stopping = new AbortController();
    const broken = example();
    const measured = broken.calls;
    const stopAfterThree = (): void => {
      if (measured.length === 3) stopping.abort(new Error('enough'));
    };
    await expect(
      runExperiment('x', broken, 4, await open(), { signal: stopping.signal }, stopAfterThree),
    ).rejects.toThrow('enough');
    appendFileSync(path, '{"table":"x","version":1,"row":"tw');
    const rest = example();
    const store = await open();
    await runExperiment('x', rest, 4, store, context, nothing);
    expect([...measured, ...rest.calls]).toHaveLength(8);
    expect(summarise('x', rest, 4, store)).toEqual(summarise('x', rest, 4, whole));
    expect(
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .every((line) => JSON.parse(line).table === 'x'),
    ).toBe(true);
  });

  it('does not mix in measurements of another version, and refuses those of another table', async () => {
    const path = join(temporaryFolder(), 'x.ndjson');
    await runExperiment('x', example(), 1, await MeasurementStore.open(path, 'x', 1, false), context, nothing);
    expect((await MeasurementStore.open(path, 'x', 2, false)).get('one', 0)).toBeUndefined();
    expect((await MeasurementStore.open(path, 'x', 1, false)).get('one', 0)?.values.speed).toBe(10);
    await expect(MeasurementStore.open(path, 'y', 1, false)).rejects.toThrow(
      /line 1 is no measurement of y; add --fresh/,
    );
  });

  it('lists its tables, which have unique names', async () => {
    const { code, stdout } = await runTsad(['reproduce', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(experiments.map(({ name, summary }) => ({ name, summary })));
    expect(new Set(experiments.map(({ name }) => name)).size).toBe(experiments.length);
  });

  it('runs on data that a user puts there, and says where to put them', async () => {
    const folder = temporaryFolder();
    const args = ['reproduce', 'cance-table-8', '--seeds', '1', '--json', '--out', folder, '--data-dir', folder];
    const without = await runTsad(args);
    expect([without.code, without.stdout]).toEqual([1, '']);
    expect(without.stderr).toMatch(/kddcup99.*kddcup\.data_10_percent\.gz and put it there/);

    mkdirSync(join(folder, 'kddcup99'));
    writeFileSync(join(folder, 'kddcup99', 'kddcup.data_10_percent'), connections(1500));
    const { code, stdout, stderr } = await runTsad(args);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('tsad:')]);
    const { rows } = JSON.parse(stdout) as { rows: { cells: Record<string, { mean: number }> }[] };
    expect(rows).toHaveLength(2);
    // Attacks are alike here and normal connections are not, so that every column but the latent code finds them.
    for (const { cells } of rows)
      for (const column of ['Error', 'CANCE']) expect(cells[column].mean).toBeGreaterThan(0.95);
  });
});
