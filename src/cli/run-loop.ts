import { GyreError } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import { type AssetProgress, runAssets } from "../pipelines/index.js";
import { candidateAssets, dataAssets, type LoopInput, registryAssets } from "../project/index.js";
import type { GateResult, ModelVersion } from "../registry/index.js";
import type { ModelEstimator, TrainResult } from "../training/index.js";
import { endKilled } from "./end-killed.js";
import { duration, type Output } from "./output.js";
import { stillWhole } from "./still-whole.js";
import { trainedInThread } from "./train-thread.js";
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
  /** Whether no stage had to be made. */
  readonly unchanged: boolean;
}

/** What a turn is about. */
export interface TurnOptions {
  /** Nothing that became known later is used, ms. */
  readonly asOf: number;
  readonly estimator: ModelEstimator;
  /** Why it runs, as the pipeline's events record it. */
  readonly reason: string;
  readonly signal?: AbortSignal;
}

/** load → validate → features → train → evaluate → gate → register, with progress; what was made before is reused. */
export async function runLoop(workspace: Workspace, output: Output, options: TurnOptions): Promise<Turn> {
  const { loaded, store } = workspace;
  await endKilled(workspace, output.step);
  const context = { ...workspace.context, materializations: stillWhole(store.materializations, store.artifacts) };
  const champion = await store.models.alias(loaded.project.model.name, "champion");
  const signal = options.signal ? { signal: options.signal } : {};
  const input: LoopInput = {
    loaded,
    estimator: options.estimator,
    asOf: options.asOf,
    champion: champion && (await madeFrom(workspace, champion)) === options.asOf ? null : champion,
    ...signal,
    onRound: (round, of) => output.live(`  train      round ${round} of ${of}`),
    onLine: (line) => output.step(`  │ ${line}`),
  };
  const assets = [
    ...(await dataAssets(workspace.data, loaded, options.asOf)),
    ...trainedInThread(workspace, input, candidateAssets(context, input)),
    ...registryAssets(context, input),
  ];
  const run = await runAssets(context, assets, {
    reason: options.reason,
    ...signal,
    onAsset: (progress) => report(output, progress),
  });
  return {
    runId: run.runId,
    dataset: (await run.value("validate")) as DatasetVersion,
    trained: (await run.value("train")) as TrainResult,
    gates: (await run.value("gate")) as readonly GateResult[],
    version: (await run.value("register")) as ModelVersion,
    reused: run.reused,
    unchanged: run.reused.length === assets.length,
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

/** The moment that a command works as of: its `--as-of`, or the project's clock. Throws `cli.bad_usage`. */
export function asOfOption(workspace: Workspace, text: string | undefined): number {
  return text === undefined ? workspace.asOf : timeOption("--as-of", text);
}

/** An ISO 8601 moment given to an option. Throws `cli.bad_usage`. */
export function timeOption(option: string, text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new GyreError(
      "cli.bad_usage",
      `${option}: expected a moment such as 2013-07-01T00:00:00Z, got ${JSON.stringify(text)}`,
      {
        hint: "write a date, or a date and a time with Z for UTC",
      },
    );
  }
  return time;
}

/** The estimator that `--estimator` names: the model's own, or its baseline. Throws `cli.bad_usage`. */
export function estimatorOption(workspace: Workspace, name: string | undefined): ModelEstimator {
  const { estimator, baseline } = workspace.loaded.project.model;
  if (name === undefined || name === "model" || name === estimator.kind) return estimator;
  if (name === "baseline" || name === baseline.kind) return baseline;
  throw new GyreError("cli.bad_usage", `--estimator: there is no ${JSON.stringify(name)}`, {
    hint: `use "model" (${estimator.kind}) or "baseline" (${baseline.kind})`,
  });
}
