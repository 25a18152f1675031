import { describe, expect, it } from 'vitest';
import { plotSeries } from '../src/plot.ts';
import { formatCount, formatNumber, renderMarkdownTable, renderTextTable } from '../src/table.ts';

describe('tables', () => {
  const columns = [{ title: 'name' }, { title: 'value', align: 'right' as const }];
  const rows = [
    ['a|b', '1'],
    ['long name', '1234.5'],
  ];

  it('pad columns and put numbers right', () => {
    expect(renderTextTable(columns, rows)).toBe(
      'name        value\n---------  ------\na|b             1\nlong name  1234.5\n',
    );
  });

  it('escape bars in Markdown', () => {
    expect(renderMarkdownTable(columns, rows)).toBe(
      '| name      |  value |\n| --------- | -----: |\n| a\\|b      |      1 |\n| long name | 1234.5 |\n',
    );
  });

  it.each([
    [0, '0'],
    [0.1 + 0.2, '0.3'],
    [123456.789, '123500'],
    [-1.5e-7, '-1.5e-7'],
    [2e12, '2e+12'],
    [Number.NaN, '-'],
    [null, '-'],
    [Number.POSITIVE_INFINITY, 'inf'],
  ])('print %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('group counts by thousands', () => {
    expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  });
});

describe('the terminal plot', () => {
  it('draws a ramp from corner to corner and marks events beneath', () => {
    const values = Float64Array.from({ length: 40 }, (_, i) => i);
    expect(
      `\n${plotSeries(values, { width: 25, height: 3, events: [{ start: 20, end: 22 }] })}`,
    ).toMatchInlineSnapshot(`
      "
      39 ┤⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⣀⡠⠤⠒⠒⠉
         ┤⠀⠀⠀⠀⠀⠀⢀⣀⠤⠤⠒⠒⠉⠁⠀⠀⠀⠀⠀⠀
       0 ┤⣀⠤⠤⠒⠊⠉⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
                    ▲
      "
    `);
  });

  it('keeps a one-point spike of a long series visible', () => {
    const values = new Float64Array(1_000_000);
    values[765_432] = 1;
    const [top] = plotSeries(values, { width: 80, height: 4 }).split('\n');
    expect(top.slice(top.indexOf('┤') + 1)).toMatch(/[^⠀]/);
  });

  it('survives gaps, constants, one value, and says nothing of nothing', () => {
    expect(
      plotSeries(Float64Array.of(1, Number.NaN, Number.NaN, 2, Number.POSITIVE_INFINITY), { width: 30 }),
    ).toContain('┤');
    expect(plotSeries(new Float64Array(50).fill(3), { width: 30 })).toContain('┤');
    expect(plotSeries(Float64Array.of(7), { width: 30 })).toContain('7');
    expect(plotSeries(Float64Array.of(Number.NaN), { width: 30 })).toBe('');
  });
});
