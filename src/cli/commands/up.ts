import { readFile } from "node:fs/promises";
import { decodeJson } from "../../core/index.js";
import type { RehearsalReport } from "../../rehearsal/index.js";
import { type CommonOptions, command, withWorkspace } from "../command.js";
import { openLive } from "../live.js";
import { reportFiles } from "../rehearsal.js";
import { portOption, serve } from "../serve.js";
import type { Workspace } from "../workspace.js";

interface UpOptions extends CommonOptions {
  readonly port?: string;
  readonly host?: string;
}

export function upCommand() {
  return command("up", "Serves the deployment over HTTP until it is stopped.", "gyre up --port 4200")
    .option("--port <n>", "default: GYRE_PORT, or 4200; 0 takes a free one")
    .option("--host <address>", "only this machine's own addresses", "127.0.0.1")
    .action((options: UpOptions) =>
      withWorkspace(options, async (workspace, output, signal) => {
        const port = portOption(options.port);
        const live = await openLive(workspace);
        const report = await lastReport(workspace);
        const server = await serve(workspace, live, { port, report: () => report, ...(options.host ? { host: options.host } : {}) }).catch(async (error) => {
          await live.stop();
          throw error;
        });
        live.start((error) => output.step(`trouble: ${error instanceof Error ? error.message : error}`));
        output.result({ url: server.url }, `Gyre is ready at ${server.url}`);
        await untilAborted(signal);
        output.step("Stopping: requests under way are answered first");
        await server.close();
        await live.stop();
      }),
    );
}

/** The report of the last rehearsal, when there was one. */
export async function lastReport(workspace: Workspace): Promise<RehearsalReport | null> {
  const text = await readFile(reportFiles(workspace).json, "utf8").catch(() => null);
  return text === null ? null : (decodeJson(text) as RehearsalReport);
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
