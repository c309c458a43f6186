import { resolve } from "node:path";
import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { CONSTRUCTORS, importanceOf, learner } from "../../learn/index.js";
import { interruptible } from "../interruptible.js";
import { checkExportable, checkOutput } from "../learning/check-output.js";
import { estimatorConfig, withNeededSteps } from "../learning/estimator-option.js";
import { fitAndValidate } from "../learning/fit-and-validate.js";
import { beginning, fitPlots, reportText } from "../learning/fit-report.js";
import { readLearningData } from "../learning/learning-data.js";
import { metricsObject } from "../learning/metrics-text.js";
import { writeModel } from "../learning/model-file.js";
import { plotFolder, writePlots } from "../learning/plots.js";
import { createOutput } from "../output.js";

interface FitOptions {
  readonly target: string;
  readonly estimator?: string;
  readonly set?: readonly string[];
  readonly config?: string;
  readonly task?: string;
  readonly weight?: string;
  readonly group?: string;
  readonly query?: string;
  readonly drop?: readonly string[];
  readonly category?: readonly string[];
  readonly text?: readonly string[];
  readonly seed: number;
  readonly folds: number;
  readonly out?: string;
  readonly plot?: string | boolean;
  readonly json?: boolean;
}

const more = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
const names = (value: string, before: readonly string[] = []): readonly string[] => [...before, ...value.split(",")];

/** `gyre fit` */
export function fitCommand(base: Command): Command {
  return base
    .argument("<data>", "a .parquet or .csv file")
    .requiredOption("--target <column>", "the column to predict")
    .option("--estimator <kind>", "one of those below (default: gbdt, boosted trees)")
    .option("--set <name=value>", "a hyperparameter; may come many times; a wrong name lists the right ones", more)
    .option("--config <file>", "a JSON file with a whole estimator, such as a pipeline, instead of --estimator")
    .option("--task <task>", "classification, regression or ranking (default: by the target)")
    .option("--weight <column>", "weights of the rows")
    .option("--group <column>", "rows of one group stay together in the folds")
    .option("--query <column>", "for ranking: rows of one query are ranked together")
    .option("--drop <columns>", "columns to leave out, separated by commas", names)
    .option("--category <columns>", "columns of numbers that are names", names)
    .option("--text <columns>", "columns of texts to take apart into words", names)
    .option("--seed <number>", "the same seed gives the same model", wholeNumber, 0)
    .option("--folds <number>", "folds of the cross-validation; 0 leaves it out", wholeNumber, 5)
    .option("--out <file>", "where to write the model as an ONNX file")
    .option("--plot [folder]", "write plots as SVG into this folder, plots by default")
    .addHelpText("after", `\nEstimators:\n${wrapped(Object.keys(CONSTRUCTORS).map(dashed))}`)
    .action((path: string, options: FitOptions) => interruptible((signal) => runFit(path, options, signal)));
}

async function runFit(path: string, options: FitOptions, signal: AbortSignal): Promise<void> {
  const output = createOutput(options.json === true);
  const started = performance.now();
  const { target, folds, seed, out } = options;
  if (folds === 1) throw new GyreError("cli.bad_usage", "--folds is 1, expected 0 or at least 2");
  if (out !== undefined) await checkOutput(out);
  const wished = await estimatorConfig(options);
  const data = await readLearningData(path, options, learner.learns(wished), signal);
  if (out !== undefined) checkExportable(data.frame.names);
  const config = withNeededSteps(wished, data.frame);
  output.step(beginning(path, config, data));
  const fitted = await fitAndValidate(config, data, { folds, seed, signal }, output);
  const importance = importanceOf(fitted.model);
  const { rows } = data.frame;
  if (out !== undefined) {
    await writeModel(out, fitted.model, { targetName: target, target: data.target, config, rows, seed });
  }
  const folder = plotFolder(options.plot);
  const plots = folder === null ? [] : await writePlots(folder, fitPlots(target, data, fitted, importance));
  const { binCpuSeconds, fitCpuSeconds, validation } = fitted;
  output.result(
    {
      estimator: config,
      task: data.target.kind,
      rows,
      columns: data.frame.names.length,
      ...(data.target.kind === "class" ? { classes: data.target.classes } : {}),
      binCpuSeconds,
      fitCpuSeconds,
      folds,
      metrics: metricsObject(validation?.pooled ?? []),
      importance,
      out: out === undefined ? null : resolve(out),
      plots,
    },
    reportText({ fitted, importance, folds, out, plots, wallMs: performance.now() - started }),
  );
}

/** `randomForest` as people type it. */
function dashed(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Words in indented lines as wide as the rest of the help. */
function wrapped(words: readonly string[]): string {
  return words
    .join(", ")
    .replace(/(.{1,76})(?: |$)/g, "  $1\n")
    .trimEnd();
}

/** A whole number of at least 0 from the command line. */
function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new GyreError("cli.bad_usage", `${text} is no whole number of at least 0`);
}
