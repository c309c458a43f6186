import { GyreError } from "../../../../../core/index.js";
import { checkScorer, requireScorerName } from "../../../../../tracing/index.js";
import { allOf, badValue, experimentIdOf, randomHexId } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { activeExperiment } from "../tracking/experiments.js";
import type { OperationOf } from "./message.js";
import { scorerReply } from "./wire.js";

export const registerScorer: OperationOf<"registerScorer"> = async (context, message) => {
  const { evaluation, tracking, clock, random } = context;
  const { name, serialized_scorer: serialized } = message;
  requireScorerName(name);
  const experiment = await activeExperiment(tracking, message.experiment_id);
  checkScorer(serialized);
  const scorerId = randomHexId(random).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  const wish = { scorerId, experimentId: experiment.id, name, serialized, at: clock.now() };
  const made = await evaluation.scorers.register(wish);
  return {
    version: made.version,
    scorer_id: made.scorerId,
    experiment_id: made.experimentId,
    name,
    serialized_scorer: serialized,
    creation_time: made.createdAt,
  };
};

export const listScorers: OperationOf<"listScorers"> = async ({ evaluation, tracking }, message) => {
  const { experiment_id = "", experiment_ids } = message;
  if (experiment_id !== "" && experiment_ids.length > 0) {
    throw badValue(
      "Cannot specify both 'experiment_id' and 'experiment_ids'. Use 'experiment_ids' to scope the query to multiple " +
        "experiments, or 'experiment_id' to scope it to a single experiment.",
    );
  }
  const ids =
    experiment_id === "" ? await activeIds(tracking, experiment_ids) : [await activeId(tracking, experiment_id)];
  return { scorers: (await evaluation.scorers.newest(ids)).map(scorerReply) };
};

export const listScorerVersions: OperationOf<"listScorerVersions"> = async (context, { experiment_id, name }) => ({
  scorers: (await versionsOf(context, experiment_id, name)).map(scorerReply),
});

export const getScorer: OperationOf<"getScorer"> = async (context, { experiment_id, name, version }) => {
  const versions = await versionsOf(context, experiment_id, name);
  const scorer = version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);
  if (scorer === undefined) throw scorerUnknown(name, experiment_id, version);
  return { scorer: scorerReply(scorer) };
};

export const deleteScorer: OperationOf<"deleteScorer"> = async (context, { experiment_id, name, version }) => {
  const [{ experimentId }] = await versionsOf(context, experiment_id, name);
  const removed = await context.evaluation.scorers.remove(experimentId, name, version ?? null);
  if (removed === 0) throw scorerUnknown(name, experiment_id, version);
  return {};
};

/** At least one version, in an experiment that is active. Throws `tracing.scorer_unknown`. */
async function versionsOf({ evaluation, tracking }: MlflowContext, experimentId: string, name: string) {
  const versions = await evaluation.scorers.versions(await activeId(tracking, experimentId), name);
  if (versions.length === 0) throw scorerUnknown(name, experimentId);
  return versions;
}

async function activeId(tracking: MlflowContext["tracking"], idText: string): Promise<string> {
  return (await activeExperiment(tracking, idText)).id;
}

/** Those of these that are active, or all that are. */
async function activeIds(tracking: MlflowContext["tracking"], wished: readonly string[]): Promise<readonly string[]> {
  if (wished.length > 0) {
    const ids = [...new Set(wished.map(experimentIdOf))];
    const found = await Promise.all(ids.map((id) => tracking.experiment(id)));
    return found.flatMap((experiment) => (experiment?.stage === "active" ? experiment.id : []));
  }
  const ids: string[] = [];
  for await (const { id } of allOf((query) => tracking.searchExperiments("active", query))) ids.push(id);
  return ids;
}

/** `tracing.scorer_unknown`. */
export function scorerUnknown(name: string, experimentId: string, version?: number): GyreError {
  const which = version === undefined ? "" : ` and version ${version}`;
  return new GyreError(
    "tracing.scorer_unknown",
    `Scorer with name '${name}'${which} not found for experiment ${experimentId}.`,
  );
}
