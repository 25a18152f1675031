/** The folder of a run: `run.json` says what was asked, `results.ndjson` holds a line per job, `scores/` the scores. */
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { UsageError, WorkError } from '../command/errors.ts';
import { makeFolder } from '../outputs.ts';
import type { Failure, Job, Measured, Outcome } from './job.ts';
import type { ProtocolName } from './protocols/protocol.ts';

/** What a run is of, and where it ran. */
export interface RunInfo {
  format: 1;
  dataset: string;
  protocol: ProtocolName;
  /** All detectors that were ever asked for in this folder. */
  detectors: string[];
  /** Seeds 0 to `seeds` - 1, for detectors that have a seed. */
  seeds: number;
  /** The filters of the data set. */
  filter: object;
  /** Seconds that a job was given. */
  timeout: number;
  versions: { tsad: string; node: string };
  machine: { platform: string; arch: string; cpu: string; cores: number; megabytes: number };
  /** When the folder was begun. */
  begun: string;
}

/** One line of `results.ndjson`: a measurement or a failure. */
export interface ResultLine extends Partial<Measured> {
  key: string;
  series: string;
  subset?: string;
  rows: number;
  detector: string;
  seed: number;
  version: string;
  /** Within the folder. */
  scores?: string;
  error?: Failure;
}

/** A run as its folder holds it. */
export interface StoredRun {
  dir: string;
  info: RunInfo;
  /** The newest line of every job, by series, detector and seed. */
  results: ResultLine[];
  /** Lines that could not be read, such as one that was cut off. */
  damaged: number;
}

const RUN = 'run.json';
const RESULTS = 'results.ndjson';

/** Appends results to the folder of a run. */
export class ResultStore {
  readonly #file: FileHandle;
  readonly #found: Map<string, ResultLine>;
  /** The folder. */
  readonly dir: string;

  private constructor(dir: string, file: FileHandle, found: Map<string, ResultLine>) {
    this.dir = dir;
    this.#file = file;
    this.#found = found;
  }

  /**
   * Opens or creates the folder.
   * @param resume keeps what is stored; otherwise it is removed.
   * @throws UsageError when the folder holds a run of another data set or protocol.
   */
  static async open(dir: string, info: RunInfo, resume: boolean): Promise<ResultStore> {
    await makeFolder(join(dir, 'scores'));
    if (!resume) for (const name of [RUN, RESULTS]) await rm(join(dir, name), { force: true });
    const old = await readInfo(dir);
    if (old && (old.dataset !== info.dataset || old.protocol !== info.protocol)) {
      throw new UsageError(
        `${dir} holds a run of ${old.dataset} under ${old.protocol}; choose another --out, or --no-resume to replace it`,
      );
    }
    const detectors = [...new Set([...(old?.detectors ?? []), ...info.detectors])];
    const seeds = Math.max(old?.seeds ?? 1, info.seeds);
    const temporary = join(dir, `.${RUN}.${pid}.tmp`);
    await writeFile(
      temporary,
      `${JSON.stringify({ ...info, detectors, seeds, begun: old?.begun ?? info.begun }, null, 2)}\n`,
    );
    await rename(temporary, join(dir, RUN));
    const { lines, cut } = await readLines(dir);
    const file = await open(join(dir, RESULTS), 'a');
    // What a crash cut off becomes a line of its own that nobody can read; nothing is ever removed.
    if (cut) await file.write('\n');
    return new ResultStore(dir, file, new Map(lines.map((line) => [line.key, line])));
  }

  /** The stored result of a job. */
  get(key: string): ResultLine | undefined {
    return this.#found.get(key);
  }

  /** Appends a line in one write and waits until the disk has it. */
  async add(line: ResultLine): Promise<void> {
    await this.#file.write(`${JSON.stringify(line)}\n`);
    await this.#file.datasync();
    this.#found.set(line.key, line);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Reads a run. @throws WorkError when the folder holds none. */
export async function readRun(dir: string): Promise<StoredRun> {
  const info = await readInfo(dir);
  if (!info) throw new WorkError(`${dir} holds no ${RUN}; give a folder that \`tsad bench --out\` wrote`);
  const { lines, damaged } = await readLines(dir);
  return { dir, info, results: newest(lines), damaged };
}

/** The line of an outcome. */
export function lineOf(outcome: Outcome): ResultLine {
  const { key, series, subset, rows, detector, seed, version, scoresPath } = outcome.job;
  const head = { key, series, subset, rows, detector, seed, version };
  if ('failure' in outcome) return { ...head, error: outcome.failure };
  return { ...head, ...(scoresPath === undefined ? {} : { scores: scoresFile(outcome.job) }), ...outcome.measured };
}

/** Where the scores of a job lie within the folder. */
export function scoresFile({ key }: Pick<Job, 'key'>): string {
  return `scores/${key}.npy`;
}

/** The last line of every series, detector and seed, in that order. */
function newest(lines: readonly ResultLine[]): ResultLine[] {
  const byName = new Map<string, ResultLine>();
  for (const line of lines) byName.set(JSON.stringify([line.series, line.detector, line.seed]), line);
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

async function readInfo(dir: string): Promise<RunInfo | undefined> {
  const text = await readFile(join(dir, RUN), 'utf8').catch(absent);
  if (text === undefined) return undefined;
  try {
    const info = JSON.parse(text) as RunInfo;
    if (info.format === 1 && typeof info.dataset === 'string') return info;
  } catch {
    // Told below, with what to do.
  }
  throw new WorkError(`${join(dir, RUN)} is not readable; restore it or choose another folder`);
}

async function readLines(dir: string): Promise<{ lines: ResultLine[]; damaged: number; cut: boolean }> {
  const text = (await readFile(join(dir, RESULTS), 'utf8').catch(absent)) ?? '';
  const lines: ResultLine[] = [];
  let damaged = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const parsed = parse(line);
    if (parsed) lines.push(parsed);
    else damaged++;
  }
  return { lines, damaged, cut: text !== '' && !text.endsWith('\n') };
}

function parse(line: string): ResultLine | undefined {
  try {
    const value = JSON.parse(line) as Partial<ResultLine> | null;
    const whole =
      typeof value?.key === 'string' && typeof value.series === 'string' && typeof value.detector === 'string';
    return whole && (value.metrics || value.error) ? (value as ResultLine) : undefined;
  } catch {
    return undefined;
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
