import { linePlot } from "../../report/plots/line-plot.js";
import type { Curve } from "../../tracking/index.js";

/** A metric of several runs over their steps, as an SVG document. Values that are not finite are left out. */
export function curvePlot(key: string, curves: readonly (Curve & { readonly name: string })[]): string {
  const series = curves.map(({ name, points }) => ({
    name,
    points: points.filter(({ value }) => Number.isFinite(value)).map(({ step, value }) => ({ x: step, y: value })),
  }));
  const points = series.flatMap((one) => one.points);
  return linePlot({
    title: key,
    takeaway: `${curves.length} ${curves.length === 1 ? "run" : "runs"} over their steps`,
    x: { label: "step", ...rangeOf(points.map(({ x }) => x)) },
    y: { label: key, ...rangeOf(points.map(({ y }) => y)) },
    series,
  });
}

function rangeOf(values: readonly number[]): { low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low > high) return { low: 0, high: 1 };
  return low === high ? { low: low - 0.5, high: high + 0.5 } : { low, high };
}
