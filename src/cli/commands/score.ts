import { resolve } from "node:path";
import type { Command } from "commander";
import { writeWithColumns } from "../../compute/duckdb/write-columns.js";
import { openModel, readInputs, scoreFrame } from "../learning/score-file.js";
import { createOutput, duration } from "../output.js";

interface ScoreOptions {
  readonly out: string;
  readonly prefix: string;
  readonly json?: boolean;
}

/** `gyre score` */
export function scoreCommand(base: Command): Command {
  return base
    .argument("<model>", "an ONNX file")
    .argument("<data>", "a .parquet or .csv file with the model's columns")
    .requiredOption("--out <file>", "where to write the rows with what the model says; .parquet or .csv")
    .option("--prefix <text>", "put before the names of the new columns", "")
    .action(async (modelPath: string, dataPath: string, options: ScoreOptions) => {
      const output = createOutput(options.json === true);
      const started = performance.now();
      const model = await openModel(modelPath);
      try {
        const frame = await readInputs(model, dataPath);
        const said = await scoreFrame(model, frame, (rows) => output.live(`${rows} of ${frame.rows} rows`));
        const added = said.map((column) => ({ ...column, name: `${options.prefix}${column.name}` }));
        await writeWithColumns(dataPath, options.out, added);
        const columns = added.map(({ name }) => name);
        output.result(
          { rows: frame.rows, columns, out: resolve(options.out) },
          `Wrote ${frame.rows} rows with ${columns.join(" and ")} to ${options.out} in ${duration(performance.now() - started)}.`,
        );
      } finally {
        await model.scorer.close();
      }
    });
}
