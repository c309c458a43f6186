import { Command, CommanderError } from "commander";
import { asGyreError, GyreError } from "../core/index.js";
import { COMMANDS, prepared } from "./command-list.js";
import { createOutput } from "./output.js";
import { GYRE_VERSION } from "./version.js";

/** Runs one command line and gives its exit code: 0, or that of the failure's code (docs/reference/failures.md). */
export async function main(args: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners("error").includes(ignoreBrokenPipe)) stream.on("error", ignoreBrokenPipe);
  }
  try {
    // A command that ran well may still say no, as `reproduce` does.
    process.exitCode = 0;
    await (await program(args)).parseAsync([...args], { from: "user" });
    return Number(process.exitCode);
  } catch (cause) {
    if (cause instanceof CommanderError) {
      if (cause.exitCode === 0) return 0;
      if (cause.code === "commander.help") return 2;
    }
    const error = cause instanceof CommanderError ? badUsage(cause) : asGyreError(cause);
    createOutput(args.includes("--json")).error(error);
    if (error.code === "core.unexpected" && process.env.GYRE_DEBUG)
      process.stderr.write(`${(error.cause as Error)?.stack}\n`);
    return error.failure.exit;
  }
}

/** All commands by name and summary; only the one that is meant is loaded, so that help comes at once. */
async function program(args: readonly string[]): Promise<Command> {
  const gyre = new Command("gyre")
    .description(
      "The whole life of a machine-learning model: data, features, training, serving, monitoring, rehearsal.",
    )
    .version(GYRE_VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .addHelpText("after", "\nExample:\n  gyre init shop && gyre start --project shop");
  for (const entry of COMMANDS) {
    const base = prepared(gyre.command(entry.name), entry);
    if (args.slice(0, 2).includes(entry.name)) (await entry.load())(base);
  }
  return gyre;
}

/** The argument parser's refusal in Gyre's words. */
function badUsage({ message }: CommanderError): GyreError {
  const [said, suggestion] = message.replace(/^error: /, "").split("\n");
  return new GyreError("cli.bad_usage", said, {
    hint: suggestion
      ? suggestion.replace(/^\((Did) you mean (.*)\)$/, "did you mean $2")
      : "add --help to see how a command is used",
  });
}

/** A reader that has seen enough, such as `head`, is no failure. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
