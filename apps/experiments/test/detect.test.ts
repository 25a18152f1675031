import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '@tsad/data';
import { toEvents } from '@tsad/threshold';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../src/command/errors.ts';
import { quickNames } from '../src/detectors.ts';
import { runTsad, temporaryFolder, toCsv, wave } from './run-tsad.ts';

const SPIKES = [700, 1000];

function folderWithWave(): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'in.csv'), toCsv(wave(1500, SPIKES)));
  return cwd;
}

describe('tsad detect', () => {
  it('finds the period, the spikes, and says what was seen and expected', async () => {
    const { code, stdout, stderr } = await runTsad(['detect', 'in.csv', '--detector', 'rpe', '--json'], {
      cwd: folderWithWave(),
    });
    const result = JSON.parse(stdout);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(result).toMatchObject({
      column: 'load',
      points: 1500,
      detector: 'rpe',
      period: 24,
      trainEnd: 450,
      alarmRate: 0.001,
    });
    for (const spike of SPIKES) {
      const event = result.events.find(
        ({ start, end }: { start: number; end: number }) => start <= spike && spike < end,
      );
      expect(event.seen - event.expected).toBeGreaterThan(6);
    }
  });

  it('prints what the README shows', async () => {
    const cwd = temporaryFolder();
    const values = wave(1500, [700]);
    for (let t = 1000; t < 1024; t++) values[t] += 1.5;
    writeFileSync(join(cwd, 'load.csv'), toCsv(values));
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const [, command, shown] = /```sh\ntsad (detect [^\n]*)\n```.*?```text\n(.*?)```/s.exec(readme)!;
    const args = [...command.split(' '), '--detector', 'rpe', '--no-plot'];
    const { stdout, stderr } = await runTsad(args, { cwd });
    expect(`${stdout}${stderr}`.replace(/^Speed .*\n/m, '').replace(/ +$/gm, '')).toBe(shown);
  });

  it.each(quickNames)('%s runs and gives one score per row behind the training part', async (detector) => {
    const cwd = folderWithWave();
    const { code, stdout } = await runTsad(['detect', 'in.csv', '--detector', detector, '--out', 's.csv', '--json'], {
      cwd,
    });
    expect(code).toBe(0);
    const { threshold, events } = JSON.parse(stdout);
    const table = parseCsv(readFileSync(join(cwd, 's.csv')), { columns: ['score'] });
    expect(table.values).toHaveLength(1500);
    expect(table.values.subarray(0, 450).every(Number.isNaN)).toBe(true);
    expect(table.values.subarray(450).every(Number.isFinite)).toBe(true);
    const { window } = JSON.parse(stdout);
    const found = toEvents(table.values, threshold, { mergeGap: window });
    expect(found.map(({ start, end }) => [start, end])).toEqual(
      events.map(({ start, end }: { start: number; end: number }) => [start, end]),
    );
  });

  it('reads a file as it is told to: separator and decimal mark', async () => {
    const cwd = temporaryFolder();
    const cells = Array.from(wave(600, [400]), (value) => value.toFixed(3).replace('.', ','));
    writeFileSync(join(cwd, 'in.csv'), `load\tnote\n${cells.map((cell) => `${cell}\ta;b`).join('\n')}\n`);
    const args = ['detect', 'in.csv', '--delimiter', 'tab', '--decimal', 'comma', '--detector', 'rpe', '--json'];
    const { code, stdout } = await runTsad(args, { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ column: 'load', points: 600 });
    const wrong = await runTsad(['detect', 'in.csv', '--delimiter', 'comma'], { cwd });
    expect(wrong.stderr).toMatch(/line 2 has 2 cells, the first row has 1; check the separator ","/);
  });

  it.each(['1e-9', '0.1'])('takes an alarm rate of %s, the end of its range', async (rate) => {
    const cwd = folderWithWave();
    const { code, stdout } = await runTsad(['detect', 'in.csv', '--detector', 'rpe', '--alarm-rate', rate, '--json'], {
      cwd,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).threshold).toBeGreaterThan(0);
  });

  it('compares shapes where there is a period and enough of it, and predicts points where not', async () => {
    const cwd = temporaryFolder();
    const detectorOf = async (values: Float64Array): Promise<string> => {
      writeFileSync(join(cwd, 'in.csv'), toCsv(values));
      return JSON.parse((await runTsad(['detect', 'in.csv', '--json'], { cwd })).stdout).detector;
    };
    expect(await detectorOf(wave(1500))).toBe('discord');
    expect(await detectorOf(wave(500))).toBe('rpe');
    expect(await detectorOf(wave(1500).map((value, i) => value - Math.sin((2 * Math.PI * i) / 24)))).toBe('rpe');
  });

  it('lays the nearest normal window over an event of the discord, and expects nothing elsewhere', async () => {
    const cwd = folderWithWave();
    const command = ['detect', 'in.csv', '--detector', 'discord', '--out', 's.csv', '--json'];
    const { events } = JSON.parse((await runTsad(command, { cwd })).stdout);
    const { values } = parseCsv(readFileSync(join(cwd, 's.csv')), { columns: ['value', 'expected'] });
    const expected = values.filter((_, i) => i % 2 === 1);
    expect(events.length).toBeGreaterThan(0);
    for (const event of events) {
      expect(Number.isFinite(event.expected)).toBe(true);
      expect(Number.isFinite(expected[event.peak])).toBe(true);
    }
    expect(expected.filter(Number.isFinite).length).toBeLessThan(expected.length / 4);
  });

  it('prints a summary, a plot and the events, without colours where there is no terminal', async () => {
    const { stdout } = await runTsad(['detect', 'in.csv'], { cwd: folderWithWave() });
    expect(stdout).toContain('in.csv: column load, 1,500 points');
    expect(stdout).toMatch(/┤[⠀-⣿]{20}/);
    expect(stdout).toContain('▲');
    expect(stdout).toMatch(/start +last +points +peak +score +seen +expected/);
    expect(stdout).not.toContain('\u001b');
  });

  it('uses colours on a terminal, and none under NO_COLOR', async () => {
    const cwd = folderWithWave();
    expect((await runTsad(['detect', 'in.csv'], { cwd, tty: true })).stdout).toContain('\u001b[');
    expect((await runTsad(['detect', 'in.csv'], { cwd, tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(
      '\u001b[',
    );
  });

  it('shows progress on stderr of a terminal only, and takes it away', async () => {
    const cwd = folderWithWave();
    const shown = await runTsad(['detect', 'in.csv', '--detector', 'rpe', '--json'], { cwd, tty: true });
    expect(shown.stderr).toContain('rpe: scoring');
    expect(shown.stderr.endsWith('\r\u001b[2K')).toBe(true);
    expect((await runTsad(['detect', 'in.csv', '--json'], { cwd })).stderr).toBe('');
  });

  it('says which column it took of several, and takes the named or numbered one', async () => {
    const cwd = temporaryFolder();
    const rows = Array.from(wave(900), (value, i) => `5,${value},${i % 7}`).join('\n');
    writeFileSync(join(cwd, 'in.csv'), `flat,load,other\n${rows}\n`);
    expect((await runTsad(['detect', 'in.csv'], { cwd })).stdout).toContain(
      'column load is the first of flat, load, other that varies',
    );
    const columnOf = async (name: string): Promise<string> =>
      JSON.parse((await runTsad(['detect', 'in.csv', '--json', '--column', name], { cwd })).stdout).column;
    expect([await columnOf('other'), await columnOf('2')]).toEqual(['other', 'other']);
  });

  it('replaces outputs only with --force, and then whole', async () => {
    const cwd = folderWithWave();
    writeFileSync(join(cwd, 's.csv'), 'x'.repeat(500_000));
    expect((await runTsad(['detect', 'in.csv', '--out', 's.csv'], { cwd })).code).toBe(2);
    expect((await runTsad(['detect', 'in.csv', '--detector', 'rpe', '--out', 's.csv', '--force'], { cwd })).code).toBe(
      0,
    );
    expect(readFileSync(join(cwd, 's.csv'), 'utf8')).toMatch(/^value,expected,score,alarm\n/);
    expect(readdirSync(cwd).sort()).toEqual(['in.csv', 's.csv']);
  });

  it('writes nothing when it is interrupted, and ends with 130', async () => {
    const cwd = folderWithWave();
    const controller = new AbortController();
    const running = runTsad(['detect', 'in.csv', '--out', 's.csv', '--report', 'r.html'], {
      cwd,
      signal: controller.signal,
    });
    setImmediate(() => controller.abort(new Interrupted('SIGINT')));
    const { code, stdout, stderr } = await running;
    expect({ code, stdout, stderr }).toEqual({
      code: 130,
      stdout: '',
      stderr: 'tsad detect: interrupted; nothing was written\n',
    });
    expect(readdirSync(cwd)).toEqual(['in.csv']);
  });

  it('takes the training part of a UCR file from its name', async () => {
    const cwd = temporaryFolder();
    const name = '001_UCR_Anomaly_wave_600_1000_1000.txt';
    writeFileSync(join(cwd, name), Array.from(wave(1500, [999]), String).join('\n'));
    const { trainEnd, events } = JSON.parse(
      (await runTsad(['detect', name, '--detector', 'rpe', '--json'], { cwd })).stdout,
    );
    expect(trainEnd).toBe(600);
    expect(events.some(({ peak }: { peak: number }) => peak === 999)).toBe(true);
  });

  it('an anomaly in the training part does not lift the threshold near to the one behind it', async () => {
    const cwd = temporaryFolder();
    const clean = wave(2000, [1500]);
    const dirty = clean.slice();
    for (let row = 480; row < 490; row++) dirty[row] += 8;
    writeFileSync(join(cwd, 'clean.csv'), toCsv(clean));
    writeFileSync(join(cwd, 'dirty.csv'), toCsv(dirty));
    for (const file of ['clean.csv', 'dirty.csv']) {
      const { threshold, events } = JSON.parse((await runTsad(['detect', file, '--json'], { cwd })).stdout);
      const [highest] = events.toSorted((a: { score: number }, b: { score: number }) => b.score - a.score);
      expect(Math.abs(highest.peak - 1500)).toBeLessThan(24);
      expect(threshold).toBeLessThan(highest.score / 2);
    }
  });
});
