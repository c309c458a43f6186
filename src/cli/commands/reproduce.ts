import { resolve } from "node:path";
import type { Command } from "commander";
import { interruptible } from "../interruptible.js";
import { createOutput } from "../output.js";
import { reproductionText } from "../reproduce/report-text.js";
import { reproduce } from "../reproduce/reproduce.js";
import { type StateOptions, stateFolder } from "../state-folder.js";

/** The exit code of a training that did not come back equal. */
const NOT_EQUAL = 5;

/** `gyre reproduce` */
export function reproduceCommand(base: Command): Command {
  return base
    .argument("<run>", "a run's id (run_…), a version's (mv_…), or that of a run that `gyre runs list` shows")
    .option("--data <dir>", "the folder that `gyre up --data` serves; by default the project's own")
    .action((id: string, options: StateOptions) =>
      interruptible(async (signal) => {
        const output = createOutput(options.json === true);
        const folder = await stateFolder(options);
        const { database } = options;
        const found = await reproduce({
          id,
          projectFolder: resolve(options.project),
          places: { folder, ...(database !== undefined && { database }) },
          signal,
          onStep: output.step,
        });
        output.result(found, reproductionText(found));
        if (!found.isEqual) process.exitCode = NOT_EQUAL;
      }),
    );
}
