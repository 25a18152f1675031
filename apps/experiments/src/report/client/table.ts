/** Tables of results: their rows lead to a series and a detector, sort by any column and can be filtered. */
import { formatCount } from '../../table.ts';
import type { ReportTable } from '../model.ts';
import { byId, create } from './dom.ts';

type Row = ReportTable['rows'][number];

/** Rows that are shown at a time, and the fewest that need a filter. */
const SHOWN = 200;
const MANY = 12;

/** Fills the section; a row with a target gets a button in its first cell. */
export function renderTable(
  section: HTMLElement,
  { caption, columns, rows }: ReportTable,
  select: (series: number, scoring: number) => void,
): void {
  const body = create('tbody');
  const note = create('span');
  const filter = create('input', { type: 'search', placeholder: 'such as a part of a name' });
  let sorted: { column: number; down: boolean } | undefined;

  const head = columns.map(({ title, align = 'left', hint }, column) => {
    const cell = create('th', { scope: 'col', class: align, tabindex: '0', ...(hint ? { title: hint } : {}) }, title);
    const sort = (): void => {
      // Numbers are first wanted from high to low, words from a to z.
      sorted = { column, down: sorted?.column === column ? !sorted.down : align === 'right' };
      for (const [i, other] of head.entries()) {
        if (i === column) other.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending');
        else other.removeAttribute('aria-sort');
      }
      fill();
    };
    cell.addEventListener('click', sort);
    cell.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      sort();
    });
    return cell;
  });

  const fill = (): void => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.filter(({ cells }) => {
      const text = cells.join(' ').toLowerCase();
      return words.every((word) => text.includes(word));
    });
    if (sorted) {
      const { column, down } = sorted;
      found.sort((a, b) => compareCells(a.cells[column], b.cells[column], down));
    }
    body.replaceChildren(...found.slice(0, SHOWN).map((row) => renderRow(row, columns, select)));
    const all = found.length === rows.length ? '' : ` of ${formatCount(rows.length)}`;
    const cut = found.length > SHOWN ? `; the first ${SHOWN} are shown` : '';
    note.textContent = `${formatCount(found.length)}${all} rows${cut}`;
  };
  filter.addEventListener('input', fill);
  fill();
  // No caption element: that is as wide as the table, which may be wider than the screen.
  const title = create('p', { class: 'caption', id: `${section.id}-caption` }, caption);
  const tools = create('div', { class: 'tools' }, create('label', {}, 'Filter ', filter), note);
  section.replaceChildren(
    ...(rows.length > MANY ? [tools] : []),
    title,
    create('table', { 'aria-labelledby': title.id }, create('thead', {}, create('tr', {}, ...head)), body),
  );
  section.hidden = false;
}

function renderRow(
  { cells, series, scoring = 0 }: Row,
  columns: ReportTable['columns'],
  select: (series: number, scoring: number) => void,
): HTMLTableRowElement {
  const row = create('tr', {}, ...cells.map((cell, i) => create('td', { class: columns[i].align ?? 'left' }, cell)));
  if (series === undefined) return row;
  Object.assign(row.dataset, { series: `${series}`, scoring: `${scoring}` });
  const chosen = byId<HTMLSelectElement>('series').value === `${series}`;
  row.classList.toggle('on', chosen && byId<HTMLSelectElement>('detector').value === `${scoring}`);
  const jump = create('button', { type: 'button', class: 'jump' }, cells[0]);
  jump.addEventListener('click', () => select(series, scoring));
  row.cells[0].replaceChildren(jump);
  return row;
}

/** Numbers by value, words by letter; cells without a number stand last either way. */
function compareCells(a: string, b: string, down: boolean): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (Number.isNaN(x) && Number.isNaN(y)) return (down ? -1 : 1) * a.localeCompare(b, 'en', { numeric: true });
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return down ? y - x : x - y;
}

/** The number that a cell begins with and that no letter follows, such as 0.31 of "0.31 [0.2, 0.4]". */
function numberOf(cell: string): number {
  const match = /^([+-]?[\d,]*\.?\d+(?:e[+-]?\d+)?)(?![\w.])/i.exec(cell);
  return match ? Number(match[1].replaceAll(',', '')) : Number.NaN;
}
