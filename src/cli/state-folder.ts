import { join, resolve } from "node:path";
import type { Command } from "commander";
import { GyreError } from "../core/index.js";
import { artifactDirectory, requireArtifacts } from "./artifact-root.js";
import { databaseOption } from "./database-option.js";
import { interruptible } from "./interruptible.js";
import { isThere } from "./is-there.js";
import { createOutput, type Output } from "./output.js";
import { systemClock } from "./system-clock.js";
import { openTrackingState, type TrackingState } from "./tracking-store.js";

/** Options of commands that work on what a server keeps, with a project or without. */
export interface StateOptions {
  readonly data?: string;
  readonly project: string;
  readonly json?: boolean;
  readonly database?: string;
}

/** A command of a group, such as `gyre users add`, with the options that say where the state is. */
export function stateCommand(group: Command, name: string, summary: string): Command {
  return group
    .command(name)
    .description(summary)
    .option("--data <dir>", "the folder that `gyre up --data` serves; by default the project's own")
    .option("--project <dir>", "the project's folder", ".")
    .addOption(databaseOption())
    .option("--json", "the result as one JSON object on stdout; progress stays on stderr");
}

/** Opens what clients logged, does the work, and closes it. */
export function withTracking(
  options: StateOptions & { readonly artifacts?: string; readonly mayBeNew?: boolean },
  work: (state: TrackingState, output: Output, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  return interruptible(async (signal) => {
    const { database, artifacts } = options;
    const folder = await stateFolder(options);
    if (artifacts !== undefined) await requireArtifacts(artifactDirectory(artifacts), "--artifacts says");
    const places = {
      folder,
      ...(database !== undefined && { database }),
      ...(artifacts !== undefined && { artifacts }),
    };
    const state = await openTrackingState(places, systemClock);
    try {
      await work(state, createOutput(options.json === true), signal);
    } finally {
      await state.close();
    }
  });
}

/** Says, where a project's list of what clients logged is empty, where the project's own is. */
export function tellOfOwn({ data }: StateOptions, output: Output): void {
  if (data === undefined) output.step("Listed is what clients log; the project's own versions: gyre status");
}

/**
 * `--data`, else the `.gyre` of the project. Throws `cli.bad_usage` where there is neither, and where nothing is kept in `--data` yet, so
 * that a misspelt folder does not look empty; `mayBeNew` takes it nevertheless.
 */
export async function stateFolder(options: StateOptions & { readonly mayBeNew?: boolean }): Promise<string> {
  const { data, database = "", mayBeNew = false } = options;
  const folder = resolve(data ?? options.project);
  if (data !== undefined) {
    if (mayBeNew || database !== "" || (await isThere(join(folder, "gyre.db")))) return folder;
    throw new GyreError("cli.bad_usage", `nothing is kept in ${folder}: it has no gyre.db`, {
      hint: "give the folder that `gyre up --data` serves; `gyre up` makes it",
    });
  }
  if (await isThere(join(folder, "gyre.config.ts"))) return join(folder, ".gyre");
  throw new GyreError("cli.bad_usage", `${folder} is no project's folder`, {
    hint: "give --data DIR, the folder that `gyre up --data` serves, or --project DIR",
  });
}
