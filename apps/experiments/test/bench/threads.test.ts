import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/bench/results.ts';
import { ThreadExecutor } from '../../src/bench/thread-executor.ts';
import { Interrupted } from '../../src/command/errors.ts';
import { runTsad, temporaryFolder } from '../run-tsad.ts';
import { factsOf, plugin, runIn } from './folder.ts';
import { InlineExecutor } from './inline-executor.ts';
import { killAtRandom } from './kill.ts';

describe('threads', () => {
  it('turn whatever a detector does into a failed line with its reason, and go on', async () => {
    const dir = temporaryFolder();
    const detectors = ['eats', 'dies', 'throws', 'good'];
    const state = await runIn(dir, new ThreadExecutor({ jobs: 2, timeout: 60, memory: 64 }), { limit: 1, detectors });
    expect(state).toMatchObject({ done: 4, failed: 3 });
    const { results } = await readRun(dir);
    expect(Object.fromEntries(results.map(({ detector, error }) => [detector, error]))).toEqual({
      eats: { kind: 'memory', message: 'needed more than 64 MB of heap' },
      dies: { kind: 'died', message: expect.stringContaining('a loose end') },
      throws: { kind: 'threw', message: 'broken inside' },
      good: undefined,
    });
  });

  it('end a job that hangs, and go on', async () => {
    const dir = temporaryFolder();
    const executor = new ThreadExecutor({ jobs: 1, timeout: 0.5, memory: 256 });
    await runIn(dir, executor, { limit: 1, detectors: ['hangs', 'throws'] });
    const { results } = await readRun(dir);
    expect(results.map(({ error }) => error)).toEqual([
      { kind: 'timeout', message: 'took longer than 0.5 s' },
      { kind: 'threw', message: 'broken inside' },
    ]);
  });

  it('give the numbers that one thread gives', async () => {
    const [one, three] = [temporaryFolder(), temporaryFolder()];
    const request = { limit: 1, detectors: ['good', 'rpe', 'matrix-profile'] };
    await runIn(one, new InlineExecutor(), request);
    await runIn(three, new ThreadExecutor({ jobs: 2, timeout: 60, memory: 512 }), request);
    expect(await factsOf(three)).toEqual(await factsOf(one));
  });

  it('stop at once on an interrupt, and say how to go on', async () => {
    const cwd = temporaryFolder();
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(new Interrupted('SIGINT')), 700);
    const began = performance.now();
    const { code, stderr } = await runTsad(
      ['bench', 'synthetic', '--detectors', 'hangs', '--plugin', plugin, '--out', 'r', '--jobs', '1'],
      { cwd, signal: stopping.signal },
    );
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted; \d of 12 results are in .*, the same command goes on from there/);
    expect(performance.now() - began).toBeLessThan(6000);
  });
});

describe('a killed run', () => {
  it('resumes to the identical table', async () => {
    const { killed, facts, expected } = await killAtRandom(1, 11, 'good,throws');
    expect(killed).toBeGreaterThan(0);
    expect(facts).toEqual(expected);
  });
});
