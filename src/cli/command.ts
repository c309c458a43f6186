import { Command } from "commander";
import { resolve } from "node:path";
import { createOutput, type Output } from "./output.js";
import { openWorkspace, type Workspace } from "./workspace.js";

/** Options that every command has. */
export interface CommonOptions {
  readonly project: string;
  readonly json?: boolean;
}

/** A command with `--project`, `--json`, and an example under its help. */
export function command(name: string, description: string, example: string): Command {
  return new Command(name)
    .description(description)
    .option("--project <dir>", "the project's folder", ".")
    .option("--json", "the result as one JSON object on stdout; progress stays on stderr")
    .addHelpText("after", `\nExample:\n  ${example}`);
}

/** Opens the project, does the work, and closes it, whatever happens. Ctrl-C aborts the signal first. */
export async function withWorkspace(
  options: CommonOptions,
  work: (workspace: Workspace, output: Output, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const output = createOutput(options.json === true);
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once("SIGINT", abort);
  process.once("SIGTERM", abort);
  const workspace = await openWorkspace(resolve(options.project));
  try {
    await work(workspace, output, stop.signal);
  } finally {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
    await workspace.close();
  }
}
