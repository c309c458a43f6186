import { fork } from "node:child_process";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { decodeJson, encodeJson, GyreError, nearestName } from "../core/index.js";
import type { EstimatorConfig } from "../learn/index.js";
import { describePolicy, runAssets } from "../pipelines/index.js";
import { dataAssets, historyAsset, type Project } from "../project/index.js";
import { emptyPolicyReport, type PolicyReport, type RehearsalReport } from "../rehearsal/index.js";
import { renderReport } from "../report/index.js";
import type { PolicyTask, WorkerMessage } from "./rehearsal-worker.js";
import type { Workspace } from "./workspace.js";

/** What to rehearse. */
export interface RehearsalPlan {
  readonly policies: readonly string[];
  readonly estimator: EstimatorConfig;
  /** ms */
  readonly from: number;
  readonly to: number;
}

export interface RehearsalOptions {
  /** Takes the report of the same rehearsal when there is one. */
  readonly reuse: boolean;
  readonly signal?: AbortSignal;
  readonly onReport?: (report: RehearsalReport) => void;
  readonly onNote?: (line: string) => void;
}

/** Where the latest report lies. */
export function reportFiles(workspace: Pick<Workspace, "stateFolder">) {
  const folder = join(workspace.stateFolder, "rehearsal");
  return { folder, html: join(folder, "report.html"), json: join(folder, "report.json") };
}

/** The plan for a project: its own stretch and all its policies, unless others are named. Throws `rehearsal.policy_unknown`. */
export function planRehearsal(project: Project, wish: { readonly policies?: readonly string[]; readonly from?: string; readonly to?: string }): Omit<RehearsalPlan, "estimator"> {
  const known = Object.keys(project.retraining);
  for (const policy of wish.policies ?? []) {
    if (known.includes(policy)) continue;
    const nearest = nearestName(policy, known);
    throw new GyreError("rehearsal.policy_unknown", `the project has no retraining policy ${JSON.stringify(policy)}`, {
      hint: nearest ? `did you mean ${JSON.stringify(nearest)}?` : `it has ${known.join(", ")}`,
    });
  }
  const from = Date.parse(wish.from ?? project.rehearsal?.from ?? "");
  const to = Date.parse(wish.to ?? project.rehearsal?.to ?? "");
  if (!(from < to)) {
    throw new GyreError("cli.bad_usage", "a rehearsal needs a stretch of history: --from before --to", {
      hint: 'write rehearsal: { from: "2013-03-01T00:00:00Z", to: … } in the project file, or give --from and --to',
    });
  }
  return { policies: wish.policies?.length ? wish.policies : known, from, to };
}

/** Rehearses every policy of the plan, each in a process of its own, as many at once as there are processors. Keeps the report as it grows. */
export async function runRehearsal(workspace: Workspace, plan: RehearsalPlan, options: RehearsalOptions): Promise<RehearsalReport> {
  const { loaded, context, store } = workspace;
  const assets = [...(await dataAssets(workspace.data, loaded, plan.to)), historyAsset(workspace.data, loaded)];
  options.onNote?.("Preparing the history");
  const run = await runAssets(context, assets, { reason: "rehearsal", ...(options.signal ? { signal: options.signal } : {}) });
  const digests = { features: run.materializations.features.outputDigest, history: run.materializations.history.outputDigest, validate: run.materializations.validate.outputDigest };
  const { project } = loaded;
  let report: RehearsalReport = {
    project: project.name,
    model: project.model.name,
    estimator: plan.estimator.kind,
    outcome: project.model.predicts,
    from: new Date(plan.from).toISOString(),
    to: new Date(plan.to).toISOString(),
    positiveRate: null,
    policies: plan.policies.map((policy) => emptyPolicyReport(policy, describePolicy(project.retraining[policy]), plan.from, plan.to)),
    modelCard: (await store.models.alias(project.model.name, "champion"))?.card ?? null,
  };
  const update = (policy: PolicyReport, positiveRate: number | null): void => {
    const policies = report.policies.map((one) => (one.policy === policy.policy ? policy : one));
    report = { ...report, policies, positiveRate: positiveRate ?? report.positiveRate };
    options.onReport?.(report);
  };
  await inParallel(plan.policies, Math.min(plan.policies.length, availableParallelism()), async (policy) => {
    const task: PolicyTask = { folder: loaded.folder, policy, estimator: plan.estimator, from: plan.from, to: plan.to, digests };
    const key = `rehearsal:${policy}:${plan.from}:${plan.to}:${encodeJson(plan.estimator)}:${encodeJson(digests)}:${loaded.codeVersion}:${context.gyreVersion}`;
    const known = options.reuse ? await findReport(workspace, key) : null;
    if (known) {
      options.onNote?.(`Policy ${policy}: reused, nothing it depends on has changed`);
      update(known.report, known.positiveRate);
      return;
    }
    const result = await rehearseInProcess(task, options.signal, update);
    await keepReport(workspace, key, policy, result);
    update(result.report, result.positiveRate);
  });
  await writeReport(workspace, report);
  return report;
}

interface Finished {
  readonly report: PolicyReport;
  readonly positiveRate: number | null;
}

async function findReport({ store }: Workspace, key: string): Promise<Finished | null> {
  const made = await store.materializations.find(key);
  const bytes = made ? await store.artifacts.get(made.outputDigest) : null;
  return bytes ? (decodeJson(new TextDecoder().decode(bytes)) as Finished) : null;
}

async function keepReport({ store, context }: Workspace, key: string, policy: string, result: Finished): Promise<void> {
  const { digest } = await store.artifacts.put(new TextEncoder().encode(encodeJson(result)));
  await store.materializations.record({
    asset: `rehearsal/${policy}`,
    key,
    outputDigest: digest,
    inputs: [],
    runId: context.newId("pipe"),
    at: context.clock.now(),
    durationMs: result.report.wallSeconds * 1000,
  });
}

/** Writes the report as a page and as JSON, each as a whole or not at all. */
export async function writeReport(workspace: Workspace, report: RehearsalReport): Promise<void> {
  const { folder, html, json } = reportFiles(workspace);
  await mkdir(folder, { recursive: true });
  for (const [path, text] of [
    [html, renderReport(report)],
    [json, encodeJson(report)],
  ] as const) {
    await writeFile(`${path}.tmp`, text);
    await rename(`${path}.tmp`, path);
  }
}

function rehearseInProcess(
  task: PolicyTask,
  signal: AbortSignal | undefined,
  onProgress: (report: PolicyReport, positiveRate: number | null) => void,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL("./rehearsal-worker.js", import.meta.url), { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: process.execArgv });
    const stop = (): void => void child.kill("SIGTERM");
    signal?.addEventListener("abort", stop, { once: true });
    let finished: Finished | null = null;
    let failure: GyreError | null = null;
    child.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") onProgress(message.report, message.positiveRate);
      else if (message.kind === "done") finished = message;
      else if (message.kind === "failed") failure = new GyreError(message.code, `policy ${task.policy}: ${message.message}`, message.hint ? { hint: message.hint } : {});
    });
    child.on("error", reject);
    child.on("exit", (code, killedBy) => {
      signal?.removeEventListener("abort", stop);
      if (finished) resolve(finished);
      else if (signal?.aborted) reject(new GyreError("core.cancelled", "the rehearsal was cancelled"));
      else reject(failure ?? new GyreError("core.unexpected", `the rehearsal of policy ${task.policy} ended with ${killedBy ?? `exit code ${code}`}`));
    });
    child.send(task);
  });
}

/** Works through items, at most `width` at once; the first failure is thrown after those under way have ended. */
async function inParallel<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lanes = Array.from({ length: width }, async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  });
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
  if (failed) throw failed.reason;
}
