import type { MetricLine } from "../../learn/index.js";
import { table } from "../output.js";

/** Metrics by name, for JSON. */
export function metricsObject(lines: readonly MetricLine[]): Record<string, Omit<MetricLine, "name">> {
  return Object.fromEntries(lines.map(({ name, ...rest }) => [name, rest]));
}

/** Metrics as a table with their intervals. */
export function metricsTable(title: string, lines: readonly MetricLine[]): string {
  return table(
    [title, "value", "95 % from", "to", "interval by"],
    lines.map(({ name, value, low, high, method }) => [name, number(value), number(low), number(high), method]),
  );
}

/** About five significant digits, with a true minus sign. */
export function number(value: number): string {
  if (Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  const tiny = size !== 0 && size < 1e-4;
  const text = size >= 1e7 || tiny ? value.toExponential(3) : value.toFixed(size >= 1000 ? 1 : size >= 10 ? 3 : 4);
  return text.replaceAll("-", "−");
}
