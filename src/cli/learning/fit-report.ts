import type { AnyConfig, Importance } from "../../learn/index.js";
import { counted, duration, table } from "../output.js";
import { configInWords } from "./estimator-option.js";
import type { Fitted } from "./fit-and-validate.js";
import type { LearningData } from "./learning-data.js";
import { metricsTable } from "./metrics-text.js";
import { importancePlot, type Plot, qualityPlots } from "./plots.js";

/** What is about to be learned, in a sentence. */
export function beginning(path: string, config: AnyConfig, { frame, target }: LearningData): string {
  const what =
    target.kind === "class"
      ? `one of ${target.classes.length} classes (${listed(target.classes)})`
      : target.kind === "number"
        ? "a number"
        : "the order of rows within their query";
  return `${path}: ${counted(frame.rows, "row")}, ${counted(frame.names.length, "column")}; ${configInWords(config)} learns ${what}`;
}

/** What came of a fit, for people. */
export interface FitReport {
  readonly fitted: Fitted;
  readonly importance: readonly Importance[];
  readonly folds: number;
  readonly out: string | undefined;
  readonly plots: readonly string[];
  readonly wallMs: number;
}

export function reportText({ fitted, importance, folds, out, plots, wallMs }: FitReport): string {
  const { validation, binCpuSeconds, fitCpuSeconds } = fitted;
  const effective = importance.filter(({ share }) => share > 0);
  const top = effective.slice(0, 12).map(({ name, share }) => [name, `${(100 * share).toFixed(1)} %`]);
  const rest = importance.length - top.length;
  const none =
    importance.length > 0 && top.length === 0 ? ["No column has an effect: the model is a constant.", ""] : [];
  return [
    ...(validation === null ? [] : [metricsTable(`out of ${folds} folds`, validation.pooled), ""]),
    ...none,
    ...(top.length === 0 ? [] : [table(["importance in the fit", "share"], top)]),
    ...(top.length > 0 && rest > 0 ? [`and ${counted(rest, "column")} of less or no effect`] : []),
    ...(top.length === 0 ? [] : [""]),
    `Fitted in ${duration((binCpuSeconds + fitCpuSeconds) * 1000)} of CPU, all in ${duration(wallMs)}.`,
    ...(out === undefined ? ["The model was not kept: that takes --out model.onnx"] : [`Wrote ${out}`]),
    ...plots.map((file) => `Wrote ${file}`),
  ].join("\n");
}

/** Plots of what the folds said, where there are any, and of the columns' importance, where the model knows it. */
export function fitPlots(
  targetName: string,
  { target, weights }: LearningData,
  { validation }: Fitted,
  importance: readonly Importance[],
): readonly Plot[] {
  const bars = importance.map(({ name, share }) => ({ name, value: share }));
  const takeaway = "share of the fit that rests on a column, on the rows that were learned from";
  const shares = bars.length === 0 ? [] : [importancePlot(bars, takeaway)];
  if (validation === null) return shares;
  const { pooled: metrics, prediction } = validation;
  return [...qualityPlots({ targetName, target, prediction, metrics, ...(weights ? { weights } : {}) }), ...shares];
}

function listed(classes: readonly string[]): string {
  return classes.length <= 6 ? classes.join(", ") : `${classes.slice(0, 5).join(", ")}, …`;
}
