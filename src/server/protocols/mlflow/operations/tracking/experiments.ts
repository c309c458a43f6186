import { GyreError } from "../../../../../core/index.js";
import { checkUriHost } from "../../../../../registry/index.js";
import {
  badValue,
  checkExperimentTag,
  type Experiment,
  experimentIdOf,
  LIMITS,
  requireExperimentName,
} from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { entryOf, given, type OperationOf } from "./message.js";
import { experimentReply } from "./wire.js";

export const createExperiment: OperationOf<"createExperiment"> = async ({ tracking, clock }, message) => {
  const tags = message.tags.map(entryOf);
  const artifactLocation = given(message.artifact_location) ?? null;
  if (artifactLocation !== null) checkLocation(artifactLocation);
  requireExperimentName(message.name);
  tags.forEach(checkExperimentTag);
  const { id } = await tracking.createExperiment({ name: message.name, artifactLocation, tags, at: clock.now() });
  return { experiment_id: id };
};

export const getExperiment: OperationOf<"getExperiment"> = async ({ tracking }, message) => ({
  experiment: experimentReply(await experimentOf(tracking, message.experiment_id)),
});

export const getExperimentByName: OperationOf<"getExperimentByName"> = async ({ tracking }, { experiment_name }) => {
  const experiment = await tracking.experimentByName(experiment_name);
  if (experiment !== null) return { experiment: experimentReply(experiment) };
  throw new GyreError("tracking.experiment_unknown", `Could not find experiment with name '${experiment_name}'`);
};

export const deleteExperiment: OperationOf<"deleteExperiment"> = async ({ tracking, clock }, { experiment_id }) => {
  await tracking.changeExperiment(experimentIdOf(experiment_id), { stage: "deleted", at: clock.now() });
  return {};
};

export const restoreExperiment: OperationOf<"restoreExperiment"> = async ({ tracking, clock }, { experiment_id }) => {
  await tracking.changeExperiment(experimentIdOf(experiment_id), { stage: "active", at: clock.now() });
  return {};
};

export const updateExperiment: OperationOf<"updateExperiment"> = async ({ tracking, clock }, message) => {
  requireExperimentName(message.new_name);
  await tracking.changeExperiment(experimentIdOf(message.experiment_id), { name: message.new_name, at: clock.now() });
  return {};
};

export const setExperimentTag: OperationOf<"setExperimentTag"> = async ({ tracking }, message) => {
  const tag = entryOf(message);
  checkExperimentTag(tag);
  await tracking.tagExperiment(experimentIdOf(message.experiment_id), tag.key, tag.value);
  return {};
};

export const deleteExperimentTag: OperationOf<"deleteExperimentTag"> = async ({ tracking }, message) => {
  await tracking.tagExperiment(experimentIdOf(message.experiment_id), message.key, null);
  return {};
};

/** The experiment of this id, deleted or not. Throws `tracking.experiment_unknown`. */
export async function experimentOf(tracking: MlflowContext["tracking"], idText: string): Promise<Experiment> {
  const id = experimentIdOf(idText);
  const experiment = await tracking.experiment(id);
  if (experiment !== null) return experiment;
  throw new GyreError("tracking.experiment_unknown", `No Experiment with id=${id} exists`);
}

/** The experiment of this id for something new in it. Throws `tracking.experiment_unknown`, `tracking.not_active`. */
export async function activeExperiment(tracking: MlflowContext["tracking"], idText: string): Promise<Experiment> {
  const experiment = await experimentOf(tracking, idText);
  if (experiment.stage === "active") return experiment;
  throw new GyreError(
    "tracking.not_active",
    `The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`,
  );
}

function checkLocation(location: string): void {
  if (/[#?;]/.test(location)) throw badValue("'artifact_location' URL can't include fragments or params.");
  checkUriHost(location, "artifact_location");
  if (location.startsWith("runs:")) throw badValue(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  if (/(^|[/\\])\.\.([/\\]|$)/.test(location))
    throw badValue("'artifact_location' must not lead out of itself by '..'");
  if (location.length > LIMITS.artifactLocation) {
    throw badValue(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${LIMITS.artifactLocation} characters.`,
    );
  }
}
