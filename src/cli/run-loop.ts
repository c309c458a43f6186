import { decodeJson, GyreError } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import type { EstimatorConfig } from "../learn/index.js";
import { type AssetProgress, runAssets } from "../pipelines/index.js";
import { candidateAssets, dataAssets, type LoopInput, registryAssets } from "../project/index.js";
import type { GateResult, ModelVersion } from "../registry/index.js";
import type { TrainResult } from "../training/index.js";
import { duration, type Output } from "./output.js";
import type { Workspace } from "./workspace.js";

/** What one turn of the loop, from data to registry, gave. */
export interface Turn {
  readonly runId: string;
  readonly dataset: DatasetVersion;
  readonly trained: TrainResult;
  readonly gates: readonly GateResult[];
  readonly version: ModelVersion;
  /** Stages that were made before and not again. */
  readonly reused: readonly string[];
}

export interface TurnOptions {
  readonly asOf: number;
  readonly estimator: EstimatorConfig;
  readonly reason: string;
  readonly signal?: AbortSignal;
}

/** load → validate → features → train → evaluate → gate → register, with progress; what was made before is reused. */
export async function runLoop(workspace: Workspace, output: Output, options: TurnOptions): Promise<Turn> {
  const { loaded, context, store } = workspace;
  const champion = await store.models.alias(loaded.project.model.name, "champion");
  const input: LoopInput = {
    loaded,
    estimator: options.estimator,
    asOf: options.asOf,
    champion: champion && (await madeFrom(workspace, champion)) === options.asOf ? null : champion,
    ...(options.signal ? { signal: options.signal } : {}),
    onRound: (round, of) => output.live(`  train      round ${round} of ${of}`),
  };
  const assets = [...(await dataAssets(workspace.data, loaded, options.asOf)), ...candidateAssets(context, input), ...registryAssets(context, input)];
  const run = await runAssets(context, assets, {
    reason: options.reason,
    ...(options.signal ? { signal: options.signal } : {}),
    onAsset: (progress) => report(output, progress),
  });
  const trained = (await run.value("train")) as TrainResult;
  return {
    runId: run.runId,
    dataset: (await run.value("validate")) as DatasetVersion,
    trained,
    gates: (await run.value("gate")) as readonly GateResult[],
    version: (await run.value("register")) as ModelVersion,
    reused: run.reused,
  };
}

/** The moment that a version was trained as of. A version is not its own opponent when the same turn runs again. */
async function madeFrom(workspace: Workspace, version: ModelVersion): Promise<number | null> {
  return (await workspace.store.runs.get(version.runId))?.asOf ?? null;
}

function report(output: Output, { asset, state, durationMs }: AssetProgress): void {
  const name = asset.padEnd(10);
  if (state === "making") output.live(`  ${name} …`);
  else if (state === "made") output.step(`  ${name} ${duration(durationMs)}`);
  else if (state === "reused") output.step(`  ${name} reused: nothing it is made from has changed`);
  else output.step(`  ${name} failed`);
}

/** The moment that a command works as of: its `--as-of`, or the project's clock. */
export function asOfOption(workspace: Workspace, text: string | undefined): number {
  if (text === undefined) return workspace.asOf;
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw new GyreError("cli.bad_usage", `--as-of: expected a moment such as 2013-07-01T00:00:00Z, got ${JSON.stringify(text)}`);
  }
  return time;
}

/** The estimator that `--estimator` names: the model's own, or its baseline. */
export function estimatorOption(workspace: Workspace, name: string | undefined): EstimatorConfig {
  const { estimator, baseline } = workspace.loaded.project.model;
  if (name === undefined || name === "model" || name === estimator.kind) return estimator;
  if (name === "baseline" || name === baseline.kind) return baseline;
  throw new GyreError("cli.bad_usage", `--estimator: there is no ${JSON.stringify(name)}`, { hint: `use "model" (${estimator.kind}) or "baseline" (${baseline.kind})` });
}

/** JSON given on the command line. */
export function jsonArgument(name: string, text: string): unknown {
  try {
    return decodeJson(text);
  } catch (cause) {
    throw new GyreError("cli.bad_usage", `${name} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause, hint: "quote it for the shell: '{\"field\": 1}'" });
  }
}
