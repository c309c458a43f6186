import { resolve } from "node:path";
import { GyreError } from "../core/index.js";
import { createOutput, type Output } from "./output.js";
import { openWorkspace, type Workspace } from "./workspace.js";

/** Options that every command with a project has. */
export interface CommonOptions {
  readonly project: string;
  readonly json?: boolean;
}

/**
 * Opens the project, does the work, and closes it, whatever happens. The first Ctrl-C or SIGTERM aborts the signal, and what was
 * under way fails with `core.cancelled`; a second one kills the process at once.
 */
export async function withWorkspace(
  options: CommonOptions,
  work: (workspace: Workspace, output: Output, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const output = createOutput(options.json === true);
  const stop = new AbortController();
  const abort = (by: NodeJS.Signals): void => {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
    stop.abort(
      new GyreError("core.cancelled", `stopped by ${by}`, {
        hint: "what was finished is kept; the same command goes on from there",
      }),
    );
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  try {
    const workspace = await openWorkspace(resolve(options.project));
    try {
      stop.signal.throwIfAborted();
      await work(workspace, output, stop.signal);
    } finally {
      await workspace.close();
    }
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  }
}

/** Resolves when the signal is aborted. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });
}
