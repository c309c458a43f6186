import { Command, CommanderError } from "commander";
import { asGyreError } from "../core/index.js";
import { applyCommand } from "./commands/apply.js";
import { deployCommand } from "./commands/deploy.js";
import { initCommand } from "./commands/init.js";
import { predictCommand } from "./commands/predict.js";
import { rehearseCommand } from "./commands/rehearse.js";
import { startCommand } from "./commands/start.js";
import { statusCommand } from "./commands/status.js";
import { trainCommand } from "./commands/train.js";
import { upCommand } from "./commands/up.js";
import { validateCommand } from "./commands/validate.js";
import { whyCommand } from "./commands/why.js";
import { createOutput } from "./output.js";
import { GYRE_VERSION } from "./version.js";

/** Runs one command line and gives its exit code: 0, or that of the failure's code (docs/reference/failures.md). */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command("gyre")
    .description("The whole life of a machine-learning model: data, features, training, serving, monitoring, rehearsal.")
    .version(GYRE_VERSION)
    .exitOverride()
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .showSuggestionAfterError();
  for (const make of [
    initCommand,
    applyCommand,
    validateCommand,
    trainCommand,
    deployCommand,
    upCommand,
    predictCommand,
    rehearseCommand,
    statusCommand,
    whyCommand,
    startCommand,
  ]) {
    program.addCommand(make().exitOverride());
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : 2;
    const error = asGyreError(cause);
    createOutput(args.includes("--json")).error(error);
    if (error.code === "core.unexpected" && process.env.GYRE_DEBUG) process.stderr.write(`${(error.cause as Error)?.stack}\n`);
    return error.failure.exit;
  }
}
