import { planChanges } from "../../project/index.js";
import { type CommonOptions, command, withWorkspace } from "../command.js";
import { table } from "../output.js";
import { reportFiles } from "../rehearsal.js";
import { lastReport } from "./up.js";

export function statusCommand() {
  return command("status", "Shows where the project stands: definition, versions, rollout, predictions, alerts, rehearsal.", "gyre status --json").action(
    (options: CommonOptions) =>
      withWorkspace(options, async (workspace, output) => {
        const { loaded, store } = workspace;
        const { project } = loaded;
        const changes = await planChanges(store.events, loaded);
        const versions = await store.models.list(project.model.name);
        const champion = await store.models.alias(project.model.name, "champion");
        const challenger = await store.models.alias(project.model.name, "challenger");
        const rollout = (await store.rollouts.load(project.deployment.name)) ?? null;
        const predictions = await store.predictions.count(project.deployment.name);
        const latest = await store.predictions.list(project.deployment.name, { limit: 3 });
        const alerts = (await store.alerts.list({})).slice(-5);
        const report = await lastReport(workspace);
        const aliasOf = (id: string): string => [...(champion?.id === id ? ["champion"] : []), ...(challenger?.id === id ? ["challenger"] : [])].join(", ");
        output.result(
          {
            project: project.name,
            asOf: new Date(workspace.asOf).toISOString(),
            pendingChanges: changes.length,
            versions: versions.map(({ id, version, metrics, createdAt }) => ({ id, version, metrics, createdAt, alias: aliasOf(id) || null })),
            rollout,
            predictions,
            latestPredictions: latest.map(({ id }) => id),
            alerts,
            rehearsal: report ? reportFiles(workspace).html : null,
          },
          [
            `${project.name}: ${project.sources.length} sources, ${project.views.length} views, model ${project.model.name}, as of ${new Date(workspace.asOf).toISOString()}`,
            changes.length === 0 ? "applied: yes" : `applied: ${changes.length} changes are not (gyre apply --plan)`,
            versions.length === 0
              ? "no version is registered (gyre train)"
              : table(
                  ["version", "ROC-AUC", "alias", "id"],
                  versions.map((one) => [one.version, one.metrics.rocAuc?.toFixed(4) ?? "unknown", aliasOf(one.id), one.id]),
                ),
            rollout ? `rollout: ${rollout.phase} at ${rollout.weightPercent} %` : "rollout: none",
            `predictions logged: ${predictions}${latest[0] ? `, last ${latest[0].id}` : ""}`,
            alerts.length === 0 ? "alerts: none" : `alerts:\n${alerts.map((alert) => `  ${new Date(alert.at).toISOString().slice(0, 10)} ${alert.message}`).join("\n")}`,
            report ? `rehearsal: ${reportFiles(workspace).html}` : "rehearsal: none (gyre rehearse)",
          ].join("\n"),
        );
      }),
  );
}
