import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../src/command/errors.ts';
import { openStdin, runTsad, temporaryFolder, wave } from './run-tsad.ts';

const SETTINGS = ['--window', '24', '--calibration', '200'];
const values = wave(1500, [900, 1200]);
values[700] = Number.NaN;
const input = (from: number, to: number): string =>
  Array.from(values.subarray(from, to), (value) => `${value}\n`).join('');
const whole = async (): Promise<string> => (await runTsad(['stream', ...SETTINGS], { stdin: input(0, 1500) })).stdout;

interface Line {
  index: number;
  time?: unknown;
  value: number | null;
  expected: number | null;
  score: number | null;
  threshold: number | null;
  alarm: boolean;
  event?: string;
}

/** Short, so that a difference does not print a thousand lines. */
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const parse = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

describe('tsad stream', () => {
  it('writes one line of JSON per value and raises the alarm at the spikes', async () => {
    const lines = parse(await whole());
    expect(lines).toHaveLength(1500);
    expect(lines[0]).toEqual({
      index: 0,
      value: values[0],
      expected: null,
      score: null,
      threshold: null,
      pValue: null,
      alarm: false,
    });
    expect(lines.filter(({ alarm }) => alarm).map(({ index }) => index)).toEqual(expect.arrayContaining([900, 1200]));
    expect(lines[900].value! - lines[900].expected!).toBeGreaterThan(6);
    expect(lines[700].score).toBeNull();
  });

  it('does not depend on how the input is cut into pieces', async () => {
    const text = input(0, 1500);
    const pieces = Array.from({ length: Math.ceil(text.length / 777) }, (_, i) => text.slice(i * 777, (i + 1) * 777));
    expect((await runTsad(['stream', ...SETTINGS], { stdin: pieces })).stdout).toBe(await whole());
  });

  it('reads numbers and JSON objects alike and passes the time on', async () => {
    const stdin = '1.5\n{"value":2.5,"time":"10:00"}\n{"value":null,"ts":7}\nNaN\n\n  3e1  \r\n';
    const lines = parse((await runTsad(['stream'], { stdin })).stdout);
    expect(lines.map(({ value, time }) => ({ value, time }))).toEqual([
      { value: 1.5, time: undefined },
      { value: 2.5, time: '10:00' },
      { value: null, time: 7 },
      { value: null, time: undefined },
      { value: 30, time: undefined },
    ]);
    const other = parse((await runTsad(['stream', '--field', 'load'], { stdin: '{"load":4,"value":9}\n' })).stdout);
    expect(other[0].value).toBe(4);
  });

  it('reports malformed lines with their number and goes on', async () => {
    const stdin = '1\nhello\n{"value":}\n{"other":3}\n{"value":"7"}\n[1]\n2\n';
    const { code, stdout, stderr } = await runTsad(['stream'], { stdin });
    expect(parse(stdout).map(({ value }) => value)).toEqual([1, 2]);
    expect(code).toBe(0);
    expect(stderr).toMatchInlineSnapshot(`
      "tsad stream: line 2: not a number or a JSON object: "hello"; left out
      tsad stream: line 3: not valid JSON: "{\\"value\\":}"; left out
      tsad stream: line 4: no field "value" in "{\\"other\\":3}"; name another with --field; left out
      tsad stream: line 5: field "value" is not a number in "{\\"value\\":\\"7\\"}"; left out
      tsad stream: line 6: not a number or a JSON object: "[1]"; left out
      "
    `);
  });

  it('counts malformed lines where there are many, and drops an endless one', async () => {
    const stdin = `${'x\n'.repeat(50)}${'9'.repeat(3_000_000)}\n5\n`;
    const { stdout, stderr } = await runTsad(['stream'], { stdin });
    expect(parse(stdout).map(({ value }) => value)).toEqual([5]);
    expect(stderr.trimEnd().split('\n')).toHaveLength(21);
    expect(stderr).toContain('51 malformed lines were left out');
  });

  it('writes only alarms where asked', async () => {
    const { stdout } = await runTsad(['stream', ...SETTINGS, '--alarms-only'], { stdin: input(0, 1500) });
    expect(parse(stdout)).toEqual(parse(await whole()).filter(({ alarm }) => alarm));
  });

  it.each([1, 23, 60, 230, 701, 1201])(
    'stopped after %d values and started again it gives the same bytes',
    async (cut) => {
      const cwd = temporaryFolder();
      const run = (from: number, to: number) =>
        runTsad(['stream', ...SETTINGS, '--state', 's'], { cwd, stdin: input(from, to) });
      const first = await run(0, cut);
      const second = await run(cut, 1500);
      expect(digest(first.stdout + second.stdout)).toBe(digest(await whole()));
      expect(second.stderr).toBe(`tsad stream: continuing after ${cut} values\n`);
    },
  );

  it('saves the state on a signal, and continues bit for bit', async () => {
    const cwd = temporaryFolder();
    const stdin = openStdin();
    const controller = new AbortController();
    const args = ['stream', ...SETTINGS, '--state', 's'];
    const running = runTsad(args, { cwd, stdin, signal: controller.signal });
    stdin.write(`${input(0, 950)}1.2`);
    await sleep(300);
    controller.abort(new Interrupted('SIGTERM'));
    const first = await running;
    expect({ code: first.code, lines: parse(first.stdout).length }).toEqual({ code: 0, lines: 950 });
    expect(first.stderr).toMatch(
      /stopped inside a line; its 3 characters were left out\n.*stopped after 950 values; the state is saved/,
    );
    const second = await runTsad(args, { cwd, stdin: input(950, 1500) });
    expect(digest(first.stdout + second.stdout)).toBe(digest(await whole()));
  });

  it('refuses to continue with other settings, and leaves the state alone', async () => {
    const cwd = temporaryFolder();
    await runTsad(['stream', ...SETTINGS, '--state', 's'], { cwd, stdin: input(0, 300) });
    const before = readFileSync(join(cwd, 's'));
    const { code, stderr } = await runTsad(['stream', '--window', '30', '--state', 's'], { cwd, stdin: '1\n' });
    expect(stderr).toContain('--window is 30, but s was made with 24; leave the option out or name another --state');
    expect(code).toBe(2);
    expect(readFileSync(join(cwd, 's'))).toEqual(before);
  });

  it('refuses a damaged state, and leaves it alone', async () => {
    const cwd = temporaryFolder();
    await runTsad(['stream', ...SETTINGS, '--state', 's'], { cwd, stdin: input(0, 300) });
    const bytes = readFileSync(join(cwd, 's'));
    bytes[bytes.length - 9] ^= 1;
    writeFileSync(join(cwd, 's'), bytes);
    const { code, stderr } = await runTsad(['stream', '--state', 's'], { cwd, stdin: '1\n' });
    expect(stderr).toMatch(/--state s is no state of tsad stream \(.*checksum.*\); name another file or remove it/);
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, 's'))).toEqual(bytes);
  });

  it('tells when data stops and when it comes again', async () => {
    const stdin = openStdin();
    const running = runTsad(['stream', '--timeout', '0.1'], { stdin });
    stdin.write('1\n');
    await sleep(400);
    stdin.end('2\n');
    const lines = parse((await running).stdout);
    expect(lines.map(({ event, index }) => [event, index])).toEqual([
      [undefined, 0],
      ['data-stopped', 1],
      ['data-resumed', 1],
      [undefined, 1],
    ]);
  });

  it('ends quietly and saves the state when the reader of its output goes away', async () => {
    const cwd = temporaryFolder();
    let written = 0;
    const stdout = new Writable({
      write(piece: Buffer, _encoding, done) {
        written += piece.length;
        done(written > 50_000 ? Object.assign(new Error('broken pipe'), { code: 'EPIPE' }) : null);
      },
    });
    const text = input(0, 1500);
    const pieces = Array.from({ length: 30 }, (_, i) =>
      text.slice((i * text.length) / 30, ((i + 1) * text.length) / 30),
    );
    const { code, stderr } = await runTsad(['stream', ...SETTINGS, '--state', 's'], { cwd, stdin: pieces, stdout });
    expect({ code, stderr: stderr.replace(/its \d+/, 'its n') }).toEqual({
      code: 0,
      stderr: expect.not.stringContaining('EPIPE'),
    });
    expect(readFileSync(join(cwd, 's')).length).toBeGreaterThan(1000);
  });

  it('takes no more from its input than its output lets through', async () => {
    const stdin = openStdin();
    let release = (): void => undefined;
    const stdout = new Writable({
      highWaterMark: 1000,
      write(_piece, _encoding, done) {
        release = done;
      },
    });
    const controller = new AbortController();
    const running = runTsad(['stream'], { stdin, stdout, signal: controller.signal });
    const piece = input(0, 1000);
    let accepted = 0;
    for (let round = 0; round < 40; round++) {
      while (!stdin.writableNeedDrain && stdin.write(piece)) accepted += piece.length;
      await sleep(5);
    }
    expect(accepted).toBeLessThan(20 * piece.length);
    controller.abort(new Interrupted('SIGINT'));
    release();
    expect((await running).code).toBe(0);
  });
});
