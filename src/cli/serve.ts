import { GyreError } from "../core/index.js";
import type { RehearsalReport } from "../rehearsal/index.js";
import { renderReport } from "../report/index.js";
import { type RunningServer, startServer } from "../server/index.js";
import type { Live } from "./live.js";
import { whyPrediction } from "./why.js";
import { pinoLog } from "./pino-log.js";
import { GYRE_VERSION } from "./version.js";
import type { Workspace } from "./workspace.js";

/** Serves a project's deployment; `report` gives the rehearsal to show. */
export function serve(
  workspace: Workspace,
  live: Live,
  options: { readonly host?: string; readonly port: number; readonly report: () => RehearsalReport | null },
): Promise<RunningServer> {
  const { store, loaded, context } = workspace;
  const { name } = loaded.project.deployment;
  const running = (): boolean => options.report()?.policies.some(({ status }) => status === "waiting" || status === "running") ?? false;
  return startServer(
    {
      version: GYRE_VERSION,
      deployments: new Map([[name, { slot: live.operation.slot, features: live.features }]]),
      models: store.models,
      runs: store.runs,
      predictions: store.predictions,
      events: store.events,
      clock: live.clock,
      ids: context.newId,
      rehearsal: async () => options.report(),
      why: (id) => whyPrediction(workspace, id),
      page: () => renderReport(options.report() ?? emptyReport(workspace), { live: running() }),
    },
    { port: options.port, log: pinoLog(), ...(options.host ? { host: options.host } : {}) },
  );
}

/** A report in which nothing was rehearsed yet. */
function emptyReport({ loaded: { project } }: Workspace): RehearsalReport {
  return {
    project: project.name,
    model: project.model.name,
    estimator: project.model.estimator.kind,
    outcome: project.model.predicts,
    from: project.rehearsal?.from ?? new Date(0).toISOString(),
    to: project.rehearsal?.to ?? new Date(0).toISOString(),
    positiveRate: null,
    policies: [],
    modelCard: null,
  };
}

/** The port to listen on: the option, else GYRE_PORT, else 4200. */
export function portOption(text: string | undefined): number {
  const wish = text ?? process.env.GYRE_PORT ?? "4200";
  const port = Number(wish);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new GyreError("cli.bad_usage", `the port should be a whole number from 0 to 65535, got ${JSON.stringify(wish)}`);
  }
  return port;
}
