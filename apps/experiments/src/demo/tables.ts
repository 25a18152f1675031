/** The results of the demo as a summary for the terminal and as a report. */
import { facts, labelSpans } from '../detect/describe.ts';
import { detectors, quickNames } from '../detectors.ts';
import type { Report, ReportScoring, ReportSeries } from '../report/model.ts';
import { type Column, formatCount } from '../table.ts';
import { DEMO_ALARM_RATE, type DemoRun, type DemoSeries } from './run.ts';

/** Columns of the summary, one row per detector. */
export const demoColumns: readonly Column[] = [
  { title: 'detector' },
  { title: 'AUC-PR', align: 'right', hint: 'Area under the precision-recall curve, 1 is perfect' },
  { title: 'best F1', align: 'right', hint: 'F1 at the best threshold' },
  { title: 'VUS-PR', align: 'right', hint: 'AUC-PR that forgives small shifts in time' },
  { title: 'UCR hit', align: 'right', hint: 'Series with one anomaly whose highest score lies at it' },
  { title: 'points/s', align: 'right' },
  { title: 'good for' },
];

/** Means over the series, one row per detector. */
export function demoSummary(results: readonly DemoSeries[]): string[][] {
  return quickNames.map((detector, i) => {
    const runs = results.map(({ runs }) => runs[i]);
    const mean = (pick: (run: DemoRun) => number): string =>
      (runs.reduce((sum, run) => sum + pick(run), 0) / runs.length).toFixed(3);
    const judged = runs.filter(({ ucrHit }) => ucrHit !== null);
    const points = results.reduce((sum, { series }) => sum + scoredPoints(series), 0);
    const seconds = runs.reduce((sum, { analysis }) => sum + analysis.seconds, 0);
    return [
      detector,
      mean((run) => run.aucPr),
      mean((run) => run.bestF1),
      mean((run) => run.vusPr),
      `${judged.filter(({ ucrHit }) => ucrHit).length}/${judged.length}`,
      speed(points / seconds),
      detectors[detector].summary,
    ];
  });
}

/** One flat record per series and detector. */
export function demoRecords(results: readonly DemoSeries[]): object[] {
  return results.flatMap(({ series, runs }) =>
    runs.map(({ detector, analysis, ...quality }) => ({
      series: series.name,
      detector,
      ...quality,
      events: analysis.events.length,
      threshold: analysis.threshold,
      pointsPerSecond: Math.round(scoredPoints(series) / analysis.seconds),
    })),
  );
}

/** The page: a table of all runs that leads to the charts. */
export function demoReport(results: readonly DemoSeries[]): Report {
  return {
    title: 'Where the series misbehave',
    lead: `${results.length} generated series with labelled anomalies, ${quickNames.length} detectors that learnt from the quiet beginning of each. Choose a series, move the threshold to trade misses for false alarms, choose an event to see it near.`,
    overview: {
      caption: `Means over the ${results.length} series, behind the part that was learnt from. Generated series are a first look; they say little about real data.`,
      columns: [...demoColumns],
      rows: demoSummary(results).map((cells) => ({ cells })),
    },
    details: {
      caption: 'Every series and detector; choose one to see it',
      columns: [{ title: 'series' }, { title: 'detector' }, ...demoColumns.slice(1, -1)],
      rows: results.flatMap(({ series, runs }, i) =>
        runs.map(({ detector, aucPr, bestF1, vusPr, ucrHit, analysis }, scoring) => ({
          cells: [
            series.name,
            detector,
            aucPr.toFixed(3),
            bestF1.toFixed(3),
            vusPr.toFixed(3),
            ucrHit === null ? '–' : ucrHit ? 'yes' : 'no',
            speed(scoredPoints(series) / analysis.seconds),
          ],
          series: i,
          scoring,
        })),
      ),
    },
    series: results.map(
      ({ series, runs }): ReportSeries => ({
        name: series.name,
        description: `Period ${series.period}; ${series.anomalies.map(({ kind, begin, end }) => `${kind} at ${formatCount(begin)}${end - begin > 1 ? ` to ${formatCount(end - 1)}` : ''}`).join(', ')}.`,
        values: series.values,
        trainEnd: series.trainEnd,
        labels: labelSpans(series.labels),
        scorings: runs.map(
          ({ detector, analysis }): ReportScoring => ({
            detector,
            scores: analysis.scores,
            threshold: analysis.threshold,
            rules: analysis.rules,
            expected: analysis.expected,
            facts: facts({ detector, trainEnd: series.trainEnd, alarmRate: DEMO_ALARM_RATE, analysis }),
          }),
        ),
      }),
    ),
  };
}

function scoredPoints({ values, trainEnd }: DemoSeries['series']): number {
  return values.length - trainEnd;
}

/** Two digits are all that a clock on a busy machine can tell. */
function speed(pointsPerSecond: number): string {
  return formatCount(Number(pointsPerSecond.toPrecision(2)));
}
