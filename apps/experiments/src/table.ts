/** Tables as aligned text or as Markdown. */

/** One column; numbers stand right. */
export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** What the numbers mean, for pages that can show it on demand. */
  hint?: string;
}

/** Pads every cell to the width of its column, two spaces between columns. */
export function renderTextTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const { widths, pad } = layout(columns, rows);
  const line = (cells: readonly string[]): string => cells.map(pad).join('  ').trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return `${[line(columns.map(({ title }) => title)), rule, ...rows.map(line)].join('\n')}\n`;
}

/** The table in Markdown, padded so that it also reads as text. */
export function renderMarkdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const safe = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const { widths, pad } = layout(columns, safe);
  const line = (cells: readonly string[]): string => `| ${cells.map(pad).join(' | ')} |`;
  const rule = columns.map(({ align }, i) =>
    align === 'right' ? '-'.repeat(Math.max(2, widths[i] - 1)) + ':' : '-'.repeat(widths[i]),
  );
  return `${[line(columns.map(({ title }) => title)), `| ${rule.join(' | ')} |`, ...safe.map(line)].join('\n')}\n`;
}

function layout(columns: readonly Column[], rows: readonly (readonly string[])[]) {
  const widths = columns.map(({ title }, i) => Math.max(3, title.length, ...rows.map((row) => row[i].length)));
  const pad = (cell: string, i: number): string =>
    columns[i].align === 'right' ? cell.padStart(widths[i]) : cell.padEnd(widths[i]);
  return { widths, pad };
}

/** A number for people: `digits` significant digits, no exponent between 1e-4 and 1e9, a dash for NaN. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(digits - 1).replace(/\.?0+e/, 'e');
  return String(Number(value.toPrecision(digits)));
}

/** Seconds for people: 75 s, 12 min, 3.5 h. */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** A count with commas between thousands: 1234567 as 1,234,567. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
