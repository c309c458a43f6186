import { GyreError } from "../core/index.js";
import { plainJson } from "../tracking/index.js";

/** A client sent what cannot be: `registry.bad_value`, with MLflow's words for it. */
export function badValue(message: string): GyreError {
  return new GyreError("registry.bad_value", message);
}

/** Nothing was given where something must be. */
export function missingValue(parameter: string): GyreError {
  return badValue(`Missing value for required parameter '${parameter}'.`);
}

/** More characters than are kept. */
export function valueTooLong(parameter: string, limit: number): GyreError {
  return badValue(`'${parameter}' exceeds the maximum length of ${limit} characters`);
}

/** A value that is not allowed, quoted as JSON in ASCII, and why. */
export function invalidValue(parameter: string, value: string, reason: string): GyreError {
  return badValue(`Invalid value ${plainJson(value)} for parameter '${parameter}' supplied: ${reason}`);
}
