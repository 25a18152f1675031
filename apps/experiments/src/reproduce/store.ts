/** Stored measurements: one line of JSON per row and seed, appended as they come, so that a stopped run continues. */
import { appendFile, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WorkError } from '../command/errors.ts';
import { makeFolder } from '../outputs.ts';

/** One measurement of one row. */
export interface Measurement {
  table: string;
  version: number;
  row: string;
  seed: number;
  values: Record<string, number>;
  /** Wall-clock time of this measurement. */
  seconds: number;
}

/** The measurements of one table in one file. */
export class MeasurementStore {
  readonly path: string;
  readonly #found = new Map<string, Measurement>();

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Opens or creates the file; a line that was cut off by a crash is removed.
   * @param fresh forgets what is stored.
   * @throws WorkError when a line is of another table.
   */
  static async open(path: string, table: string, version: number, fresh: boolean): Promise<MeasurementStore> {
    const store = new MeasurementStore(path);
    await makeFolder(dirname(path));
    if (fresh) await rm(path, { force: true });
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const end = text.lastIndexOf('\n') + 1;
    if (end < text.length) await truncate(path, Buffer.byteLength(text.slice(0, end)));
    for (const [i, line] of text.slice(0, end).split('\n').entries()) {
      if (line === '') continue;
      const measurement = parse(line);
      if (measurement?.table !== table) {
        throw new WorkError(
          `${path} line ${i + 1} is no measurement of ${table}; add --fresh to start over, or choose another --out`,
        );
      }
      if (measurement.version === version) store.#found.set(key(measurement.row, measurement.seed), measurement);
    }
    return store;
  }

  /** The stored measurement, if there is one. */
  get(row: string, seed: number): Measurement | undefined {
    return this.#found.get(key(row, seed));
  }

  /** Stores one more. */
  async add(measurement: Measurement): Promise<void> {
    await appendFile(this.path, `${JSON.stringify(measurement)}\n`);
    this.#found.set(key(measurement.row, measurement.seed), measurement);
  }
}

function key(row: string, seed: number): string {
  return `${seed} ${row}`;
}

function parse(line: string): Measurement | undefined {
  try {
    const value = JSON.parse(line) as Partial<Measurement> | null;
    return value && typeof value.values === 'object' && typeof value.row === 'string'
      ? (value as Measurement)
      : undefined;
  } catch {
    return undefined;
  }
}

async function truncate(path: string, length: number): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(length);
  } finally {
    await handle.close();
  }
}
