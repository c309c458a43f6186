import { resolve } from "node:path";
import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { type AnyConfig, type CrossValidation, type Importance, importanceOf, learner } from "../../learn/index.js";
import { crossValidateData } from "../learning/cross-validate.js";
import { estimatorConfig, withNeededSteps } from "../learning/estimator-option.js";
import { fitTimed } from "../learning/fit-model.js";
import { type LearningData, readLearningData } from "../learning/learning-data.js";
import { metricsObject, metricsTable } from "../learning/metrics-text.js";
import { writeModel } from "../learning/model-file.js";
import { importancePlot, type Plot, qualityPlots, writePlots } from "../learning/plots.js";
import { createOutput, duration, type Output, table } from "../output.js";

interface FitOptions {
  readonly target: string;
  readonly estimator?: string;
  readonly set: readonly string[];
  readonly config?: string;
  readonly task?: string;
  readonly weight?: string;
  readonly group?: string;
  readonly query?: string;
  readonly drop: readonly string[];
  readonly category: readonly string[];
  readonly text: readonly string[];
  readonly seed: number;
  readonly folds: number;
  readonly out?: string;
  readonly plot?: string | boolean;
  readonly json?: boolean;
}

const more = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const names = (value: string, before: readonly string[]): readonly string[] => [...before, ...value.split(",")];

/** `gyre fit` */
export function fitCommand(base: Command): Command {
  return base
    .argument("<data>", "a .parquet or .csv file")
    .requiredOption("--target <column>", "the column to predict")
    .option("--estimator <kind>", "gbdt, random-forest, logistic, ridge, … (default: gbdt)")
    .option("--set <name=value>", "a hyperparameter; may come many times", more, [])
    .option("--config <file>", "a JSON file with a whole estimator, such as a pipeline, instead of --estimator")
    .option("--task <task>", "classification, regression or ranking (default: by the target)")
    .option("--weight <column>", "weights of the rows")
    .option("--group <column>", "rows of one group stay together in the folds")
    .option("--query <column>", "for ranking: rows of one query are ranked together")
    .option("--drop <columns>", "columns to leave out, separated by commas", names, [])
    .option("--category <columns>", "columns of numbers that are names", names, [])
    .option("--text <columns>", "columns of texts to take apart into words", names, [])
    .option("--seed <number>", "the same seed gives the same model", wholeNumber, 0)
    .option("--folds <number>", "folds of the cross-validation; 0 leaves it out", wholeNumber, 5)
    .option("--out <file>", "where to write the model as an ONNX file")
    .option("--plot [folder]", "write plots as SVG into this folder (default: plots)")
    .action(fit);
}

async function fit(path: string, options: FitOptions): Promise<void> {
  const output = createOutput(options.json === true);
  const started = performance.now();
  const wished = await estimatorConfig(options);
  const data = await readLearningData(path, options, learner.learns(wished));
  const config = withNeededSteps(wished, data.frame);
  output.step(sentenceOf(path, config, data));
  const validation = options.folds === 0 ? null : await validated(config, data, options, output);
  const fitted = fitTimed(config, data, options.seed, (round, of) => output.live(`fit: round ${round} of ${of}`));
  const importance = importanceOf(fitted.model);
  if (options.out !== undefined) {
    const { target, frame } = data;
    const facts = { targetName: options.target, target, config, rows: frame.rows, seed: options.seed };
    await writeModel(options.out, fitted.model, facts);
  }
  const plots = options.plot
    ? await writePlots(
        options.plot === true ? "plots" : String(options.plot),
        plotsOf(options.target, data, validation, importance),
      )
    : [];
  const metrics = validation?.pooled ?? [];
  const { binCpuSeconds, fitCpuSeconds } = fitted;
  output.result(
    {
      estimator: config,
      task: data.target.kind,
      rows: data.frame.rows,
      columns: data.frame.names.length,
      ...(data.target.kind === "class" ? { classes: data.target.classes } : {}),
      binCpuSeconds,
      fitCpuSeconds,
      folds: options.folds,
      metrics: metricsObject(metrics),
      importance,
      out: options.out === undefined ? null : resolve(options.out),
      plots,
    },
    [
      ...(validation === null ? [] : [metricsTable(`out of ${options.folds} folds`, metrics), ""]),
      ...importanceText(importance),
      `Fitted in ${duration((binCpuSeconds + fitCpuSeconds) * 1000)} of CPU, all in ${duration(performance.now() - started)}.`,
      ...(options.out === undefined ? ["Keep the model with --out model.onnx"] : [`Wrote ${options.out}`]),
      ...plots.map((file) => `Wrote ${file}`),
    ].join("\n"),
  );
}

async function validated(
  config: AnyConfig,
  data: LearningData,
  { folds, seed }: FitOptions,
  output: Output,
): Promise<CrossValidation> {
  if (folds === 1) throw new GyreError("cli.bad_usage", "--folds is 1, expected 0 or at least 2");
  return crossValidateData(config, data, {
    folds,
    seed,
    onFold: (done, of) => output.live(`cross-validation: ${done} of ${of} folds`),
  });
}

function sentenceOf(path: string, config: AnyConfig, { frame, target }: LearningData): string {
  const what =
    target.kind === "class"
      ? `one of ${target.classes.length} classes (${listed(target.classes)})`
      : target.kind === "number"
        ? "a number"
        : "the relevance of rows within their query";
  return `${path}: ${frame.rows} rows, ${frame.names.length} columns; ${config.kind} learns ${what}`;
}

function listed(classes: readonly string[]): string {
  return classes.length <= 6 ? classes.join(", ") : `${classes.slice(0, 5).join(", ")}, …`;
}

function importanceText(importance: readonly Importance[]): readonly string[] {
  if (importance.length === 0) return [];
  const top = importance.slice(0, 12).map(({ name, share }) => [name, `${(100 * share).toFixed(1)} %`]);
  return [table(["importance in the fit", "share"], top), ""];
}

function plotsOf(
  targetName: string,
  { target, weights }: LearningData,
  validation: CrossValidation | null,
  importance: readonly Importance[],
): readonly Plot[] {
  const bars = importance.map(({ name, share }) => ({ name, value: share }));
  const shares = importancePlot(bars, "share of the fit that rests on a column, on the rows that were learned from");
  if (validation === null) return [shares];
  const { pooled: metrics, prediction } = validation;
  return [...qualityPlots({ targetName, target, prediction, metrics, ...(weights ? { weights } : {}) }), shares];
}

/** A whole number of at least 0 from the command line. */
function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new GyreError("cli.bad_usage", `${text} is no whole number of at least 0`);
}
