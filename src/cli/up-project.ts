import { untilAborted } from "./aborted.js";
import { type CommonOptions, withWorkspace } from "./command.js";
import { followReport } from "./latest-report.js";
import { whileServing } from "./serve.js";
import { serverParts } from "./tracking-server.js";
import { openTrackingState, type TrackingPlaces } from "./tracking-store.js";

/** Where to listen, and where clients' logs are kept when not in the project's own state. */
export interface UpProjectOptions extends CommonOptions, Partial<TrackingPlaces> {
  readonly host: string;
  readonly port: number;
}

/** Serves a project's deployment and MLflow's clients until it is stopped. */
export function upProject(options: UpProjectOptions): Promise<void> {
  const { host, port } = options;
  return withWorkspace(options, async (workspace, output, signal) => {
    const folder = options.folder ?? workspace.stateFolder;
    const state = await openTrackingState({ ...options, folder }, workspace.clock);
    const { authenticator, mlflow, stop } = serverParts(state);
    try {
      const report = followReport(workspace);
      const serve = { host, port, report, commands: ["gyre rehearse"], authenticator, mlflow };
      await whileServing(workspace, output, serve, async ({ url, curl }) => {
        output.result({ url, curl }, `Gyre is ready at ${url}\n${curl}`);
        await untilAborted(signal);
        output.step("Stopping: requests under way are answered first");
      });
    } finally {
      await stop();
      await state.close();
    }
  });
}
