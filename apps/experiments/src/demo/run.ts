/** Every detector on every series of the built-in benchmark. */
import { type SyntheticSeries, synthetic } from '@tsad/data';
import { aucPr, bestF1, topKHits, vus } from '@tsad/metrics';
import { type Analysis, analyse } from '../detect/analyse.ts';
import { detectors, quickNames } from '../detectors.ts';

/** One series of the benchmark with what every detector made of it. */
export interface DemoSeries {
  series: SyntheticSeries;
  runs: DemoRun[];
}

/** One detector on one series. */
export interface DemoRun {
  detector: string;
  analysis: Analysis;
  aucPr: number;
  bestF1: number;
  vusPr: number;
  /** Whether the highest score lies at an anomaly; null where there are several. */
  ucrHit: boolean | null;
}

/** Alarm rate of the thresholds in the report. */
export const DEMO_ALARM_RATE = 0.001;

/** Runs the benchmark, series by series. Scores and metrics are the same on every machine. */
export async function runDemo(
  signal: AbortSignal,
  onProgress: (stage: string, fraction: number) => void,
): Promise<DemoSeries[]> {
  const results: DemoSeries[] = [];
  const benchmark = synthetic.benchmark();
  for (const [i, series] of benchmark.entries()) {
    const runs: DemoRun[] = [];
    for (const [j, detector] of quickNames.entries()) {
      onProgress(`${series.name}: ${detector}`, (i + j / quickNames.length) / benchmark.length);
      const { trainEnd, period } = series;
      const options = { entry: detectors[detector], trainEnd, period, alarmRate: DEMO_ALARM_RATE, signal };
      runs.push(measure(series, detector, await analyse(series.values, options)));
    }
    results.push({ series, runs });
  }
  return results;
}

function measure(series: SyntheticSeries, detector: string, analysis: Analysis): DemoRun {
  const { trainEnd, period, anomalies } = series;
  const scores = analysis.scores.subarray(trainEnd);
  const labels = series.labels.subarray(trainEnd);
  const [{ begin, end }] = anomalies;
  return {
    detector,
    analysis,
    aucPr: aucPr(scores, labels),
    bestF1: bestF1(scores, labels),
    vusPr: vus(scores, labels, { window: period }).pr,
    ucrHit:
      anomalies.length === 1
        ? topKHits(scores, { begin: begin - trainEnd, end: end - trainEnd, period }).top1 === 1
        : null,
  };
}
