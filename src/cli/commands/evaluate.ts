import type { Command } from "commander";
import { type Evaluated, evaluate } from "../learning/evaluate.js";
import { metricsObject, metricsTable, number } from "../learning/metrics-text.js";
import { importancePlot, learningCurvePlot, plotFolder, qualityPlots, writePlots } from "../learning/plots.js";
import { createOutput, table } from "../output.js";

interface EvaluateOptions {
  readonly target?: string;
  readonly weight?: string;
  readonly query?: string;
  readonly plot?: string | boolean;
  readonly json?: boolean;
}

/** `gyre evaluate` */
export function evaluateCommand(base: Command): Command {
  return base
    .argument("<model>", "an ONNX file that `gyre fit` wrote")
    .argument("<data>", "a .parquet or .csv file with the model's columns and the target, not learned from")
    .option("--target <column>", "the column with what came (default: the one that the model was fitted to)")
    .option("--weight <column>", "weights of the rows")
    .option("--query <column>", "for ranking: rows of one query are ranked together")
    .option(
      "--plot [folder]",
      "write plots as SVG into this folder, plots by default, with a learning curve made on the data",
    )
    .action(async (modelPath: string, dataPath: string, options: EvaluateOptions) => {
      const output = createOutput(options.json === true);
      const evaluated = await evaluate({ ...options, modelPath, dataPath, curve: Boolean(options.plot) }, output);
      const folder = plotFolder(options.plot);
      const plots = folder === null ? [] : await writePlots(folder, plotsOf(evaluated));
      const { judged, importance, slices, curve } = evaluated;
      output.result(
        {
          rows: evaluated.rows,
          metrics: metricsObject(judged.metrics),
          importance,
          slices,
          ...(curve === null ? {} : { learningCurve: curve }),
          plots,
        },
        [
          metricsTable(`on ${evaluated.rows} rows`, judged.metrics),
          "",
          table(
            [`permutation importance (${evaluated.importanceMetric})`, "worse by", "± standard error"],
            importance
              .slice(0, 12)
              .map(({ name, value, standardError }) => [name, number(value), number(standardError)]),
          ),
          "",
          ...(slices.length === 0
            ? ["No slice of the rows is worse than the rest beyond what chance would make."]
            : slices.map(({ sentence }) => `weak slice: ${sentence}`)),
          ...(curve?.sentences ?? []),
          ...plots.map((file) => `Wrote ${file}`),
        ].join("\n"),
      );
    });
}

function plotsOf({ judged, importance, importanceMetric, curve }: Evaluated) {
  const bars = importance.map(({ name, value, standardError }) => ({
    name,
    value,
    low: value - 2 * standardError,
    high: value + 2 * standardError,
  }));
  return [
    ...qualityPlots(judged),
    importancePlot(bars, `how much worse ${importanceMetric} gets when a column is shuffled`),
    ...(curve === null ? [] : [learningCurvePlot(curve)]),
  ];
}
