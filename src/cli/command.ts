import { resolve } from "node:path";
import { interruptible } from "./interruptible.js";
import { createOutput, type Output } from "./output.js";
import { openWorkspace, type Workspace } from "./workspace.js";

/** Options that every command with a project has. */
export interface CommonOptions {
  readonly project: string;
  readonly json?: boolean;
  readonly database?: string;
}

/** Opens the project, does the work, and closes it, whatever happens; Ctrl-C and SIGTERM end it. */
export function withWorkspace(
  options: CommonOptions,
  work: (workspace: Workspace, output: Output, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const output = createOutput(options.json === true);
  return interruptible(async (signal) => {
    const workspace = await openWorkspace(resolve(options.project), options.database);
    try {
      signal.throwIfAborted();
      await work(workspace, output, signal);
    } finally {
      await workspace.close();
    }
  }, "what was finished is kept; the same command goes on from there");
}
