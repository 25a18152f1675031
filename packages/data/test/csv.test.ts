import { lcg } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createColumns } from '../src/csv/collector.ts';
import { createByteReader } from '../src/csv/fast.ts';
import { createTextReader } from '../src/csv/papa.ts';
import { planCsv } from '../src/csv/plan.ts';
import { type CsvSeries, defaultLimits, encodeCsv, parseCsv } from '../src/index.ts';
import { naiveTable } from './naive.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function bits(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The two readers side by side, each fed in pieces of the given size; the byte reader may give up (undefined). */
function both(text: string, piece: number): { fast: number[] | undefined; general: number[] } {
  const plan = planCsv(text.replace(/\r\n?/g, '\n'), {}, defaultLimits, 'test');
  const fastColumns = createColumns(plan, 0);
  const reader = createByteReader(plan, fastColumns);
  const bytes = bytesOf(text);
  let good = true;
  for (let i = 0; i < bytes.length && good; i += piece) good = reader.push(bytes.subarray(i, i + piece));
  good &&= reader.end();
  const columns = createColumns(plan, 0);
  const general = createTextReader(plan, columns);
  for (let i = 0; i < text.length; i += piece) general.push(text.slice(i, i + piece));
  general.end();
  const take = ({ values, rows }: typeof columns): number[] => Array.from(values.subarray(0, rows * plan.channels));
  return { fast: good ? take(fastColumns) : undefined, general: take(columns) };
}

describe('parseCsv finds out how a table is written', () => {
  const wanted = [1.5, 2, 3.25, 4];
  const cases: Record<string, string> = {
    'a header and commas': 'a,b\n1.5,2\n3.25,4\n',
    'no header': '1.5,2\n3.25,4\n',
    'no line break at the end': 'a,b\n1.5,2\n3.25,4',
    'line ends of Windows': 'a,b\r\n1.5,2\r\n3.25,4\r\n',
    'line ends of old Macs': 'a,b\r1.5,2\r3.25,4\r',
    'a byte-order mark': '\uFEFFa,b\n1.5,2\n3.25,4\n',
    'semicolons and decimal commas': 'a;b\n1,5;2\n3,25;4\n',
    tabs: 'a\tb\n1.5\t2\n3.25\t4\n',
    bars: 'a|b\n1.5|2\n3.25|4\n',
    'spaces around cells': 'a , b\n 1.5 , 2\n3.25 , 4 \n',
    'quoted cells': '"a","b"\n"1.5","2"\n"3.25","4"\n',
    'quoted decimal commas': 'a,b\n"1.5",2\n"3.25",4\n',
    'a line break within a quoted name': '"a\nx",b\n1.5,2\n3.25,4\n',
    'a separator at the end of each line': 'a,b,\n1.5,2,\n3.25,4,\n',
    'a separator at the end of the data lines alone': 'a,b\n1.5,2,\n3.25,4,\n',
    'blank lines': '\na,b\n\n1.5,2\n\n3.25,4\n\n',
    'a text column between': 'a,site,b\n1.5,x,2\n3.25,y,4\n',
    'row numbers of pandas': ',a,b\n0,1.5,2\n1,3.25,4\n',
    exponents: 'a,b\n15e-1,+2.\n.325E+1,4e0\n',
  };
  for (const [title, text] of Object.entries(cases)) {
    it(title, () => {
      const series = parseCsv(text);
      expect(Array.from(series.values)).toEqual(wanted);
      expect(series.channels).toBe(2);
      expect(series.warnings).toEqual([]);
    });
  }

  it('reads UTF-16 with a byte-order mark and Windows-1252 names', () => {
    const text = 'a\tb\r\n1.5\t2\r\n3.25\t4\r\n';
    const little = new Uint8Array(2 + 2 * text.length);
    little.set([0xff, 0xfe]);
    for (let i = 0; i < text.length; i++) little[2 + 2 * i] = text.charCodeAt(i);
    expect(Array.from(parseCsv(little).values)).toEqual(wanted);
    const latin = Uint8Array.from('T \u00b0C;b\n1,5;2\n3,25;4\n', (char) => char.charCodeAt(0));
    expect(parseCsv(latin).columns).toEqual(['T \u00b0C', 'b']);
  });

  it('takes missing cells as NaN and infinities as such', () => {
    const { values } = parseCsv('a,b\n1,2\n,NaN\nnull,-\nNA,?\ninf,-Infinity\n5,6\n');
    expect(Array.from(values)).toEqual([1, 2, ...new Array(6).fill(Number.NaN), Infinity, -Infinity, 5, 6]);
  });

  it('finds times, labels and values by name and content', () => {
    const series = parseCsv('when,load,is_anomaly\n2024-02-29 23:59:59.5,1,0\n2024-03-01T00:00:00Z,2,1\n');
    expect(series.timeColumn).toBe('when');
    expect(Array.from(series.timestamps!)).toEqual([Date.UTC(2024, 1, 29, 23, 59, 59, 500), Date.UTC(2024, 2, 1)]);
    expect(Array.from(series.labels!)).toEqual([0, 1]);
    expect(series.columns).toEqual(['load']);
  });

  it.each([
    ['seconds', '1700000000,1\n1700000060,2', 1_700_000_000_000],
    ['milliseconds', '1700000000000,1\n1700000060000,2', 1_700_000_000_000],
    ['microseconds', '1700000000000000,1\n1700000060000000,2', 1_700_000_000_000],
    ['nanoseconds', '1700000000000000000,1\n1700000060000000000,2', 1_700_000_000_000],
    ['days first', '14.11.2023 22:13:20,1\n14.11.2023 22:14,2', 1_700_000_000_000],
    ['a zone', '2023-11-15T00:13:20+02:00,1\n2023-11-15T00:14:20+0200,2', 1_700_000_000_000],
  ])('reads epoch times in %s', (_, rows, first) => {
    const series = parseCsv(`timestamp,value\n${rows}\n`);
    expect(series.timestamps?.[0]).toBe(first);
    expect(Array.from(series.values)).toEqual([1, 2]);
  });

  it('leaves out times that run backwards, keeps them on request, and refuses them in a column that was set', () => {
    const text = 'time,value\n2024-01-02,1\n2024-01-01,2\n';
    const series = parseCsv(text);
    expect(series.timestamps).toBeUndefined();
    expect(series.warnings).toEqual(['column "time" runs backwards at data row 2; its times were left out']);
    expect(parseCsv(text, { timeOrder: 'keep' }).timestamps?.length).toBe(2);
    expect(() => parseCsv(text, { timeColumn: 'time' })).toThrow(/line 3, column "time".*sort the file by time/);
  });

  it('takes the columns that are asked for, by name or position, in that order', () => {
    const text = 'a,b,c,label\n1,2,3,0\n4,5,6,1\n';
    expect(Array.from(parseCsv(text, { columns: ['c', 0] }).values)).toEqual([3, 1, 6, 4]);
    expect(Array.from(parseCsv(text, { columns: ['B'] }).values)).toEqual([2, 5]);
    expect(parseCsv(text, { labelColumn: null }).channels).toBe(4);
    expect(() => parseCsv(text, { columns: ['d'] })).toThrow('no column "d"; the file has "a", "b", "c", "label"');
    expect(() => parseCsv(text, { columns: [] })).toThrow('columns must name a column, got none');
    expect(() => parseCsv(text, { columns: ['a', 'A'] })).toThrow('column "a" is named twice as a value column');
  });

  it('a column that is named plays that part, whatever its name and cells suggest', () => {
    const text = 'date,label\n2024-01-01,0\n2024-01-02,1\n';
    const series = parseCsv(text, { columns: ['label'] });
    expect(Array.from(series.values)).toEqual([0, 1]);
    expect(series.labels).toBeUndefined();
    expect(series.timestamps?.length).toBe(2);
    expect(() => parseCsv(text, { columns: ['label'], labelColumn: 'label' })).toThrow(
      'column "label" is named as the label and as a value column; choose one part',
    );
    expect(() => parseCsv(text, { columns: ['label'], timeColumn: 'label' })).toThrow('does not hold times');
    expect(() => parseCsv('t,v\n0,1\n1,2\n', { labelColumn: 't', timeColumn: 't' })).toThrow(
      'column "t" is named as the label and as a time column',
    );
  });

  it('labels with nothing to label are the series', () => {
    const series = parseCsv('label\n0\n1\n1\n');
    expect([Array.from(series.values), series.columns, series.labels]).toEqual([[0, 1, 1], ['label'], undefined]);
    expect(() => parseCsv('label\n0\n1\n', { labelColumn: 'label' })).toThrow('no column holds numbers');
  });
});

describe('parseCsv says what is wrong, where, and what to do', () => {
  const cases: [string, string | Uint8Array, RegExp][] = [
    ['an empty file', '', /the file is empty/],
    ['a blank file', '\n \n', /the file is empty/],
    ['a header alone', 'a,b\n', /a header but no data rows/],
    ['a text cell', 'a,b\n1,2\n3,x\n5,6\n', /line 3, column "b": "x" is not a number/],
    ['a text cell behind a quoted line break', 'a,b\n"1\n",2\n3,x\n5,6\n7,8\n', /line 4, column "b": "x"/],
    // Takes minutes where a pattern backtracks over the digits.
    [
      'a million digits and a letter',
      `a,b\n1,2\n3,${'1'.repeat(1e6)}x\n5,6\n`,
      /line 3, column "b": "1{37}\.\.\." is not/,
    ],
    ['a short row', 'a,b\n1,2\n3\n', /line 3 has 1 cells, the first row has 2/],
    ['a long row', 'a,b\n1,2\n3,4,5\n', /line 3 has 3 cells/],
    ['text alone', 'name\nx\ny\n', /no column holds numbers .*give its delimiter and decimal mark/],
    [
      'a column of missing cells alone',
      'load\nNaN\n\nNaN\n',
      /the first 2 cells of "load" are missing; fill them, or name the value column/,
    ],
    ['open quotes', 'a,b\n1,2\n"3,4\n', /line 3 opens quotes that nothing closes/],
    ['a binary file', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2), /binary, not text/],
  ];
  for (const [title, input, message] of cases) {
    it(title, () => {
      expect(() => parseCsv(input, { name: 'm.csv' })).toThrow(message);
      expect(() => parseCsv(input, { name: 'm.csv' })).toThrow(/^m\.csv: [^\n]*$/);
    });
  }

  it('a label that is neither 0 nor 1', () => {
    expect(() => parseCsv('a,label\n1,0\n2,3\n', { labelColumn: 'label' })).toThrow(/line 3, column "label": "3"/);
  });

  it('wrong options', () => {
    expect(() => parseCsv('1\n', { columnz: ['a'] } as object)).toThrow(/unknown option "columnz"/);
    expect(() => parseCsv('1\n', { delimiter: 'x' as ',' })).toThrow(RangeError);
    expect(() => parseCsv('1\n2\n', { trainEnd: 3 })).toThrow(/trainEnd must be an integer in \[0, 2\]/);
    expect(() => parseCsv('1\n2\n', { trainEnd: -1 })).toThrow(RangeError);
    expect(() => parseCsv(5 as unknown as string)).toThrow(TypeError);
    expect(() => parseCsv('1\n', { limits: { bytes: -1 } })).toThrow(RangeError);
  });

  it('files over a cap', () => {
    expect(() => parseCsv('1\n2\n', { limits: { bytes: 3 } })).toThrow(/more than the limit of 3/);
    expect(() => parseCsv('1,2,3\n', { limits: { columns: 2 } })).toThrow(/3 columns are more than/);
    const long = `a,b\n1,2\n${' '.repeat(3000)}1,2\n`;
    expect(() => parseCsv(long, { limits: { lineLength: 1000 } })).toThrow(/line 3 is longer than 1000/);
    const open = `a,b\n1,2\n"${'3\n'.repeat(200_000)}`;
    expect(() => parseCsv(open, { limits: { lineLength: 1000 } })).toThrow(/line 3 is longer than 1000/);
  });
});

describe('laws of the CSV readers', () => {
  const digits = (max: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: max });
  const numberText = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }).map(bits),
    fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        digits(12),
        fc.option(digits(12)),
        fc.option(fc.integer({ min: -330, max: 330 })),
      )
      .map(
        ([sign, whole, part, power]) =>
          `${sign}${whole}${part === null ? '' : `.${part}`}${power === null ? '' : `e${power}`}`,
      ),
    digits(24),
    fc.integer({ min: -99999, max: 99999 }).map((n) => String(n / 100)),
  );
  const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      rows: fc.array(fc.array(numberText, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      end: fc.constantFrom('\n', '\r\n'),
      last: fc.boolean(),
      piece: fc.integer({ min: 1, max: 50 }),
    }),
  );

  it('every number equals Number(text), however the bytes are cut, and both readers agree', () => {
    fc.assert(
      fc.property(table, ({ delimiter, rows, end, last, piece }) => {
        const names = rows[0].map((_, c) => `c${c}`).join(delimiter);
        const text = [names, ...rows.map((row) => row.join(delimiter))].join(end) + (last ? end : '');
        const wanted = rows.flat().map((cell) => bits(Number(cell)));
        const { fast, general } = both(text, piece);
        expect(fast?.map(bits)).toEqual(wanted);
        expect(general.map(bits)).toEqual(wanted);
      }),
      { numRuns: 400 },
    );
  });

  it('the byte reader gives the same as the general reader or gives up', () => {
    const cell = fc.oneof(
      numberText,
      fc.constantFrom(
        '',
        ' ',
        'NaN',
        'x',
        '"1"',
        '1e',
        '-',
        '--1',
        '.',
        '1.2.3',
        '1 2',
        ' 7 ',
        'inf',
        '\u00e9',
        '0x10',
        '1_0',
      ),
    );
    const text = fc
      .array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 })
      .map((rows) => `a,b\n1,2\n3,4\n5,6\n7,8\n9,10\n11,12\n13,14\n${rows.map((row) => row.join(',')).join('\n')}\n`);
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (table, piece) => {
        let result: ReturnType<typeof both> | undefined;
        try {
          result = both(table, piece);
        } catch (error) {
          expect((error as Error).message).toMatch(/^test: line \d+/);
        }
        if (result?.fast) expect(result.fast.map(bits)).toEqual(result.general.map(bits));
      }),
      { numRuns: 400 },
    );
  });

  it('equals the naive twin on plain tables with missing cells', () => {
    const next = lcg(3);
    for (let round = 0; round < 30; round++) {
      const [delimiter, decimal] = round % 2 ? [',', '.'] : [';', ','];
      const rows = Array.from({ length: 40 }, () =>
        Array.from({ length: 3 }, () =>
          next() % 17 === 0 ? '' : String((next() % 100000) / 1000 - 50).replace('.', decimal),
        ),
      );
      const body = `1${decimal}5${delimiter}2${delimiter}3\n${rows.map((row) => row.join(delimiter)).join('\n')}\n`;
      const { values } = parseCsv(`a${delimiter}b${delimiter}c\n${body}`);
      expect(Array.from(values)).toEqual(naiveTable(body, delimiter, decimal).flat());
    }
  });

  it('encodeCsv names the part of a series that does not fit', () => {
    const one = { name: 'a', values: Float64Array.of(1, 2) };
    const times = (...all: number[]): object => ({ timestamps: Float64Array.of(...all) });
    const cases: [object, string][] = [
      [{ channels: 2, values: Float64Array.of(1, 2, 3) }, 'series.values must hold whole rows of 2 values, got 3'],
      [{ labels: Uint8Array.of(0) }, 'series.labels.length must be 2, got 1'],
      [times(0), 'series.timestamps.length must be 2, got 1'],
      [times(0, Number.NaN), 'series.timestamps[1] must be a number in [-8640000000000000, 8640000000000000], got NaN'],
    ];
    for (const [part, message] of cases) expect(() => encodeCsv({ ...one, ...part })).toThrow(`encodeCsv: ${message}`);
  });

  it('what encodeCsv writes, parseCsv reads back', () => {
    const series = fc.integer({ min: 1, max: 3 }).chain((channels) =>
      fc
        .array(fc.array(fc.oneof(fc.double(), fc.constant(Number.NaN)), { minLength: channels, maxLength: channels }), {
          minLength: 1,
          maxLength: 20,
        })
        .chain((rows) =>
          fc.record({
            rows: fc.constant([new Array<number>(channels).fill(0.5), ...rows]),
            labelled: fc.boolean(),
            timed: fc.boolean(),
            delimiter: fc.constantFrom(',', ';', '\t', '|') as fc.Arbitrary<','>,
            name: fc.string({ minLength: 1, maxLength: 6 }).map((text) => `v ${text}"`),
          }),
        ),
    );
    fc.assert(
      fc.property(series, ({ rows, labelled, timed, delimiter, name }) => {
        const channels = rows[0].length;
        // A channel whose sample holds no number is no value column unless it is asked for, hence `columns`.
        const columns = Array.from({ length: channels }, (_, c) => (c === 0 ? name.trim() : `w${c}`));
        const written = {
          name: 'x',
          channels,
          values: Float64Array.from(rows.flat()),
          labels: labelled ? Uint8Array.from(rows, (_, i) => i % 2) : undefined,
          timestamps: timed ? Float64Array.from(rows, (_, i) => 1.7e12 + 1000 * i) : undefined,
        };
        const text = encodeCsv(written, { columns, delimiter });
        const positions = columns.map((_, c) => c + (timed ? 1 : 0));
        const read: CsvSeries = parseCsv(text, { delimiter, decimal: '.', header: true, columns: positions });
        expect(Array.from(read.values, bits)).toEqual(Array.from(written.values, bits));
        expect(read.columns).toEqual(columns.map((column) => column.replace(/\r\n?/g, '\n')));
        expect(read.labels).toEqual(written.labels);
        expect(read.timestamps).toEqual(written.timestamps);
      }),
      { numRuns: 200 },
    );
  });

  it('any bytes give a series or a clear error of one line', () => {
    const base = bytesOf('time,value,label\n2024-01-01,1.5,0\n2024-01-02,"2,5",1\n2024-01-03,,0\n');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255), fc.nat(2)), { maxLength: 8 }),
        fc.nat(base.length),
        (edits, length) => {
          const bytes = base.slice(0, Math.max(1, length));
          for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
          try {
            const series = parseCsv(bytes);
            expect(series.values.length % series.channels).toBe(0);
          } catch (error) {
            expect((error as { code?: string }).code).toMatch(/^ERR_DATA_/);
            expect((error as Error).message).not.toMatch(/\n/);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
