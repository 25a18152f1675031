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
          while (bytes[at] === space) at++;
          const sign = bytes[at];
          if (sign === 45 || sign === 43) at++;
          let mantissa = 0;
          let digits = -at;
          let digit = bytes[at] - zero;
          while (digit >= 0 && digit <= 9) {
            mantissa = mantissa * 10 + digit;
            digit = bytes[++at] - zero;
          }
          digits += at;
          let exponent = 0;
          if (bytes[at] === decimal) {
            const point = ++at;
            digit = bytes[at] - zero;
            while (digit >= 0 && digit <= 9) {
              mantissa = mantissa * 10 + digit;
              digit = bytes[++at] - zero;
            }
            exponent = point - at;
            digits -= exponent;
          }
          if (digits > 0) {
            let known = true;
            if ((bytes[at] | 32) === 101) {
              const exponentSign = bytes[++at];
              if (exponentSign === 45 || exponentSign === 43) at++;
              const first = at;
              let shift = 0;
              digit = bytes[at] - zero;
              while (digit >= 0 && digit <= 9) {
                if (shift < 100000) shift = shift * 10 + digit;
                digit = bytes[++at] - zero;
              }
              known = at > first;
              exponent += exponentSign === 45 ? -shift : shift;
            }
            while (bytes[at] === space) at++;
            const stop = bytes[at];
            if (known && (stop === delimiter || stop === lineFeed || stop === carriageReturn)) {
              let value: number;
              if (mantissa <= Number.MAX_SAFE_INTEGER && exponent >= -22 && exponent <= 22) {
                value = exponent < 0 ? mantissa / powers[-exponent] : mantissa * powers[exponent];
                if (sign === 45) value = -value;
              } else {
                value = slowNumber(bytes, cellStart, at, plan.decimal);
              }
              columns.values[row * channels + slots[column]] = value;
              done = true;
            }
          }
          if (!done) at = cellStart;
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
  const text = ascii(bytes, start, end);
  const value = parseNumber(text, plan.decimal);
  const blankLine = plan.roles.length === 1 && text.trim() === '';
  if (value === undefined || blankLine) return false;
  columns.values[row * plan.channels + plan.slots[column]] = value;
  return true;
}

function slowNumber(bytes: Uint8Array, start: number, end: number, decimal: DecimalMark): number {
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
