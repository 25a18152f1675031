/** What one cell of a table may hold: a number, nothing, a label, a time stamp. Both readers share these rules. */

/** Character between the integer and the fraction. */
export type DecimalMark = '.' | ',';

const missing: ReadonlySet<string> = new Set(['', 'nan', 'na', 'n/a', '#n/a', 'null', 'none', 'nil', '-', '?']);
const infinite: ReadonlyMap<string, number> = new Map(
  ['inf', 'infinity'].flatMap((word) => [
    [word, Number.POSITIVE_INFINITY],
    [`+${word}`, Number.POSITIVE_INFINITY],
    [`-${word}`, Number.NEGATIVE_INFINITY],
  ]),
);
const pointNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const commaNumber = /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/;
const dayFirst = /^(\d{2})\.(\d{2})\.(\d{4})(?:[ T]+(\d{2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,9})?))?)?$/;
const yearFirst =
  /^(\d{4})([-/])(\d{2})\2(\d{2})(?:[ T]+(\d{2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,9})?))?(?: ?(Z|z|UTC|[+-]\d{2}:?\d{2}))?)?$/;

/** The number a cell holds, NaN for a missing one, undefined for text. Equals `Number(cell)` where that is finite. */
export function parseNumber(cell: string, decimal: DecimalMark): number | undefined {
  const text = cell.trim();
  if (decimal === '.' ? pointNumber.test(text) : commaNumber.test(text)) {
    return Number(decimal === '.' ? text : text.replace(',', '.'));
  }
  const word = text.toLowerCase();
  return missing.has(word) ? Number.NaN : infinite.get(word);
}

/** Whether a cell says that there is no value. */
export function isMissing(cell: string): boolean {
  return missing.has(cell.trim().toLowerCase());
}

/** 0 or 1, undefined for anything else. */
export function parseLabel(cell: string, decimal: DecimalMark): 0 | 1 | undefined {
  const word = cell.trim().toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true' ? 1 : 0;
  const value = parseNumber(word, decimal);
  return value === 0 || value === 1 ? (value as 0 | 1) : undefined;
}

/** Milliseconds since 1970 of a written date, undefined for anything else. Without a zone it counts as UTC. */
export function parseDate(cell: string): number | undefined {
  const text = cell.trim();
  let match = yearFirst.exec(text);
  if (match) return utc(match[1], match[3], match[4], match[5], match[6], match[7], match[8]);
  match = dayFirst.exec(text);
  return match ? utc(match[3], match[2], match[1], match[4], match[5], match[6], undefined) : undefined;
}

/** Milliseconds per unit of a numeric time stamp, from its magnitude; undefined where it cannot be an epoch time. */
export function epochUnit(value: number): number | undefined {
  if (!(value >= 1e8)) return undefined;
  if (value < 1e11) return 1000;
  if (value < 1e14) return 1;
  return value < 1e17 ? 1e-3 : 1e-6;
}

function utc(
  year: string,
  month: string,
  day: string,
  hour = '00',
  minute = '00',
  second = '00',
  zone = 'Z',
): number | undefined {
  const seconds = Number(second.replace(',', '.'));
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(midnight);
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 24 || Number(minute) > 59 || seconds >= 61) return undefined;
  const offset = /^[+-]/.test(zone)
    ? (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
    : 0;
  return midnight + (Number(hour) * 60 + Number(minute) - offset) * 60_000 + Math.round(seconds * 1e6) / 1e3;
}
