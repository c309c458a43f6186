import { availableParallelism } from "node:os";
import { decodeJson, encodeJson } from "../core/index.js";
import { describePolicy, runAssets } from "../pipelines/index.js";
import { dataAssets, historyAsset } from "../project/index.js";
import { emptyPolicyReport, type PolicyReport, type RehearsalReport } from "../rehearsal/index.js";
import { removeAbandonedScratch } from "../store/files/scratch.js";
import { endKilled } from "./end-killed.js";
import { writeReport } from "./latest-report.js";
import type { RehearsalPlan } from "./rehearsal-plan.js";
import { type Finished, inParallel, rehearseInProcess } from "./rehearsal-process.js";
import type { PolicyTask } from "./rehearsal-worker.js";
import type { Workspace } from "./workspace.js";

/** How to rehearse. */
export interface RehearsalOptions {
  /** Takes the report of the same rehearsal when there is one. */
  readonly reuse: boolean;
  /** Shell lines that make the report again, for its page. */
  readonly commands: readonly string[];
  readonly signal?: AbortSignal;
  readonly onReport?: (report: RehearsalReport) => void;
  readonly onNote?: (line: string) => void;
}

/** Rehearses every policy of the plan, each in a process of its own, as many at once as there are processors. Keeps the report as the latest. */
export async function runRehearsal(
  workspace: Workspace,
  plan: RehearsalPlan,
  options: RehearsalOptions,
): Promise<RehearsalReport> {
  const { loaded, context } = workspace;
  const assets = [...(await dataAssets(workspace.data, loaded, plan.to)), historyAsset(workspace.data, loaded)];
  await endKilled(workspace, (line) => options.onNote?.(line));
  options.onNote?.("Preparing the history");
  const run = await runAssets(context, assets, {
    reason: "rehearsal",
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const made = run.materializations;
  const digests = {
    features: made.features.outputDigest,
    history: made.history.outputDigest,
    validate: made.validate.outputDigest,
  };
  // The policies read what they need from the store; the tables must not take their memory.
  await workspace.data.release();
  let report = emptyReport(workspace, plan);
  const update = ({ report: policy, positiveRate }: Finished): void => {
    const policies = report.policies.map((one) => (one.policy === policy.policy ? policy : one));
    report = { ...report, policies, positiveRate: positiveRate ?? report.positiveRate };
    options.onReport?.(report);
  };
  options.onReport?.(report);
  const rehearse = async (policy: string, signal: AbortSignal): Promise<void> => {
    const task: PolicyTask = {
      folder: loaded.folder,
      policy,
      estimator: plan.estimator,
      from: plan.from,
      to: plan.to,
      digests,
    };
    const known = options.reuse ? await findReport(workspace, task) : null;
    if (known) options.onNote?.(`  ${policy.padEnd(10)} reused: nothing it depends on has changed`);
    const result =
      known ??
      (await rehearseInProcess(task, signal, (partial, positiveRate) => update({ report: partial, positiveRate })));
    if (!known) await keepReport(workspace, task, result);
    update(result);
  };
  const width = Math.min(plan.policies.length, availableParallelism());
  // Those that are killed because another failed, or because the rehearsal is stopped, cannot tidy up themselves.
  await inParallel(plan.policies, width, rehearse, options.signal).finally(removeAbandonedScratch);
  report = { ...report, modelCard: await championCard(workspace, plan) };
  await writeReport(workspace, report, { commands: options.commands });
  options.onReport?.(report);
  return report;
}

/** A report in which every policy still waits. */
function emptyReport({ loaded: { project } }: Workspace, plan: RehearsalPlan): RehearsalReport {
  const waiting = (policy: string): PolicyReport =>
    emptyPolicyReport(policy, describePolicy(project.retraining[policy]), plan.from, plan.to);
  return {
    project: project.name,
    model: project.model.name,
    estimator: plan.estimator.kind,
    outcome: project.model.predicts,
    from: new Date(plan.from).toISOString(),
    to: new Date(plan.to).toISOString(),
    positiveRate: null,
    policies: plan.policies.map(waiting),
    modelCard: null,
  };
}

/** The champion's card, when it is the champion's estimator that was rehearsed. */
async function championCard({ store, loaded }: Workspace, { estimator }: RehearsalPlan): Promise<string | null> {
  if (estimator.kind !== loaded.project.model.estimator.kind) return null;
  return (await store.models.alias(loaded.project.model.name, "champion"))?.card ?? null;
}

/** All that decides a rehearsal's report, as a key. */
function keyOf({ loaded, context }: Workspace, { policy, from, to, estimator, digests }: PolicyTask): string {
  return `rehearsal:${policy}:${from}:${to}:${encodeJson(estimator)}:${encodeJson(digests)}:${loaded.codeVersion}:${context.gyreVersion}`;
}

async function findReport(workspace: Workspace, task: PolicyTask): Promise<Finished | null> {
  const { materializations, artifacts } = workspace.store;
  const made = await materializations.find(keyOf(workspace, task));
  const bytes = made ? await artifacts.get(made.outputDigest) : null;
  return bytes ? (decodeJson(new TextDecoder().decode(bytes)) as Finished) : null;
}

async function keepReport(workspace: Workspace, task: PolicyTask, result: Finished): Promise<void> {
  const { store, context } = workspace;
  const { digest } = await store.artifacts.put(new TextEncoder().encode(encodeJson(result)));
  await store.materializations.record({
    asset: `rehearsal/${task.policy}`,
    key: keyOf(workspace, task),
    outputDigest: digest,
    inputs: [],
    runId: context.newId("pipe"),
    at: context.clock.now(),
    durationMs: result.report.wallSeconds * 1000,
  });
}
