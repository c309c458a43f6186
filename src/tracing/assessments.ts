import { GyreError } from "../core/index.js";
import type { AssessmentChange } from "./ports.js";
import { messageJson, pythonJson } from "./python-json.js";
import type { Assessment } from "./types.js";

/** The key in an assessment's metadata that makes it one of all traces of its session. */
const SESSION = "mlflow.trace.session";

/** An assessment after a change. Metadata under other keys stays. Throws `tracing.bad_value` for a judgement of another kind. */
export function changedAssessment(was: Assessment, { at, ...change }: AssessmentChange): Assessment {
  const wished = change.judgement;
  if (wished !== undefined && wished.kind !== was.judgement.kind) {
    const [is, other] =
      was.judgement.kind === "feedback" ? ["a Feedback", "expectation"] : ["an Expectation", "feedback"];
    throw new GyreError("tracing.bad_value", `Cannot update ${other} value on ${is} assessment.`);
  }
  const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...was, ...said, metadata: { ...was.metadata, ...change.metadata }, updatedAt: at };
}

/**
 * What searches compare: the value's JSON text, and its number where it is one. MLflow's protocol makes every number a float, but for those
 * in expectations of lists and objects, which it carries as text.
 */
export function comparedValue({ judgement: { kind, value } }: Assessment): {
  readonly text: string;
  readonly number: number | null;
} {
  const isCarriedAsText = kind === "expectation" && typeof value === "object";
  const number = typeof value === "number" && Number.isFinite(value) ? value : null;
  return { text: isCarriedAsText ? pythonJson(value) : messageJson(value), number };
}

/** Whether it is of all traces of its trace's session. */
export function isOfSession({ metadata }: Assessment): boolean {
  return Object.hasOwn(metadata, SESSION);
}
