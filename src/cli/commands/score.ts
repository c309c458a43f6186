import { resolve } from "node:path";
import type { Command } from "commander";
import { refuseCollisions, writeWithColumns } from "../../compute/duckdb/write-columns.js";
import { GyreError } from "../../core/index.js";
import { interruptible } from "../interruptible.js";
import { checkOutput } from "../learning/check-output.js";
import { answersOf, openModel, readInputs, scoreFrame } from "../learning/score-file.js";
import { counted, createOutput, duration } from "../output.js";

interface ScoreOptions {
  readonly out: string;
  readonly prefix?: string;
  readonly json?: boolean;
}

/** `gyre score` */
export function scoreCommand(base: Command): Command {
  return base
    .argument("<model>", "an ONNX file")
    .argument("<data>", "a .parquet or .csv file with the model's columns")
    .requiredOption("--out <file>", "where to write the rows with what the model says; .parquet or .csv")
    .option("--prefix <text>", "put before the names of the new columns")
    .action((modelPath: string, dataPath: string, options: ScoreOptions) =>
      interruptible((signal) => runScore(modelPath, dataPath, options, signal)),
    );
}

async function runScore(modelPath: string, dataPath: string, options: ScoreOptions, signal: AbortSignal) {
  const output = createOutput(options.json === true);
  const started = performance.now();
  const { out, prefix = "" } = options;
  if (!/\.(parquet|pq|csv)$/i.test(out)) {
    throw new GyreError("cli.bad_usage", `--out ${out} is neither .parquet nor .csv`);
  }
  await checkOutput(out);
  const model = await openModel(modelPath);
  try {
    const columns = answersOf(model).map(({ name }) => `${prefix}${name}`);
    await refuseCollisions(dataPath, columns);
    const frame = await readInputs(model, dataPath, { signal });
    const said = await scoreFrame(model, frame, (rows) => {
      signal.throwIfAborted();
      output.live(`${rows} of ${frame.rows} rows`);
    });
    const added = said.map((column, i) => ({ ...column, name: columns[i] }));
    await writeWithColumns(dataPath, out, added, signal);
    output.result(
      { rows: frame.rows, columns, out: resolve(out) },
      `Wrote ${counted(frame.rows, "row")} with ${columns.join(" and ")} to ${out} in ${duration(performance.now() - started)}.`,
    );
  } finally {
    await model.scorer.close();
  }
}
