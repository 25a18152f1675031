/** The report page of `tsad`, for programs that want to write one themselves. */

export type { Span } from './plot.ts';
export type { EventRules, Report, ReportScoring, ReportSeries, ReportTable } from './report/model.ts';
export { renderReport } from './report/page.ts';
