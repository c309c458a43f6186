import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GyreError } from "../../core/index.js";
import {
  calibrationCurve,
  confusionMatrix,
  type LearningCurve,
  likeliest,
  type MetricLine,
  type Prediction,
  precisionRecallCurve,
  rocCurve,
  type Target,
} from "../../learn/index.js";
import { type Bar, barPlot } from "../../report/plots/bar-plot.js";
import { linePlot, type PlotPoint, type Series } from "../../report/plots/line-plot.js";
import { matrixPlot } from "../../report/plots/matrix-plot.js";
import { number } from "./metrics-text.js";

/** A figure and the file that it belongs into. */
export interface Plot {
  readonly file: string;
  readonly svg: string;
}

/** What was predicted of rows that were not learned from. */
export interface Judged {
  readonly targetName: string;
  readonly target: Target;
  readonly prediction: Prediction;
  readonly weights?: Float64Array;
  readonly metrics: readonly MetricLine[];
}

/** At most this many points are drawn; a screen shows no more. */
const MOST_POINTS = 1000;

/** Where `--plot [folder]` writes; null where it was not given. */
export function plotFolder(given: string | boolean | undefined): string | null {
  return given === true ? "plots" : given || null;
}

/** Writes the plots into `folder` and says which files there are. */
export async function writePlots(folder: string, plots: readonly Plot[]): Promise<readonly string[]> {
  try {
    await mkdir(folder, { recursive: true });
    await Promise.all(plots.map(({ file, svg }) => writeFile(join(folder, file), svg)));
  } catch (cause) {
    throw new GyreError("cli.bad_usage", `plots cannot be written into ${folder}: ${(cause as Error).message}`, {
      cause,
    });
  }
  return plots.map(({ file }) => join(folder, file));
}

/** ROC, precision and recall, reliability and confusion of a classifier; predicted against actual, and residuals, of numbers. */
export function qualityPlots(judged: Judged): readonly Plot[] {
  const { target, prediction } = judged;
  if (target.kind === "class" && prediction.kind === "class") {
    return [...classCurves(judged, target, prediction), confusionPlot(judged, target, prediction)];
  }
  if (target.kind === "number" && prediction.kind === "number")
    return numberPlots(judged, target.values, prediction.values);
  return [];
}

/** The columns on which most rests. */
export function importancePlot(bars: readonly Bar[], takeaway: string): Plot {
  return {
    file: "importance.svg",
    svg: barPlot({ title: "Importance", takeaway, decimals: 3, bars: bars.slice(0, 30) }),
  };
}

/** Quality on the training rows and on others, with more and more rows. */
export function learningCurvePlot(curve: LearningCurve): Plot {
  const { points, metric, sentences } = curve;
  const train = points.map(({ trainRows, train: y }) => ({ x: trainRows, y }));
  const test = points.map(({ trainRows, test: y, testStandardDeviation: sd }) => ({
    x: trainRows,
    y,
    low: y - sd,
    high: y + sd,
  }));
  const values = [...train.map(({ y }) => y), ...test.flatMap(({ low, high }) => [low, high])].filter(Number.isFinite);
  return {
    file: "learning-curve.svg",
    svg: linePlot({
      title: "Learning curve",
      takeaway: sentences[0].split(":")[0],
      x: { label: "rows learned from", low: 0, high: Math.max(...points.map(({ trainRows }) => trainRows)) },
      y: { label: metric, ...padded(values) },
      series: [
        { name: "training rows", points: train },
        { name: "other rows", points: test },
      ],
    }),
  };
}

type Classes = Target & { readonly kind: "class" };
type Probabilities = Prediction & { readonly kind: "class" };

/** One curve for the second of two classes, else one for each class against the rest. */
function classCurves(judged: Judged, target: Classes, prediction: Probabilities): readonly Plot[] {
  const k = target.classes.length;
  const shown = k === 2 ? [1] : target.classes.map((_, c) => c).slice(0, 12);
  const scored = shown.map((c) => ({
    name: target.classes[c],
    labels: Float64Array.from(target.codes, (code) => (code === c ? 1 : 0)),
    scores: Float64Array.from(target.codes, (_, row) => prediction.probabilities[row * k + c]),
  }));
  const weighted = judged.weights ? { weights: judged.weights } : {};
  const roc = scored.map(({ name, labels, scores }): Series => {
    const { falsePositiveRate: x, truePositiveRate: y } = rocCurve(labels, scores, weighted);
    return { name, points: thinned(x, y) };
  });
  const pr = scored.map(({ name, labels, scores }): Series => {
    const { recall: x, precision: y } = precisionRecallCurve(labels, scores, weighted);
    return { name, points: thinned(x, y) };
  });
  // Bands of many classes would hide each other.
  const banded = scored.length <= 3;
  const reliability = scored.map(({ name, labels, scores }): Series => {
    const bins = calibrationCurve(labels, scores, weighted);
    return {
      name,
      points: bins.map(({ meanPredicted: x, observedRate: y, low, high }) => (banded ? { x, y, low, high } : { x, y })),
    };
  });
  const unit = { low: 0, high: 1 };
  const diagonal = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ] as const;
  return [
    plotOf(
      "roc.svg",
      "ROC",
      said(judged, "rocAuc"),
      { x: "false positive rate", y: "true positive rate" },
      roc,
      diagonal,
    ),
    plotOf(
      "precision-recall.svg",
      "Precision and recall",
      said(judged, "averagePrecision"),
      { x: "recall", y: "precision" },
      pr,
    ),
    plotOf(
      "reliability.svg",
      "Reliability",
      said(judged, "calibrationError"),
      { x: "probability predicted", y: "share that came" },
      reliability,
      diagonal,
    ),
  ];

  function plotOf(
    file: string,
    title: string,
    takeaway: string,
    labels: { readonly x: string; readonly y: string },
    series: readonly Series[],
    reference?: readonly [PlotPoint, PlotPoint],
  ): Plot {
    const axes = { x: { label: labels.x, ...unit }, y: { label: labels.y, ...unit } };
    return { file, svg: linePlot({ title, takeaway, ...axes, series, ...(reference ? { reference } : {}) }) };
  }
}

function confusionPlot(judged: Judged, target: Classes, prediction: Probabilities): Plot {
  const { counts } = confusionMatrix(target.codes, likeliest(prediction), {
    classes: target.classes.length,
    ...(judged.weights ? { weights: judged.weights } : {}),
  });
  const takeaway = said(judged, "accuracy");
  return { file: "confusion.svg", svg: matrixPlot({ title: "Confusion", takeaway, classes: target.classes, counts }) };
}

function numberPlots(judged: Judged, actual: Float64Array, predicted: Float64Array): readonly Plot[] {
  const step = Math.max(1, Math.ceil(actual.length / MOST_POINTS));
  const rows = Int32Array.from({ length: Math.floor((actual.length - 1) / step) + 1 }, (_, i) => i * step);
  const at = (values: (row: number) => readonly [number, number]): PlotPoint[] =>
    Array.from(rows, values).map(([x, y]) => ({ x, y }));
  const range = padded([...rows].flatMap((row) => [actual[row], predicted[row]]));
  const errors = padded([...rows].map((row) => actual[row] - predicted[row]));
  const name = judged.targetName;
  return [
    {
      file: "predicted.svg",
      svg: linePlot({
        title: "Predicted and actual",
        takeaway: said(judged, "r2"),
        x: { label: `${name} predicted`, ...range },
        y: { label: name, ...range },
        series: [{ name, dots: true, points: at((row) => [predicted[row], actual[row]]) }],
        reference: [
          { x: range.low, y: range.low },
          { x: range.high, y: range.high },
        ],
      }),
    },
    {
      file: "residuals.svg",
      svg: linePlot({
        title: "Residuals",
        takeaway: said(judged, "rootMeanSquaredError"),
        x: { label: `${name} predicted`, ...range },
        y: { label: "actual − predicted", ...errors },
        series: [{ name, dots: true, points: at((row) => [predicted[row], actual[row] - predicted[row]]) }],
        reference: [
          { x: range.low, y: 0 },
          { x: range.high, y: 0 },
        ],
      }),
    },
  ];
}

/** A metric with its interval, as a sentence under the title. */
function said({ metrics }: Judged, name: string): string {
  const line = metrics.find((metric) => metric.name === name);
  if (line === undefined) return "";
  const interval = Number.isNaN(line.low) ? "" : ` (95 %: ${number(line.low)} to ${number(line.high)})`;
  return `${name} ${number(line.value)}${interval}`;
}

function padded(values: readonly number[]): { readonly low: number; readonly high: number } {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (!(high > low)) return { low: low - 1, high: low + 1 };
  return { low: low - 0.04 * (high - low), high: high + 0.04 * (high - low) };
}

function thinned(x: Float64Array, y: Float64Array): PlotPoint[] {
  const step = Math.max(1, Math.ceil(x.length / MOST_POINTS));
  const points: PlotPoint[] = [];
  for (let i = 0; i < x.length; i += step) points.push({ x: x[i], y: y[i] });
  if ((x.length - 1) % step !== 0) points.push({ x: x[x.length - 1], y: y[y.length - 1] });
  return points.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
}
