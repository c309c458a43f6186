export { GREATER_IS_BETTER, type MetricName } from "./measure.js";
export { type MetricLine, type MetricReportOptions, metricReport, metricValues } from "./metric-report.js";
