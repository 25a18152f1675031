/** Tables of results; their rows lead to a series and a detector. */
import type { ReportTable } from '../model.ts';
import { create } from './dom.ts';

/** Fills the section; a row with a target gets a button in its first cell. */
export function renderTable(
  section: HTMLElement,
  { caption, columns, rows }: ReportTable,
  select: (series: number, scoring: number) => void,
): void {
  const head = columns.map(({ title, align = 'left', hint }) =>
    create('th', { scope: 'col', class: align, ...(hint ? { title: hint } : {}) }, title),
  );
  const body = rows.map(({ cells, series, scoring = 0 }) => {
    const target: Record<string, string> =
      series === undefined ? {} : { 'data-series': `${series}`, 'data-scoring': `${scoring}` };
    const row = create(
      'tr',
      target,
      ...cells.map((cell, i) => create('td', { class: columns[i].align ?? 'left' }, cell)),
    );
    if (series !== undefined) {
      const jump = create('button', { type: 'button', class: 'jump' }, cells[0]);
      jump.addEventListener('click', () => select(series, scoring));
      row.cells[0].replaceChildren(jump);
    }
    return row;
  });
  section.replaceChildren(
    create(
      'table',
      {},
      create('caption', {}, caption),
      create('thead', {}, create('tr', {}, ...head)),
      create('tbody', {}, ...body),
    ),
  );
  section.hidden = false;
}
