import { asGyreError, type Clock, GyreError, hashOf, type Id, type Log } from "../core/index.js";
import type { ArtifactStore } from "../tracking/index.js";
import { type Asset, inOrder } from "./asset.js";
import type { EventLog, MaterializationStore } from "./ports.js";
import type { Materialization } from "./types.js";

/** What a pipeline run needs of the world. */
export interface PipelineContext {
  readonly materializations: MaterializationStore;
  readonly artifacts: ArtifactStore;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly newId: <P extends string>(prefix: P) => Id<P>;
  readonly log: Log;
  /** Hashed into every key: another version of Gyre makes everything anew. */
  readonly gyreVersion: string;
  /** Measures how long an asset takes, ms; separate from `clock`, which may be virtual. */
  readonly stopwatch: () => number;
}

/** Progress of one asset. */
export interface AssetProgress {
  readonly asset: string;
  readonly state: "making" | "made" | "reused" | "failed";
  readonly durationMs: number;
}

/** Why a run takes place, how to stop it, and who is told of its progress. */
export interface RunOptions {
  readonly reason: string;
  readonly signal?: AbortSignal;
  readonly onAsset?: (progress: AssetProgress) => void;
}

/** What a run gives: each asset's record, and its value when asked for. */
export interface PipelineRun {
  readonly runId: string;
  readonly materializations: Readonly<Record<string, Materialization>>;
  readonly reused: readonly string[];
  value(asset: string): Promise<unknown>;
}

/**
 * Makes assets in order, each at most once for the same code, config and input contents: what was made before, by any run, is reused.
 * Each output is kept before it is recorded, so a killed run goes on where it stopped. The first failure ends the run and is thrown;
 * an aborted signal ends it with `core.cancelled`.
 */
export async function runAssets(
  context: PipelineContext,
  assets: readonly Asset[],
  options: RunOptions,
): Promise<PipelineRun> {
  const ordered = inOrder(assets);
  const runId = context.newId("pipe");
  await note(context, runId, "pipelines.run_started", { reason: options.reason });
  const done: Record<string, Materialization> = {};
  const values = new Map<string, () => Promise<unknown>>();
  const reused: string[] = [];
  for (const asset of ordered) {
    try {
      const result = await makeOnce(context, asset, { runId, done, values, options });
      done[asset.name] = result.materialization;
      values.set(asset.name, result.value);
      if (result.reused) reused.push(asset.name);
    } catch (cause) {
      const error = options.signal?.aborted ? cancelled(asset, cause) : cause;
      options.onAsset?.({ asset: asset.name, state: "failed", durationMs: 0 });
      await note(context, runId, "pipelines.run_failed", {
        asset: asset.name,
        failure: error instanceof Error ? error.message : String(error),
      });
      throw error;
    }
  }
  await note(context, runId, "pipelines.run_finished", { reused });
  return { runId, materializations: done, reused, value: (name) => values.get(name)!() };
}

interface Progress {
  readonly runId: string;
  readonly done: Readonly<Record<string, Materialization>>;
  readonly values: ReadonlyMap<string, () => Promise<unknown>>;
  readonly options: RunOptions;
}

async function makeOnce(context: PipelineContext, asset: Asset, { runId, done, values, options }: Progress) {
  if (options.signal?.aborted) throw cancelled(asset, options.signal.reason);
  const inputs = asset.from.map((name) => ({ asset: name, digest: done[name].outputDigest }));
  const key = hashOf({ schema: 2, asset: asset.name, gyre: context.gyreVersion, config: asset.config, inputs });
  const known = await context.materializations.find(key);
  if (known && (await context.artifacts.has(known.outputDigest))) {
    options.onAsset?.({ asset: asset.name, state: "reused", durationMs: 0 });
    return { materialization: known, reused: true, value: once(() => read(context, asset, known.outputDigest)) };
  }
  options.onAsset?.({ asset: asset.name, state: "making", durationMs: 0 });
  const started = context.stopwatch();
  const value = await asset.make(
    Object.fromEntries(asset.from.map((name) => [name, values.get(name)!])),
    options.signal,
    Object.fromEntries(inputs.map((input) => [input.asset, input.digest])),
  );
  const { digest } = await context.artifacts.put(asset.codec.encode(value));
  const durationMs = context.stopwatch() - started;
  const materialization = await context.materializations.record({
    asset: asset.name,
    key,
    outputDigest: digest,
    inputs,
    runId,
    at: context.clock.now(),
    durationMs,
  });
  options.onAsset?.({ asset: asset.name, state: "made", durationMs });
  const agreed =
    materialization.outputDigest === digest
      ? async () => value
      : once(() => read(context, asset, materialization.outputDigest));
  return { materialization, reused: false, value: agreed };
}

async function read(context: PipelineContext, asset: Asset, digest: string): Promise<unknown> {
  const bytes = await context.artifacts.get(digest);
  if (!bytes) {
    throw new GyreError("store.corrupt", `the output of ${asset.name} went away while it was needed`, {
      hint: "run it again",
    });
  }
  return asset.codec.decode(bytes);
}

function cancelled(asset: Asset, cause: unknown): GyreError {
  const error = asGyreError(cause);
  if (error.code === "core.cancelled") return error;
  return new GyreError("core.cancelled", `the run was cancelled at ${asset.name}`, { cause });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function note(
  context: PipelineContext,
  runId: string,
  kind: string,
  facts: Record<string, unknown>,
): Promise<void> {
  await context.events.append({ id: context.newId("ev"), at: context.clock.now(), kind, subject: runId, facts });
}
