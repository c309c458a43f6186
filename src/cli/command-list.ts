import type { Command } from "commander";
import { databaseOption } from "./database-option.js";

/** A command as the program's help shows it; `load` fetches what it takes to run it. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** It has commands of its own, each with options of its own. */
  readonly isGroup?: true;
  readonly load: () => Promise<(base: Command) => Command>;
}

/** Every command, in the order of a project's life. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "Makes a small project to start from: orders of a shop, and which of them will be sent back.",
    example: "gyre init shop && gyre start --project shop",
    load: async () => (await import("./commands/init.js")).initCommand,
  },
  {
    name: "apply",
    summary: "Records the project as it is now defined, after showing what changes.",
    example: "gyre apply --plan",
    load: async () => (await import("./commands/apply.js")).applyCommand,
  },
  {
    name: "validate",
    summary: "Loads every source and checks every row against its locked schema.",
    example: "gyre validate --lock",
    load: async () => (await import("./commands/validate.js")).validateCommand,
  },
  {
    name: "train",
    summary: "Runs the loop from data to registry: load, validate, features, train, evaluate, gate, register.",
    example: "gyre train --as-of 2013-07-01T00:00:00Z",
    load: async () => (await import("./commands/train.js")).trainCommand,
  },
  {
    name: "deploy",
    summary:
      "Gives a registered version to the deployment: the project's, the first at once, a later one by its rollout; or a client's, by its URI.",
    example: "gyre deploy --version 3\n  gyre deploy models:/churn@champion --data tracking",
    load: async () => (await import("./commands/deploy.js")).deployCommand,
  },
  {
    name: "undeploy",
    summary: "Ends the serving of a client's model.",
    example: "gyre undeploy churn --data tracking",
    load: async () => (await import("./commands/undeploy.js")).undeployCommand,
  },
  {
    name: "deployments",
    summary: "Which clients' models are served, since when, and what became of the aliases they were deployed by.",
    example: "gyre deployments --data tracking",
    load: async () => (await import("./commands/deployments.js")).deploymentsCommand,
  },
  {
    name: "up",
    summary:
      "Serves over HTTP until it is stopped: the project's deployment, and MLflow's clients; these without a project too.",
    example: "gyre up --port 4200 --data tracking",
    load: async () => (await import("./commands/up.js")).upCommand,
  },
  {
    name: "predict",
    summary: "Answers one request with the deployed model, and logs the prediction.",
    example: `gyre predict '{"customer": "c7", "product": "shoes", "price": 80, "ordered_at": "2025-03-15T09:30:00Z"}'`,
    load: async () => (await import("./commands/predict.js")).predictCommand,
  },
  {
    name: "rehearse",
    summary: "Replays history through the whole loop on a virtual clock, under each retraining policy.",
    example: "gyre rehearse --policy never,monthly --json",
    load: async () => (await import("./commands/rehearse.js")).rehearseCommand,
  },
  {
    name: "fit",
    summary: "Learns from a Parquet or CSV file, with no project: cross-validates, fits, writes one ONNX file.",
    example: "gyre fit data.parquet --target y --estimator gbdt --set trees=200 --out model.onnx",
    load: async () => (await import("./commands/fit.js")).fitCommand,
  },
  {
    name: "evaluate",
    summary: "Judges a model file on other rows: metrics with intervals, importance, weak slices, plots.",
    example: "gyre evaluate model.onnx later.parquet --target y --plot plots",
    load: async () => (await import("./commands/evaluate.js")).evaluateCommand,
  },
  {
    name: "score",
    summary: "Appends what a model file says to the rows of a Parquet or CSV file.",
    example: "gyre score model.onnx data.parquet --out scored.parquet",
    load: async () => (await import("./commands/score.js")).scoreCommand,
  },
  {
    name: "status",
    summary: "Shows where the project stands: definition, versions, rollout, predictions, alerts, rehearsal.",
    example: "gyre status --json",
    load: async () => (await import("./commands/status.js")).statusCommand,
  },
  {
    name: "why",
    summary:
      "Traces a prediction back to its model version, run, dataset version, feature values and their definitions; or a client's model to its run and data.",
    example: "gyre why pred_01k3v9q2m8\n  gyre why models:/churn@champion --data tracking",
    load: async () => (await import("./commands/why.js")).whyCommand,
  },
  {
    name: "reproduce",
    summary: "Runs a training again with its code, data, environment and seed, and says whether the same came back.",
    example: "gyre reproduce run_01k3v9q2m8",
    load: async () => (await import("./commands/reproduce.js")).reproduceCommand,
  },
  {
    name: "experiments",
    summary: "Experiments that clients logged to: list and search, show.",
    example: "gyre experiments list --data tracking",
    isGroup: true,
    load: async () => (await import("./commands/experiments.js")).experimentsCommand,
  },
  {
    name: "runs",
    summary: "Runs that clients logged: list and search, show, compare.",
    example: `gyre runs list --filter "metrics.auc > 0.8" --order-by "metrics.auc DESC" --data tracking`,
    isGroup: true,
    load: async () => (await import("./commands/runs.js")).runsCommand,
  },
  {
    name: "models",
    summary: "Registered models: list and search, show, promote; protect aliases with gates and approvals.",
    example: "gyre models show churn --data tracking",
    isGroup: true,
    load: async () => (await import("./commands/models.js")).modelsCommand,
  },
  {
    name: "artifacts",
    summary: "Files of runs and models: list, download.",
    example: "gyre artifacts list models:/churn@champion --data tracking",
    isGroup: true,
    load: async () => (await import("./commands/artifacts.js")).artifactsCommand,
  },
  {
    name: "gc",
    summary:
      "Removes for good what was deleted: runs, experiments, models, and bytes that nothing names any more; and unused Python environments.",
    example: "gyre gc --older-than 30d --dry-run --data tracking",
    load: async () => (await import("./commands/gc.js")).gcCommand,
  },
  {
    name: "audit",
    summary: "Who did what, and what was refused: list, show, verify.",
    example: "gyre audit list --target models:/churn --data tracking",
    isGroup: true,
    load: async () => (await import("./commands/audit.js")).auditCommand,
  },
  {
    name: "users",
    summary: "Who may use the server: add, list, role, password, remove.",
    example: "gyre users add ann --role admin --data tracking",
    isGroup: true,
    load: async () => (await import("./commands/users.js")).usersCommand,
  },
  {
    name: "tokens",
    summary: "Tokens for programs: create, list, remove.",
    example: "gyre tokens create ann --for notebook --expires-in 90d --data tracking",
    isGroup: true,
    load: async () => (await import("./commands/tokens.js")).tokensCommand,
  },
  {
    name: "start",
    summary: "Everything: trains, deploys, serves, then rehearses; the page shows it as it goes.",
    example: "gyre start --project examples/flights --once",
    load: async () => (await import("./commands/start.js")).startCommand,
  },
];

const WITHOUT_PROJECT = new Set(["init", "fit", "evaluate", "score"]);

/** A command with its summary, `--json`, an example under its help, and `--project` and `--database` unless it makes one. */
export function prepared(base: Command, { name, summary, example, isGroup }: CommandEntry): Command {
  base.description(summary).addHelpText("after", `\nExample:\n  ${example}`);
  if (isGroup) return base;
  if (!WITHOUT_PROJECT.has(name))
    base.option("--project <dir>", "the project's folder", ".").addOption(databaseOption());
  return base.option("--json", "the result as one JSON object on stdout; progress stays on stderr");
}
