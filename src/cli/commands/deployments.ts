import type { Command } from "commander";
import type { RegisteredModelStore } from "../../registry/index.js";
import type { DeploymentMove, Inference, ModelDeployment } from "../../serving/index.js";
import { deploymentUnknown } from "../../store/deployment-unknown.js";
import { type DriftStanding, driftStanding, driftText, firingText } from "../deploy-registered/drift-standing.js";
import { exactUri } from "../deploy-registered/exact-uri.js";
import { facts, moment, table } from "../output.js";
import { type StateOptions, withTracking } from "../state-folder.js";
import type { TrackingState } from "../tracking-store.js";

/** Requests of a deployment that are shown. */
const LATEST = 5;

/** `gyre deployments` */
export function deploymentsCommand(base: Command): Command {
  return base
    .argument("[name]", "one of them, with its history and what it was asked last")
    .option("--data <dir>", "the folder that `gyre up --data` serves; by default the project's own")
    .action((name: string | undefined, options: StateOptions) =>
      withTracking(options, async (state, output) => {
        if (name === undefined) {
          const deployments = await Promise.all((await state.deployments.list()).map((one) => listed(state, one)));
          output.result({ deployments }, deployments.length === 0 ? "none" : listText(deployments));
        } else {
          const shown = await oneOf(state, name);
          output.result(shown, oneText(name, shown));
        }
      }),
    );
}

/** A deployment, and where its alias points by now. */
interface Listed extends ModelDeployment {
  readonly aliasVersion: number | null;
  /** The alias was moved, or removed, since it was deployed by it. */
  readonly aliasMoved: boolean;
  readonly requests: number;
  readonly drift: DriftStanding;
}

async function listed(state: TrackingState, deployment: ModelDeployment): Promise<Listed> {
  const aliasVersion = await aliasVersionOf(state.registered, deployment);
  const aliasMoved = deployment.alias !== null && aliasVersion !== deployment.version;
  const requests = await state.inferences.count(deployment.name);
  return { ...deployment, aliasVersion, aliasMoved, requests, drift: await driftStanding(state, deployment) };
}

async function aliasVersionOf(
  registered: RegisteredModelStore,
  { model, alias }: ModelDeployment,
): Promise<number | null> {
  if (alias === null || !(await registered.get(model))) return null;
  return (await registered.byAlias(model, alias))?.version ?? null;
}

function listText(deployments: readonly Listed[]): string {
  const rows = deployments.map((one) => [
    one.name,
    exactUri(one),
    aliasText(one),
    one.digest.slice(0, 12),
    moment(one.at),
    one.by ?? "",
    one.requests,
    firingText(one.drift),
  ]);
  return table(["name", "serves", "alias", "SHA-256", "since", "by", "requests", "drift"], rows);
}

function aliasText({ alias, aliasMoved, aliasVersion }: Listed): string {
  if (alias === null) return "";
  if (!aliasMoved) return alias;
  return aliasVersion === null ? `${alias} (gone)` : `${alias} (now ${aliasVersion})`;
}

interface Shown {
  readonly deployment: Listed | null;
  readonly history: readonly DeploymentMove[];
  readonly latest: readonly Inference[];
}

async function oneOf(state: TrackingState, name: string): Promise<Shown> {
  const deployment = await state.deployments.get(name);
  const history = await state.deployments.history(name);
  if (history.length === 0) throw deploymentUnknown(name);
  const latest = await state.inferences.list(name, { limit: LATEST });
  return { deployment: deployment && (await listed(state, deployment)), history, latest };
}

function oneText(name: string, { deployment, history, latest }: Shown): string {
  const moves = history.map((move) => [
    move.revision,
    moment(move.at),
    move.by ?? "",
    move.deployment ? exactUri(move.deployment) : "nothing",
  ]);
  const asked = latest.map(({ id, at, rows, durationMs }) => [id, moment(at), rows, `${durationMs.toFixed(2)} ms`]);
  return facts([
    ["deployment", name],
    ["serves", deployment ? `${exactUri(deployment)} ${aliasText(deployment)}`.trim() : "nothing"],
    ...(deployment
      ? ([
          ["SHA-256", deployment.digest],
          ["requests", String(deployment.requests)],
          ["drift", driftText(deployment.drift)],
        ] as const)
      : []),
    ["history", table(["revision", "when", "by", "serves"], moves)],
    ["latest", asked.length === 0 ? "none" : table(["id", "when", "rows", "took"], asked)],
  ]);
}
