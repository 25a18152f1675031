import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkOutputs, makeFolder, writeOutputs } from '../src/outputs.ts';
import { temporaryFolder } from './run-tsad.ts';

const quiet = new AbortController().signal;

describe('outputs', () => {
  it('appear together, from text, bytes and pieces', async () => {
    const folder = temporaryFolder();
    await writeOutputs(
      [
        [join(folder, 'a'), 'text'],
        [join(folder, 'b'), Uint8Array.of(1, 2)],
        [join(folder, 'c'), ['x', 'y']],
      ],
      quiet,
    );
    expect(['a', 'b', 'c'].map((name) => readFileSync(join(folder, name), 'latin1'))).toEqual([
      'text',
      '\u0001\u0002',
      'xy',
    ]);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('leave nothing behind, and what was there untouched, when one of them fails half-way', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), 'old');
    function* broken(): Generator<string> {
      yield 'some';
      throw new Error('source failed');
    }
    await expect(
      writeOutputs(
        [
          [join(folder, 'a'), 'new'],
          [join(folder, 'b'), broken()],
        ],
        quiet,
      ),
    ).rejects.toThrow('source failed');
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old');
  });

  it('leave nothing behind when the work is aborted while they are written', async () => {
    const folder = temporaryFolder();
    const controller = new AbortController();
    function* slow(): Generator<string> {
      for (let i = 0; i < 100; i++) {
        if (i === 50) controller.abort(new Error('stop'));
        yield 'x'.repeat(1000);
      }
    }
    await expect(writeOutputs([[join(folder, 'a'), slow()]], controller.signal)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('may replace a file that the rules allow', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), 'mine');
    const rules = {
      cwd: folder,
      force: false,
      mayReplace: async (path: string) => readFileSync(path, 'utf8') === 'mine',
    };
    expect(await checkOutputs([{ option: '--out', path: 'a' }], rules)).toEqual([join(folder, 'a')]);
    writeFileSync(join(folder, 'a'), 'yours');
    await expect(checkOutputs([{ option: '--out', path: 'a' }], rules)).rejects.toThrow(/--out a exists; add --force/);
  });

  it('get their folder, with those above it, or one clear error', async () => {
    const folder = temporaryFolder();
    await makeFolder(join(folder, 'a', 'b'));
    await makeFolder(join(folder, 'a', 'b'));
    writeFileSync(join(folder, 'a', 'b', 'file'), '');
    await expect(makeFolder(join(folder, 'a', 'b', 'file', 'c'))).rejects.toThrow(/cannot be made \(EEXIST\)/);
    await expect(makeFolder(join(folder, 'a', 'b', 'file'))).rejects.toThrow(/cannot be made \(EEXIST\)/);
  });

  it.skipIf(process.platform !== 'linux')('are refused where no folder can be made', async () => {
    await expect(makeFolder('/proc/tsad/scores')).rejects.toThrow(/\/proc\/tsad\/scores: the folder cannot be made/);
  });
});
