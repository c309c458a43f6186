import { GyreError } from "../core/index.js";
import { type LifecycleStage, type Param, pythonRepr } from "../tracking/index.js";

/** `tracking.experiment_unknown`. */
export function experimentUnknown(id: string): GyreError {
  return new GyreError("tracking.experiment_unknown", `No Experiment with id=${id} exists`, { details: { id } });
}

/** `tracking.experiment_exists`. */
export function experimentExists(name: string): GyreError {
  return new GyreError("tracking.experiment_exists", `Experiment(name=${name}) already exists.`, { details: { name } });
}

/** `tracking.run_unknown`. */
export function runUnknown(id: string): GyreError {
  return new GyreError("tracking.run_unknown", `Run with id=${id} not found`, { details: { id } });
}

/** `tracking.model_unknown`. */
export function modelUnknown(id: string): GyreError {
  return new GyreError("tracking.model_unknown", `Logged model with ID '${id}' not found.`, { details: { id } });
}

/** Throws `tracking.not_active` for what is deleted. */
export function requireActive(kind: "experiment" | "run", id: string, stage: LifecycleStage): void {
  if (stage === "active") return;
  const message = `The ${kind} ${id} must be in the 'active' state. Current state is ${stage}.`;
  throw new GyreError("tracking.not_active", message, { details: { id, stage } });
}

/** A param that has another value already. */
export interface ChangedParam {
  readonly key: string;
  readonly was: string;
  readonly wished: string;
}

/** Those of these params that have another value in `kept`, or earlier among themselves. */
export function changesOf(params: readonly Param[], kept: ReadonlyMap<string, string>): ChangedParam[] {
  const values = new Map(kept);
  const changed: ChangedParam[] = [];
  for (const { key, value } of params) {
    const was = values.get(key);
    if (was === undefined) values.set(key, value);
    else if (was !== value) changed.push({ key, was, wished: value });
  }
  return changed;
}

/** `tracking.param_changed` of a run. */
export function paramsChanged(runId: string, changed: readonly ChangedParam[]): GyreError {
  const shown = changed.map(
    ({ key, was, wished }) =>
      `{'key': ${pythonRepr(key)}, 'old_value': ${pythonRepr(was)}, 'new_value': ${pythonRepr(wished)}}`,
  );
  const message = `Changing param values is not allowed. Params were already logged='[${shown.join(", ")}]' for run ID='${runId}'.`;
  return new GyreError("tracking.param_changed", message, { details: { runId, changed } });
}

/** `tracking.param_changed` of a logged model. */
export function modelParamsChanged(modelId: string, changed: readonly ChangedParam[]): GyreError {
  const [{ key, was, wished }] = changed;
  const message = `Changing param values is not allowed. Param with key='${key}' was already logged with value='${was}' for model ID='${modelId}'. Attempted logging new value '${wished}'.`;
  return new GyreError("tracking.param_changed", message, { details: { modelId, changed } });
}
