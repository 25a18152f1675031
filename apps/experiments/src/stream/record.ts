/** One line of input: a number, or a JSON object that holds one. */

/** What a line said. NaN stands for a missing value. */
export interface InputRecord {
  value: number;
  /** The text of the time field as JSON, passed through unchanged. */
  time?: string;
}

const TIME_FIELDS = ['time', 'timestamp', 'ts'];
const MISSING = new Set(['nan', 'null', 'na']);

/**
 * Reads a line.
 * @param field name of the value in a JSON object.
 * @returns the record, or one sentence about what is wrong with the line.
 */
export function parseRecord(line: string, field: string): InputRecord | string {
  const text = line.trim();
  const first = text.charCodeAt(0);
  if (first === 0x7b /* { */) return parseObject(text, field);
  const value = Number(text);
  if (!Number.isNaN(value)) return { value };
  return MISSING.has(text.toLowerCase()) ? { value: Number.NaN } : `not a number or a JSON object: ${excerpt(text)}`;
}

function parseObject(text: string, field: string): InputRecord | string {
  let object: Record<string, unknown>;
  try {
    object = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return `not valid JSON: ${excerpt(text)}`;
  }
  if (!Object.hasOwn(object, field)) return `no field "${field}" in ${excerpt(text)}; name another with --field`;
  const value = object[field];
  if (typeof value !== 'number' && value !== null) return `field "${field}" is not a number in ${excerpt(text)}`;
  const record: InputRecord = { value: value ?? Number.NaN };
  const time = TIME_FIELDS.find((name) => name !== field && Object.hasOwn(object, name));
  if (time !== undefined) record.time = JSON.stringify(object[time]);
  return record;
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
