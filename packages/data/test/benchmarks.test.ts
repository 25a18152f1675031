import { describe, expect, it } from 'vitest';
import { parseNab, parseNabWindows, parseTsbAd, parseUcr } from '../src/index.ts';

describe('parseUcr', () => {
  const values = '  1.0e+00\n  2.0e+00\n -3.5e+00\n  4.0e+00\n';

  it('reads lines, one line, and line ends of Windows alike', () => {
    const name = '001_UCR_Anomaly_some_NAME_2_2_3.txt';
    const wanted = parseUcr(values, name);
    expect(wanted).toMatchObject({ id: 1, name: '001_UCR_Anomaly_some_NAME_2_2_3', trainEnd: 2, begin: 2, end: 3 });
    expect(Array.from(wanted.values)).toEqual([1, 2, -3.5, 4]);
    expect(Array.from(wanted.labels)).toEqual([0, 0, 1, 1]);
    for (const text of [values.replaceAll('\n', ' '), values.replaceAll('\n', '\r\n'), `\uFEFF${values.trim()}`]) {
      expect(parseUcr(text, `/some/folder/${name}.gz`)).toEqual(wanted);
    }
  });

  it('keeps one-point anomalies and a training part behind the anomaly', () => {
    expect(Array.from(parseUcr(values, '079_UCR_Anomaly_a_1_2_2.txt').labels)).toEqual([0, 0, 1, 0]);
    expect(parseUcr(values, '203_UCR_Anomaly_a_4_1_2.txt').trainEnd).toBe(4);
  });

  it.each([
    ['another name', values, 'a.txt', /not of the form/],
    ['text', '1 2 x 4', '001_UCR_Anomaly_a_1_2_2.txt', /line 1: "x" is not a number/],
    ['nothing', ' \n', '001_UCR_Anomaly_a_1_2_2.txt', /holds no numbers/],
    ['an anomaly behind the end', values, '001_UCR_Anomaly_a_1_2_4.txt', /the file has 4/],
    ['an anomaly that ends before it begins', values, '001_UCR_Anomaly_a_1_3_2.txt', /the file has 4/],
    ['a training part behind the end', values, '001_UCR_Anomaly_a_5_2_2.txt', /the file has 4/],
    ['bytes that are no text', '\u0000\u0001\u0089PNG', '001_UCR_Anomaly_a_1_2_2.txt', /is not a number/],
  ])('refuses %s', (_, text, name, message) => {
    expect(() => parseUcr(text, name)).toThrow(message);
  });
});

describe('parseTsbAd', () => {
  it('reads values, labels and what the name says', () => {
    const series = parseTsbAd('Data,Label\n1,0\n2,0\n9,1\n', '001_NAB_id_7_Facility_tr_2_1st_2.csv');
    expect(series).toMatchObject({ index: 1, subset: 'NAB', id: 7, domain: 'Facility', trainEnd: 2, firstAnomaly: 2 });
    expect(Array.from(series.labels)).toEqual([0, 0, 1]);
  });

  it('reads several channels', () => {
    const series = parseTsbAd('a,b,Label\n1,2,0\n3,4,1\n', '002_SMD_id_1_Facility_tr_1_1st_1.csv');
    expect(series.channels).toBe(2);
    expect(Array.from(series.values)).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['another name', 'Data,Label\n1,0\n', 'a.csv', /not of the form/],
    ['no labels', 'Data\n1\n', '001_NAB_id_1_F_tr_1_1st_1.csv', /no column "Label"/],
    ['a training part behind the end', 'Data,Label\n1,0\n', '001_NAB_id_1_F_tr_2_1st_1.csv', /2 training rows/],
  ])('refuses %s', (_, text, name, message) => {
    expect(() => parseTsbAd(text, name)).toThrow(message);
  });
});

describe('parseNab', () => {
  const text = 'timestamp,value\n2014-01-01 00:00:00,1\n2014-01-01 00:05:00,2\n2014-01-01 00:10:00,3\n';

  it('labels the rows within the windows, ends included', () => {
    const series = parseNab(text, [['2014-01-01 00:05:00.000000', '2014-01-01 00:10:00.000000']], 'x/demo.csv');
    expect(series.name).toBe('demo');
    expect(Array.from(series.labels)).toEqual([0, 1, 1]);
  });

  it('keeps rows whose times run backwards, without the times', () => {
    const series = parseNab(
      `${text}2014-01-01 00:00:00,4\n`,
      [['2014-01-01 00:00:00', '2014-01-01 00:01:00']],
      'd.csv',
    );
    expect(Array.from(series.labels)).toEqual([1, 0, 0, 1]);
    expect(series.timestamps).toBeUndefined();
    expect(series.warnings).toHaveLength(1);
  });

  it('refuses windows that are none', () => {
    expect(() => parseNab(text, [['2014-01-02', '2014-01-01']], 'd.csv')).toThrow(/no window of times/);
    expect(() => parseNabWindows('{')).toThrow(/no valid JSON/);
    expect(() => parseNabWindows('[]')).toThrow(/object of file names/);
    expect(() => parseNabWindows('{"a": [["x"]]}')).toThrow(/list of \[begin, end\]/);
    expect(parseNabWindows('{"a": [["x", "y"]]}').get('a')).toEqual([['x', 'y']]);
  });
});
