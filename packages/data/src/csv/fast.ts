/**
 * The reader for well-formed tables of numbers: one pass over the bytes, no string per cell. Whatever it does not know
 * (a quote, a ragged row, text, an odd time) makes it give up, and the whole file goes to the general reader instead.
 */
import { type DecimalMark, parseLabel, parseNumber } from './cells.ts';
import { type CsvColumns, growColumns, parseTime } from './collector.ts';
import { type CsvPlan, role } from './plan.ts';

/** Takes bytes piece by piece. */
export interface ByteReader {
  /** The next piece, which may end anywhere and is not kept; false: give up. */
  push(chunk: Uint8Array): boolean;
  /** Reads what is left; false: give up. */
  end(): boolean;
}

const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const quoteMark = 34;
const zero = 48;
const nine = 57;
const plus = 43;
const minus = 45;
const letterE = 101;
/** 10^0 .. 10^22 are exact doubles, so one multiplication or division of two exact numbers rounds once. */
const powers: Float64Array = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

/** A reader that appends every data row to `columns`. */
export function createByteReader(plan: CsvPlan, columns: CsvColumns): ByteReader {
  const readLines = createLineReader(plan, columns);
  let rest: Uint8Array = new Uint8Array(0);
  let skipLines = plan.headerLines;

  const read = (bytes: Uint8Array, start: number, end: number): boolean => {
    let from = start;
    for (; skipLines > 0 && from < end; skipLines--) from = bytes.indexOf(lineFeed, from) + 1;
    return readLines(bytes, from, end);
  };

  return {
    push(chunk: Uint8Array): boolean {
      const last = chunk.lastIndexOf(lineFeed) + 1;
      if (last === 0) {
        rest = concat(rest, chunk);
        return rest.length <= plan.limits.lineLength;
      }
      let start = 0;
      if (rest.length > 0) {
        start = chunk.indexOf(lineFeed) + 1;
        const line = concat(rest, chunk.subarray(0, start));
        if (!read(line, 0, line.length)) return false;
      }
      rest = chunk.slice(last);
      return read(chunk, start, last) && rest.length <= plan.limits.lineLength;
    },
    end(): boolean {
      if (rest.length === 0) return true;
      const line = concat(rest, Uint8Array.of(lineFeed));
      return read(line, 0, line.length);
    },
  };
}

/** Reads the complete lines `bytes[start, end)`; the last byte is a line feed. */
function createLineReader(
  plan: CsvPlan,
  columns: CsvColumns,
): (bytes: Uint8Array, start: number, end: number) => boolean {
  const { roles, slots, channels } = plan;
  const width = roles.length;
  const lastColumn = width - 1;
  const delimiter = plan.delimiter.charCodeAt(0);
  const decimal = plan.decimal.charCodeAt(0);
  const maximum = plan.limits.lineLength;

  return (bytes, start, end) => {
    let at = start;
    while (at < end) {
      const lineStart = at;
      if (bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed)) {
        at = bytes[at] === lineFeed ? at + 1 : at + 2;
        continue;
      }
      if (columns.rows === columns.capacity) growColumns(columns);
      const row = columns.rows;
      for (let column = 0; column < width; column++) {
        const part = roles[column];
        const cellStart = at;
        let done = false;
        if (part === role.value) {
          // At most nine digits fit an integer of 32 bits; longer and rarer forms go to `readNumber`.
          let byte = bytes[at];
          while (byte === space) byte = bytes[++at];
          const negative = byte === minus;
          if (negative || byte === plus) byte = bytes[++at];
          const first = at;
          let digits = 0;
          while (byte >= zero && byte <= nine) {
            digits = (digits * 10 + (byte - zero)) | 0;
            byte = bytes[++at];
          }
          let length = at - first;
          let scale = 0;
          if (byte === decimal) {
            byte = bytes[++at];
            while (byte >= zero && byte <= nine) {
              digits = (digits * 10 + (byte - zero)) | 0;
              byte = bytes[++at];
            }
            scale = at - first - length - 1;
            length += scale;
          }
          done = length > 0 && length <= 9 && (byte === delimiter || byte === lineFeed || byte === carriageReturn);
          if (done) {
            const size = scale === 0 ? digits : digits / powers[scale];
            columns.values[row * channels + slots[column]] = negative ? -size : size;
          } else {
            at = cellStart;
          }
        }
        if (!done) {
          at = cellEnd(bytes, at, delimiter, part !== role.skip);
          if (at < 0) return false;
          if (part !== role.skip && !readOddCell(plan, columns, column, part, bytes, cellStart, at)) return false;
        }
        const stop = bytes[at];
        if (column < lastColumn) {
          if (stop !== delimiter) return false;
          at++;
        } else if (stop === lineFeed) {
          at++;
        } else if (stop === carriageReturn && bytes[at + 1] === lineFeed) {
          at += 2;
        } else {
          return false;
        }
      }
      if (at - lineStart > maximum + 2) return false;
      columns.rows = row + 1;
    }
    return true;
  };
}

/** Index of the byte that ends the cell; -1 where it holds a quote or, if `ascii`, a byte outside ASCII. */
function cellEnd(bytes: Uint8Array, start: number, delimiter: number, ascii: boolean): number {
  for (let i = start; ; i++) {
    const byte = bytes[i];
    if (byte === delimiter || byte === lineFeed || byte === carriageReturn) return i;
    if (byte === quoteMark || (ascii && byte > 126)) return -1;
  }
}

/** Labels, times, missing values and infinities, by the rules of the general reader. */
function readOddCell(
  plan: CsvPlan,
  columns: CsvColumns,
  column: number,
  part: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const row = columns.rows;
  if (part === role.label) {
    const plain = end - start === 1 ? bytes[start] - zero : -1;
    const label = plain === 0 || plain === 1 ? plain : parseLabel(ascii(bytes, start, end), plan.decimal);
    if (label === undefined) return false;
    columns.labels![row] = label;
    return true;
  }
  if (part === role.time) {
    const time = parseTime(plan, ascii(bytes, start, end));
    if (Number.isNaN(time) || (plan.timeOrder === 'error' && row > 0 && time < columns.times![row - 1])) return false;
    columns.times![row] = time;
    return true;
  }
  let value = readNumber(bytes, start, end, plan.decimal);
  if (value === undefined) {
    const text = ascii(bytes, start, end);
    value = parseNumber(text, plan.decimal);
    const blankLine = plan.roles.length === 1 && text.trim() === '';
    if (value === undefined || blankLine) return false;
  }
  columns.values[row * plan.channels + plan.slots[column]] = value;
  return true;
}

/**
 * The decimal number that the cell is, rounded as `Number` rounds: digits that make an exact integer, scaled by an exact
 * power of ten, round once; any other number is left to `Number`. Undefined for a cell of another form.
 */
function readNumber(bytes: Uint8Array, start: number, end: number, decimal: DecimalMark): number | undefined {
  const mark = decimal.charCodeAt(0);
  let at = start;
  while (bytes[at] === space) at++;
  const negative = bytes[at] === minus;
  if (negative || bytes[at] === plus) at++;
  let mantissa = 0;
  let digits = 0;
  for (; bytes[at] >= zero && bytes[at] <= nine; at++, digits++) mantissa = mantissa * 10 + (bytes[at] - zero);
  let exponent = 0;
  if (bytes[at] === mark) {
    at++;
    for (; bytes[at] >= zero && bytes[at] <= nine; at++, digits++, exponent--) {
      mantissa = mantissa * 10 + (bytes[at] - zero);
    }
  }
  if (digits === 0) return undefined;
  if ((bytes[at] | 32) === letterE) {
    const sign = bytes[++at];
    if (sign === minus || sign === plus) at++;
    const first = at;
    let shift = 0;
    for (; bytes[at] >= zero && bytes[at] <= nine; at++) shift = Math.min(99999, shift * 10 + (bytes[at] - zero));
    if (at === first) return undefined;
    exponent += sign === minus ? -shift : shift;
  }
  while (bytes[at] === space) at++;
  if (at !== end) return undefined;
  if (mantissa <= Number.MAX_SAFE_INTEGER && exponent >= -22 && exponent <= 22) {
    const size = exponent < 0 ? mantissa / powers[-exponent] : mantissa * powers[exponent];
    return negative ? -size : size;
  }
  const text = ascii(bytes, start, end);
  return Number(decimal === ',' ? text.replace(',', '.') : text);
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
