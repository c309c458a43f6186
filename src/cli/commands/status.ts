import type { Command } from "commander";
import { type Change, planChanges } from "../../project/index.js";
import type { ModelVersion } from "../../registry/index.js";
import type { RehearsalReport } from "../../rehearsal/index.js";
import type { RolloutState } from "../../rollouts/index.js";
import { type CommonOptions, withWorkspace } from "../command.js";
import { readReport, reportFiles } from "../latest-report.js";
import { counted, facts, moment, table } from "../output.js";
import type { Workspace } from "../workspace.js";

const LATEST_ALERTS = 5;

/** `gyre status` */
export function statusCommand(base: Command): Command {
  return base.action((options: CommonOptions) =>
    withWorkspace(options, async (workspace, output) => {
      const now = await standing(workspace);
      output.result(asJson(workspace, now), asText(workspace, now));
    }),
  );
}

/** A version as the status shows it. */
type Listed = Pick<ModelVersion, "id" | "version" | "metrics" | "createdAt"> & { readonly alias: string | null };

interface Standing {
  readonly changes: readonly Change[];
  readonly versions: readonly Listed[];
  readonly rollout: RolloutState | null;
  readonly predictions: number;
  readonly latestPredictions: readonly string[];
  readonly alerts: Awaited<ReturnType<Workspace["store"]["alerts"]["list"]>>;
  readonly report: RehearsalReport | null;
}

async function standing(workspace: Workspace): Promise<Standing> {
  const { loaded, store } = workspace;
  const { model, deployment } = loaded.project;
  const champion = await store.models.alias(model.name, "champion");
  const challenger = await store.models.alias(model.name, "challenger");
  const versions = (await store.models.list(model.name)).map(({ id, version, metrics, createdAt }) => {
    const aliases = [...(champion?.id === id ? ["champion"] : []), ...(challenger?.id === id ? ["challenger"] : [])];
    return { id, version, metrics, createdAt, alias: aliases.join(", ") || null };
  });
  return {
    changes: await planChanges(store.events, loaded),
    versions,
    rollout: (await store.rollouts.load(deployment.name)) ?? null,
    predictions: await store.predictions.count(deployment.name),
    latestPredictions: (await store.predictions.list(deployment.name, { limit: 3 })).map(({ id }) => id),
    alerts: (await store.alerts.list({})).slice(-LATEST_ALERTS),
    report: await readReport(workspace),
  };
}

function asJson(workspace: Workspace, { changes, report, ...rest }: Standing) {
  const { project } = workspace.loaded;
  return {
    project: project.name,
    asOf: new Date(workspace.asOf).toISOString(),
    policy: project.policy,
    pendingChanges: changes.length,
    ...rest,
    rehearsal: report ? reportFiles(workspace).html : null,
  };
}

function asText(
  workspace: Workspace,
  { changes, versions, rollout, predictions, latestPredictions, alerts, report }: Standing,
): string {
  const { project } = workspace.loaded;
  const rows = versions.map(({ version, metrics, alias, id, createdAt }) => [
    version,
    metrics.rocAuc?.toFixed(4) ?? "unknown",
    alias ?? "",
    moment(createdAt),
    id,
  ]);
  return facts([
    ["project", `${project.name}: the probability that ${project.model.predicts}`],
    ["clock", project.asOf === null ? "real time" : `stands at ${moment(workspace.asOf)} (asOf)`],
    [
      "definition",
      changes.length === 0 ? "applied" : `${counted(changes.length, "change")} not applied yet (gyre apply --plan)`,
    ],
    ["versions", rows.length === 0 ? "none (gyre train)" : table(["version", "ROC-AUC", "alias", "made", "id"], rows)],
    ["rollout", rollout ? `of ${rollout.candidate}: ${rollout.phase}, ${rollout.weightPercent} % of requests` : "none"],
    ["policy", project.policy],
    [
      "predictions",
      predictions === 0
        ? "none"
        : `${predictions.toLocaleString("en-US")}, the latest ${latestPredictions[0]} (gyre why)`,
    ],
    [
      "alerts",
      alerts.length === 0 ? "none" : alerts.map((alert) => `${moment(alert.at)}  ${alert.message}`).join("\n"),
    ],
    ["rehearsal", report ? reportFiles(workspace).html : "none (gyre rehearse)"],
  ]);
}
