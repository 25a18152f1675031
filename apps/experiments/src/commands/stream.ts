/** `tsad stream`: lines of numbers in, lines of JSON out, for as long as data comes. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, defineCommand } from '../command/command.ts';
import { UsageError, WorkError } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { streamingNames } from '../detectors.ts';
import { checkOutputs, writeOutputs } from '../outputs.ts';
import { StreamReader } from '../stream/reader.ts';
import { StreamSession, type StreamSettings } from '../stream/session.ts';
import { SilenceWatch } from '../stream/silence.ts';
import { pointAlarmRate } from './shared-options.ts';

/** The command. */
export const stream: Command = defineCommand({
  positionals: [],
  options: {
    detector: {
      type: 'string',
      hint: 'NAME',
      default: 'rpe',
      choices: streamingNames,
      description: `one of ${streamingNames.join(', ')}`,
    },
    window: { type: 'integer', min: 4, max: 10_000, default: 50, description: 'points per window' },
    period: {
      type: 'integer',
      min: 2,
      max: 100_000,
      description: 'points per period, if known: the history covers four',
    },
    'alarm-rate': pointAlarmRate,
    calibration: {
      type: 'integer',
      min: 20,
      max: 1_000_000,
      default: 1000,
      description: 'scores to calibrate on before the first alarm',
    },
    field: {
      type: 'string',
      hint: 'NAME',
      default: 'value',
      description: 'the field of the value where lines are JSON objects',
    },
    timeout: {
      type: 'number',
      hint: 'SECONDS',
      min: 0.001,
      max: 2_000_000,
      description: 'report when no line came for so long',
    },
    state: {
      type: 'string',
      hint: 'FILE',
      description: 'continue from this file if it exists; saved on exit and while running',
    },
    'save-every': {
      type: 'number',
      hint: 'SECONDS',
      min: 0.1,
      max: 2_000_000,
      default: 60,
      description: 'how often the state is saved while running',
    },
    'alarms-only': { type: 'boolean', description: 'write only the lines of alarms' },
    json: { type: 'boolean', description: 'allowed and without effect: the output is JSON in any case' },
  },
  examples: [
    'tail -f load.txt | tsad stream',
    'tsad stream --state load.state --timeout 60 < points.ndjson > scores.ndjson',
  ],
  async run({ options, given, terminal }) {
    const { detector, window, period, calibration, state } = options;
    const settings: StreamSettings = { detector, window, period, alarmRate: options['alarm-rate'], calibration };
    const statePath = state === undefined ? undefined : resolve(terminal.cwd, state);
    const session = await openSession(settings, given, statePath, state, terminal);
    const save = async (): Promise<void> => {
      if (statePath !== undefined) await writeOutputs([[statePath, session.encode()]], new AbortController().signal);
    };
    const reader = new StreamReader(session, options.field, options['alarms-only'], terminal);
    const silence = new SilenceWatch(
      options.timeout,
      () => reader.count,
      (line) => void terminal.write(line),
    );
    await pump(terminal, reader, silence, save, 1000 * options['save-every']);
    await save();
    reader.summarise(statePath !== undefined);
  },
});

async function openSession(
  settings: StreamSettings,
  given: ReadonlySet<string>,
  path: string | undefined,
  name: string | undefined,
  terminal: Terminal,
): Promise<StreamSession> {
  if (path === undefined || name === undefined) return StreamSession.create(settings);
  await checkOutputs([{ option: '--state', path }], { cwd: terminal.cwd, force: true });
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes) return StreamSession.create(settings);
  const session = decode(bytes, name);
  for (const [option, key] of Object.entries({
    detector: 'detector',
    window: 'window',
    period: 'period',
    'alarm-rate': 'alarmRate',
    calibration: 'calibration',
  } as const)) {
    if (given.has(option) && settings[key] !== session.settings[key]) {
      throw new UsageError(
        `--${option} is ${settings[key]}, but ${name} was made with ${session.settings[key] ?? 'none'}; leave the option out or name another --state`,
      );
    }
  }
  terminal.note(`tsad stream: continuing after ${session.count} values`);
  return session;
}

function decode(bytes: Uint8Array, name: string): StreamSession {
  try {
    return StreamSession.decode(bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WorkError(`--state ${name} is no state of tsad stream (${why}); name another file or remove it`, {
      cause,
    });
  }
}

/** Reads to the end, a signal, or the reader of stdout going away; whatever was read is scored. */
async function pump(
  terminal: Terminal,
  reader: StreamReader,
  silence: SilenceWatch,
  save: () => Promise<void>,
  saveEvery: number,
): Promise<void> {
  const { stdin, signal } = terminal;
  stdin.setEncoding('utf8');
  const stop = (): void => void stdin.destroy();
  signal.addEventListener('abort', stop, { once: true });
  let saved = performance.now();
  try {
    silence.restart();
    for await (const piece of stdin as AsyncIterable<string>) {
      silence.restart();
      await terminal.write(reader.take(piece));
      if (terminal.closed || signal.aborted) break;
      if (performance.now() - saved > saveEvery) {
        await save();
        saved = performance.now();
      }
    }
    if (!signal.aborted) await terminal.write(reader.finish());
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    silence.stop();
    signal.removeEventListener('abort', stop);
  }
}
