import { GyreError } from "../../../../../core/index.js";
import {
  badValue,
  type LoggedModel,
  type Param,
  randomHexId,
  randomName,
  requireLoggedModelName,
} from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { activeExperiment } from "./experiments.js";
import { entryOf, given, type OperationOf } from "./message.js";
import { under } from "./runs.js";
import { loggedModelReply } from "./wire.js";

export const createLoggedModel: OperationOf<"createLoggedModel"> = async ({ tracking, random, clock }, message) => {
  const wished = given(message.name);
  if (wished !== undefined) requireLoggedModelName(wished);
  const experiment = await activeExperiment(tracking, message.experiment_id);
  const params = message.params.map(entryOf);
  requireOneValueEach(params);
  const id = `m-${randomHexId(random)}`;
  const at = clock.now();
  const model = {
    id,
    experimentId: experiment.id,
    name: wished ?? randomName(random),
    artifactUri: under(experiment.artifactLocation, `models/${id}/artifacts`),
    createdAt: at,
    updatedAt: at,
    status: "LOGGED_MODEL_PENDING",
    stage: "active",
    modelType: message.model_type ?? "",
    // Searches find the run that was left out as the empty text.
    sourceRunId: message.source_run_id ?? "",
    params,
    tags: message.tags.map(entryOf),
  } as const;
  await tracking.createModel(model);
  return { model: loggedModelReply({ ...model, metrics: [] }) };
};

export const getLoggedModel: OperationOf<"getLoggedModel"> = async ({ tracking }, { model_id }) => ({
  model: loggedModelReply(await loggedModelOf(tracking, model_id)),
});

export const finalizeLoggedModel: OperationOf<"finalizeLoggedModel"> = async ({ tracking, clock }, message) => {
  const model = await tracking.changeModel(message.model_id, { status: message.status, at: clock.now() });
  return { model: loggedModelReply(model) };
};

export const deleteLoggedModel: OperationOf<"deleteLoggedModel"> = async ({ tracking, clock }, { model_id }) => {
  await tracking.changeModel(model_id, { stage: "deleted", at: clock.now() });
  return {};
};

export const setLoggedModelTags: OperationOf<"setLoggedModelTags"> = async ({ tracking, clock }, message) => {
  await tracking.changeModel(message.model_id, { tags: message.tags.map(entryOf), at: clock.now() });
  return {};
};

export const deleteLoggedModelTag: OperationOf<"deleteLoggedModelTag"> = async ({ tracking, clock }, message) => {
  await tracking.changeModel(message.model_id, { tags: [{ key: message.tag_key, value: null }], at: clock.now() });
  return {};
};

export const logLoggedModelParams: OperationOf<"LogLoggedModelParams"> = async ({ tracking, clock }, message) => {
  const params = message.params.map(entryOf);
  requireOneValueEach(params);
  await tracking.changeModel(message.model_id, { params, at: clock.now() });
  return {};
};

/** The logged model of this id. Throws `tracking.model_unknown`, also for one that is deleted. */
export async function loggedModelOf(tracking: MlflowContext["tracking"], id: string): Promise<LoggedModel> {
  const model = await tracking.model(id);
  if (model !== null) return model;
  throw new GyreError("tracking.model_unknown", `Logged model with ID '${id}' not found.`);
}

function requireOneValueEach(params: readonly Param[]): void {
  const values = new Map<string, string>();
  for (const { key, value } of params) {
    if ((values.get(key) ?? value) !== value)
      throw badValue(`Duplicate parameter keys have been submitted: ['${key}'].`);
    values.set(key, value);
  }
}
