import { untilAborted } from "./aborted.js";
import { keepArtifactRoot } from "./artifact-root.js";
import { type CommonOptions, withWorkspace } from "./command.js";
import { endKilled } from "./end-killed.js";
import { followReport } from "./latest-report.js";
import type { ListenAddress } from "./listen-options.js";
import { whileServing } from "./serve.js";
import { serverParts } from "./tracking-server.js";
import { openTrackingState, type TrackingPlaces } from "./tracking-store.js";

/** Where to listen, and where clients' logs are kept when not in the project's own state. */
export interface UpProjectOptions extends CommonOptions, ListenAddress, Partial<TrackingPlaces> {}

/** Serves a project's deployment and MLflow's clients until it is stopped. */
export function upProject(options: UpProjectOptions): Promise<void> {
  return withWorkspace(options, async (workspace, output, signal) => {
    await endKilled(workspace, output.step);
    const { folder = workspace.stateFolder, artifacts, database } = options;
    const isShared = options.folder === undefined || database !== undefined;
    const places = { folder, ...(artifacts !== undefined && { artifacts }) };
    const opened = isShared ? { opened: workspace.store.database } : {};
    if (artifacts !== undefined) await keepArtifactRoot(folder, artifacts);
    const state = await openTrackingState({ ...places, ...opened }, workspace.clock);
    const { authenticator, mlflow, deployed, stop } = serverParts(state);
    try {
      await deployed.first;
      const report = followReport(workspace);
      const serve = { ...options, report, commands: ["gyre rehearse"], authenticator, mlflow, deployed };
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
