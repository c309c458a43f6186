import { GyreError } from "../core/index.js";
import { characters, pathFault, pythonInt } from "../tracking/index.js";
import { badValue, invalidValue, missingValue, valueTooLong } from "./bad-values.js";
import type { VersionStage } from "./types.js";

const STAGES: readonly VersionStage[] = ["None", "Staging", "Production", "Archived"];
const LONGEST_ALIAS = 255;
const WORD = "\\p{L}\\p{N}_";

/** A name for a model: not empty, no `/` or `:`, and no path such as `..`. Throws `registry.bad_value`. */
export function checkModelName(name: string): void {
  if (name.trim() === "") throw missingValue("name");
  if (/[/:]/.test(name)) throw badValue(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  const fault = pathFault(name);
  if (fault !== null) throw invalidValue("name", name, fault);
}

/** The name that a model is to get. Throws `registry.bad_value`. */
export function checkNewModelName(name: string): void {
  if (name.trim() === "") throw missingValue("new_name");
  checkModelName(name);
}

/** Letters, digits, `_` and `-`, at most 255. Throws `registry.bad_value`. */
export function checkAlias(alias: string): void {
  if (alias === "") throw badValue("Registered model alias name cannot be empty.");
  if (!new RegExp(`^[${WORD}-]*$`, "u").test(alias)) {
    throw badValue(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    );
  }
  if (characters(alias) > LONGEST_ALIAS) throw valueTooLong("Registered model alias name", LONGEST_ALIAS);
}

/** `latest` and `v1`, `v2` … name versions by themselves. Throws `registry.bad_value`. */
export function checkAliasIsFree(alias: string): void {
  if (isLatest(alias)) throw badValue("'latest' alias name (case insensitive) is reserved.");
  if (/^v\p{Nd}+$/iu.test(alias)) throw badValue(`Version alias name '${alias}' is reserved.`);
}

/** Whether an alias means the highest version. */
export function isLatest(alias: string): boolean {
  return alias.toLowerCase() === "latest";
}

/** A version as clients write it: a whole number as Python's `int` reads it. Throws `registry.bad_value`. */
export function parseVersion(text: string): number {
  const version = pythonInt(text);
  if (version === null) throw badValue(`Parameter 'version' must be an integer, got '${text}'.`);
  return Number(version);
}

/** A stage in letters of any case. Throws `registry.bad_value`. */
export function parseStage(text: string): VersionStage {
  const stage = STAGES.find((one) => one.toLowerCase() === text.toLowerCase());
  if (stage) return stage;
  throw badValue(`Invalid Model Version stage: ${text}. Value must be one of ${STAGES.join(", ")}.`);
}

/** No model has that name: `registry.model_unknown`. */
export function modelUnknown(name: string): GyreError {
  return new GyreError("registry.model_unknown", `Registered Model with name=${name} not found`);
}

/** The model has no such version: `registry.version_unknown`. */
export function versionUnknown(name: string, version: number): GyreError {
  return new GyreError("registry.version_unknown", `Model Version (name=${name}, version=${version}) not found`);
}

/** The name is taken: `registry.model_exists`. */
export function modelExists(name: string): GyreError {
  return new GyreError("registry.model_exists", `Registered Model (name=${name}) already exists.`);
}
