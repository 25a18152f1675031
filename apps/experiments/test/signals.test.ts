import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, toCsv, wave } from './run-tsad.ts';

const cli = join(import.meta.dirname, '../dist/cli.js');
const built = existsSync(cli);

/** Starts the built command; `result` resolves with its exit code and output. */
function start(args: readonly string[], cwd: string) {
  const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += piece));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece));
  child.stdin.on('error', () => undefined);
  const result = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { child, result, lines: () => stdout.split('\n').length - 1 };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe.skipIf(!built)(
  built ? 'the built command' : 'the built command (skipped: not built; run the build first)',
  () => {
    it.each(['SIGTERM', 'SIGINT'] as const)(
      'a stream stopped by %s and started again gives the same bytes',
      async (signal) => {
        const cwd = temporaryFolder();
        const text = (from: number, to: number): string =>
          Array.from(wave(800).subarray(from, to), (value) => `${value}\n`).join('');
        const args = ['stream', '--window', '24', '--calibration', '200'];
        const whole = start(args, cwd);
        whole.child.stdin.end(text(0, 800));
        const first = start([...args, '--state', 'state'], cwd);
        first.child.stdin.write(text(0, 500));
        await until(() => first.lines() === 500);
        first.child.kill(signal);
        const stopped = await first.result;
        expect(stopped.code).toBe(0);
        const second = start([...args, '--state', 'state'], cwd);
        second.child.stdin.end(text(500, 800));
        expect(stopped.stdout + (await second.result).stdout === (await whole.result).stdout).toBe(true);
        expect(readdirSync(cwd)).toEqual(['state']);
      },
    );

    it('detect stopped by SIGINT ends with 130 and leaves nothing half-written', async () => {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'in.csv'), toCsv(wave(150_000)));
      const { child, result } = start(
        ['detect', 'in.csv', '--window', '400', '--out', 's.csv', '--report', 'r.html'],
        cwd,
      );
      setTimeout(() => child.kill('SIGINT'), 1500);
      const { code, stdout, stderr } = await result;
      expect({ code, stdout, stderr }).toEqual({
        code: 130,
        stdout: '',
        stderr: 'tsad detect: interrupted; nothing was written\n',
      });
      expect(readdirSync(cwd)).toEqual(['in.csv']);
    });

    it('ends without a word when the reader of its output goes away', async () => {
      const { child, result } = start(['stream'], temporaryFolder());
      child.stdout.once('data', () => child.stdout.destroy());
      for (let i = 0; i < 200 && !child.stdin.destroyed; i++) child.stdin.write('1\n2\n3\n'.repeat(500));
      child.stdin.end();
      const { code, stderr } = await result;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    });
  },
);
