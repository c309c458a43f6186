import type { GyreError } from "../../core/index.js";
import { floatText } from "../../tracking/index.js";
import { badEvaluationValue } from "./read-records.js";

/** Throws `tracing.bad_value` for what is no share. */
export function requireShare(rate: number): void {
  if (!(rate >= 0 && rate <= 1))
    throw badEvaluationValue(`sample_rate must be between 0.0 and 1.0, got ${floatText(rate)}`);
}

/** `tracing.bad_value` for a scorer that is to be asked by itself: only judges behind a gateway could be, and there is none here. */
export function notSampled(name: string): GyreError {
  return badEvaluationValue(
    `Scorer '${name}' does not use a gateway model. Automatic evaluation is only supported for scorers that use gateway models.`,
  );
}
