import type { Authenticator } from "../access/index.js";
import type { RehearsalReport } from "../rehearsal/index.js";
import { renderReport } from "../report/index.js";
import { requireAccounts } from "../server/auth/access-guard.js";
import { type DeployedModels, type MlflowContext, type RunningServer, startServer } from "../server/index.js";
import { addressOf, type ListenAddress, warnOfOthers } from "./listen-options.js";
import { type Live, openLive } from "./live.js";
import type { Output } from "./output.js";
import { pinoLog } from "./pino-log.js";
import { followPolicy } from "./retraining.js";
import { GYRE_VERSION } from "./version.js";
import { whyPrediction } from "./why.js";
import type { Workspace } from "./workspace.js";

/** Where to listen and what to show. */
export interface ServeOptions extends ListenAddress {
  /** The rehearsal to show, as it is now. */
  readonly report: () => RehearsalReport | null;
  /** Shell lines that make the report again. */
  readonly commands: readonly string[];
  /** What MLflow's clients may use, when they are to be answered. */
  readonly mlflow?: MlflowContext;
  /** Clients' models that are deployed. */
  readonly deployed?: DeployedModels;
  /** Tells who asks. */
  readonly authenticator: Authenticator;
}

/** A deployment that answers over HTTP. */
export interface Serving {
  readonly url: string;
  /** One line for a shell that asks for a prediction. */
  readonly curl: string;
}

/** Serves the project's deployment while `work` goes on, follows its policy, and then answers what is under way before it ends. */
export async function whileServing<T>(
  workspace: Workspace,
  output: Output,
  options: ServeOptions,
  work: (serving: Serving) => Promise<T>,
): Promise<T> {
  await requireAccounts(options, options.authenticator);
  const live = await openLive(workspace);
  const retraining = followPolicy(workspace, live, output);
  try {
    let serving: Serving = { url: "", curl: "" };
    const server = await listen(workspace, live, options, () => serving);
    serving = { url: server.url, curl: curlLine(workspace, live, server.url) };
    warnOfOthers(output, options.host, server.url);
    try {
      live.start((error) => output.step(`trouble: ${error instanceof Error ? error.message : error}`), retraining.step);
      return await work(serving);
    } finally {
      await server.close();
    }
  } finally {
    await retraining.stop();
    await live.stop();
  }
}

function listen(
  workspace: Workspace,
  live: Live,
  options: ServeOptions,
  serving: () => Serving,
): Promise<RunningServer> {
  const { store, loaded, context } = workspace;
  const { name } = loaded.project.deployment;
  const answered = countedNowAndThen(() => store.predictions.count(name));
  const page = (): string => {
    const champion = live.operation.champion.served.version;
    const report = options.report() ?? emptyReport(workspace);
    return renderReport(
      { ...report, modelCard: champion.card },
      {
        live: report.policies.some(({ status }) => status === "waiting" || status === "running"),
        deployment: { name, version: String(champion.version), curl: serving().curl, predictions: answered() },
        commands: options.commands,
      },
    );
  };
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
      page,
      ...(options.mlflow && { mlflow: options.mlflow }),
      ...(options.deployed && { deployed: options.deployed }),
      authenticator: options.authenticator,
    },
    { ...addressOf(options), log: pinoLog() },
  );
}

/** A count that a page shows without waiting for it: asked for again each time, given as it was the time before. */
function countedNowAndThen(count: () => Promise<number>): () => number {
  let known = 0;
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    known = await count().catch(() => known);
    asking = false;
  };
  void ask();
  return () => {
    void ask();
    return known;
  };
}

function curlLine({ loaded }: Workspace, live: Live, url: string): string {
  const body = JSON.stringify(live.example).replaceAll("'", "'\\''");
  return `curl -s ${url}/v1/deployments/${loaded.project.deployment.name}/predict -H 'content-type: application/json' -d '${body}'`;
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
