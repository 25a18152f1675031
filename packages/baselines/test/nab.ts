/** Files of TSB-AD that have published values. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The file of the family NAB whose name starts so. */
export function read(directory: string, prefix: string): { values: Float64Array; labels: Uint8Array } {
  const folder = join(directory, 'NAB');
  const name = readdirSync(folder).find((file) => file.startsWith(prefix));
  const rows = gunzipSync(readFileSync(join(folder, name!)))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1);
  return {
    values: Float64Array.from(rows, (row) => Number(row.split(',')[0])),
    labels: Uint8Array.from(rows, (row) => Number(row.split(',')[1])),
  };
}
