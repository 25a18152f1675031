import { describe, expect, it } from 'vitest';
import { runTsad } from './run-tsad.ts';

/** A command line and what its one line of error must say. */
const wrong: readonly [args: string[], message: RegExp][] = [
  [[], /which command\? One of detect, detect-images, detect-table, stream/],
  [['detct'], /unknown command "detct"; did you mean detect\?/],
  [['frobnicate'], /unknown command "frobnicate"; choose detect, detect-images, detect-table, stream/],
  [['help', 'nothing'], /unknown command "nothing"/],
  [['detect'], /FILE is missing: a CSV/],
  [['detect', ''], /FILE is empty/],
  [['detect', 'a.csv', 'b.csv'], /unexpected argument "b.csv"/],
  [['detect', 'a.csv', '--colum', 'x'], /unknown option --colum; did you mean --column\?/],
  [['detect', 'a.csv', '-x'], /unknown option -x/],
  [['detect', 'a.csv', '--no-column'], /unknown option --no-column/],
  [['detect', 'a.csv', '--column'], /--column needs a value \(NAME\)/],
  [['detect', 'a.csv', '--column='], /--column needs a value/],
  [['detect', 'a.csv', '--force=yes'], /--force takes no value, got "yes"/],
  [['detect', 'a.csv', '--force', '--force'], /--force is given twice/],
  [['detect', 'a.csv', '--detector', 'magic'], /--detector must be one of discord, rpe.*, got "magic"/],
  [
    ['detect', 'a.csv', '--alarm-rate', '-1'],
    /--alarm-rate (must be a number from 1e-9 to 0.1, got "-1"|needs a value)/,
  ],
  [['detect', 'a.csv', '--alarm-rate=-0.5'], /--alarm-rate must be a number from 1e-9 to 0.1, got "-0.5"/],
  [['detect', 'a.csv', '--alarm-rate', '0'], /--alarm-rate must be a number from/],
  [['detect', 'a.csv', '--alarm-rate', '1e400'], /got "1e400"/],
  [['detect', 'a.csv', '--alarm-rate', 'often'], /got "often"/],
  [['detect', 'a.csv', '--window', '3'], /--window must be a whole number from 4 to 100000, got "3"/],
  [['detect', 'a.csv', '--window', '1e15'], /--window must be a whole number/],
  [['detect', 'a.csv', '--window', '7.5'], /--window must be a whole number/],
  [['detect', 'a.csv', '--train-end', '0'], /--train-end must be a whole number of at least 1, got "0"/],
  [['detect', 'a.csv', '--train-end=-5'], /--train-end must be a whole number of at least 1, got "-5"/],
  [['stream', 'file.csv'], /unexpected argument "file.csv"/],
  [['stream', '--calibration', '5'], /--calibration must be a whole number from 20 to 1000000/],
  [['stream', '--timeout', '0'], /--timeout must be a number from 0.001/],
  [['evaluate'], /SCORES is missing/],
  [['evaluate', 'a', '--protocol', 'mine'], /--protocol must be one of tsb-ad, coad, got "mine"/],
  [['data'], /ACTION is missing: list, verify or audit/],
  [['data', 'remove'], /ACTION must be one of list, verify, audit, got "remove"/],
  [['data', 'verify', 'everything'], /NAME must be one of ucr/],
  [['data', 'list', 'ucr'], /unexpected argument "ucr"/],
  [['reproduce', 'no-such-table'], /TABLE "no-such-table" is not known/],
  [['reproduce', 'x', '--seeds', '0'], /--seeds must be a whole number from 1/],
];

describe('wrong usage', () => {
  it.each(wrong)('%j ends with 2 and one line that says what to do', async (args, message) => {
    const { code, stdout, stderr } = await runTsad(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('prints the version', async () => {
    expect(await runTsad(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it('shows control characters of an argument instead of sending them to the terminal', async () => {
    const { stderr } = await runTsad(['detect', 'no\u001b[2Jfile\nname.csv']);
    expect(stderr).not.toContain('\u001b');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('adds the stack where TSAD_DEBUG is set', async () => {
    const { stderr } = await runTsad(['detect'], { env: { TSAD_DEBUG: '1' } });
    expect(stderr).toContain('at ');
  });
});
