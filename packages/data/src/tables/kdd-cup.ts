/** KDD Cup 1999 (UCI) as a task of anomaly detection, prepared as by DAGMM (Zong et al., ICLR 2018). */
import { checkText } from '../check.ts';
import { DataError, quote } from '../errors.ts';
import type { Table } from './table.ts';

/** The cells of a line but for the last, the kind of the connection; those with a star hold categories. */
const sources =
  `duration protocol_type* service* flag* src_bytes dst_bytes land* wrong_fragment urgent hot num_failed_logins
  logged_in* num_compromised root_shell su_attempted num_root num_file_creations num_shells num_access_files
  num_outbound_cmds is_host_login* is_guest_login* count srv_count serror_rate srv_serror_rate rerror_rate
  srv_rerror_rate same_srv_rate diff_srv_rate srv_diff_host_rate dst_host_count dst_host_srv_count
  dst_host_same_srv_rate dst_host_diff_srv_rate dst_host_same_src_port_rate dst_host_srv_diff_host_rate
  dst_host_serror_rate dst_host_srv_serror_rate dst_host_rerror_rate dst_host_srv_rerror_rate`.split(/\s+/);

/** The file has 66 services; a column of more values than this is no column of categories. */
const mostCategories = 256;

/** A column of the file: its numbers, or for every row the number of its category by first appearance. */
interface Source {
  name: string;
  values: number[];
  categories?: Map<string, number>;
}

/**
 * Reads `kddcup.data_10_percent` and turns it round, as is usual: attacks, four connections in five, count as normal, and
 * what the file calls normal are the anomalies. Seven columns hold categories and become columns of 0 and 1, named
 * "column=value", for every value in the file in the order of their code units. For training and test parts see
 * {@link splitTable} with the rule "goad" or "dagmm", standardising the columns without "=" in their name alone.
 * @param text content of the file: 42 cells a line, with or without a line of names.
 * @param name name of the table. Default "kddcup99".
 * @returns the labelled table; of the file of UCI 494,021 rows, 97,278 of them anomalous, of 121 columns: 0.5 GB.
 * @throws DataError when a line does not have that form, or there is none. Cost: O(text + values of the table).
 * @example
 * const rest = 'http,SF,181,5450,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,8,8,0,0,0,0,1,0,0,9,9,1,0,0.11,0,0,0,0,0';
 * const table = parseKddCup99(`0,tcp,${rest},normal.\n0,udp,${rest},smurf.\n`);
 * console.assert(table.labels?.join() === '1,0' && table.columns[1] === 'protocol_type=tcp');
 */
export function parseKddCup99(text: string, name = 'kddcup99'): Table {
  checkText('parseKddCup99', 'text', text);
  const columns: Source[] = sources.map((source) =>
    source.endsWith('*')
      ? { name: source.slice(0, -1), values: [], categories: new Map() }
      : { name: source, values: [] },
  );
  const labels: number[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    const cells = line.split(',').map((cell) => cell.trim());
    if (line.trim() === '' || (i === 0 && cells[0] === columns[0].name)) continue;
    if (cells.length !== columns.length + 1) {
      throw badLine(name, i, `has ${cells.length} cells, expected ${columns.length + 1}`);
    }
    for (const [c, column] of columns.entries()) {
      const value = readCell(cells[c], column);
      if (!Number.isFinite(value)) {
        throw badLine(
          name,
          i,
          `column ${column.name}: ${quote(cells[c])} is no ${column.categories ? 'category' : 'number'}`,
        );
      }
      column.values.push(value);
    }
    labels.push(/^normal\.?$/i.test(cells[columns.length]) ? 1 : 0);
  }
  if (labels.length === 0) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: there is no connection in it; give kddcup.data_10_percent of UCI`);
  }
  return { ...tableOf(columns, labels.length, name), labels: Uint8Array.from(labels) };
}

/** The number of a cell, or that of its category; NaN for a cell that can be neither. */
function readCell(cell: string, { categories }: Source): number {
  if (cell === '') return Number.NaN;
  if (!categories) return Number(cell);
  const known = categories.get(cell);
  if (known !== undefined) return known;
  if (categories.size === mostCategories) return Number.NaN;
  categories.set(cell, categories.size);
  return categories.size - 1;
}

function badLine(name: string, index: number, what: string): DataError {
  return new DataError(
    'ERR_DATA_FORMAT',
    `${name}: line ${index + 1} ${what}; fetch kddcup.data_10_percent of UCI again`,
  );
}

/** Numbers as they are, categories side by side as 0 and 1. */
function tableOf(columns: readonly Source[], rows: number, name: string): Table {
  const targets = columns.flatMap(({ name: source, values, categories }) =>
    categories
      ? [...categories.keys()].sort().map((text) => {
          const code = categories.get(text);
          return { name: `${source}=${text}`, at: (row: number) => (values[row] === code ? 1 : 0) };
        })
      : [{ name: source, at: (row: number) => values[row] }],
  );
  const values = new Float64Array(rows * targets.length);
  for (const [c, { at }] of targets.entries()) {
    for (let row = 0; row < rows; row++) values[row * targets.length + c] = at(row);
  }
  return { name, values, rows, columns: targets.map((target) => target.name) };
}
