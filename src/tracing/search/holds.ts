import { evaluate, type FieldValue, type Lookup } from "../../tracking/index.js";
import { comparedValue } from "../assessments.js";
import type { Assessment, TraceInfo } from "../types.js";
import type { Leaf, Plan } from "./plan.js";

/** A span as it is searched. */
export interface SearchedSpan {
  readonly name: string;
  /** As it was sent; null without one. */
  readonly type: string | null;
  readonly status: string;
  readonly content: string;
}

/** A trace as it is searched. */
export interface SearchedTrace {
  readonly info: TraceInfo;
  readonly spans: readonly SearchedSpan[];
  /** Runs that it was linked to. */
  readonly runIds: readonly string[];
  /** Versions of prompts that it was linked to, as `name/version`. */
  readonly prompts: readonly string[];
  /** Assessments of the session that were made of other traces. */
  readonly ofSession: readonly Assessment[];
}

const RUN = "mlflow.sourceRun";
const PROMPTS = "mlflow.linkedPrompts";

/** Whether a condition, by its plan, holds for a trace. */
export function traceHolds(plan: Plan, trace: SearchedTrace): boolean {
  switch (plan.kind) {
    case "and":
      return plan.parts.every((part) => traceHolds(part, trace));
    case "or":
      return plan.parts.some((part) => traceHolds(part, trace));
    case "not":
      return !traceHolds(plan.part, trace);
    case "leaf":
      return leafHolds(plan.leaf, trace);
    case "spans":
      return trace.spans.some((span) =>
        plan.tests.every((test) => evaluate(test, ({ key }) => span[key as keyof SearchedSpan] ?? null)),
      );
    default:
      return plan satisfies never;
  }
}

function leafHolds(leaf: Leaf, trace: SearchedTrace): boolean {
  const { entity, key } = leaf.field;
  if (entity === "feedback" || entity === "expectation") return isAssessed(leaf, trace);
  if (leaf.kind === "comparison" && leaf.comparator === "=") {
    if (entity === "metadata" && key === RUN && trace.runIds.includes(String(leaf.value))) return true;
    if (entity === "tag" && key === PROMPTS) return trace.prompts.includes(String(leaf.value));
  }
  return evaluate(leaf, traceLookup(trace.info));
}

/** Only valid assessments count; those of the session count for each of its traces. */
function isAssessed(leaf: Leaf, { info, ofSession }: SearchedTrace): boolean {
  const { entity, key } = leaf.field;
  const found = [...info.assessments, ...ofSession].filter(
    ({ name, isValid, judgement }) => name === key && isValid && judgement.kind === entity,
  );
  if (leaf.kind !== "comparison") return found.length > 0 === (leaf.kind === "isNotNull");
  const { comparator, value } = leaf;
  const isOrder = /^[<>]/.test(comparator);
  return found.some((assessment) => {
    const { text, number } = comparedValue(assessment);
    if (isOrder) return number !== null && evaluate(leaf, () => number);
    const isSame = text === value || text === JSON.stringify(value);
    if (comparator === "=" || comparator === "!=") return isSame === (comparator === "=");
    return evaluate(leaf, () => text);
  });
}

/** The fields of a trace that are its own. */
export function traceLookup(info: TraceInfo): Lookup {
  return ({ entity, key }): FieldValue => {
    if (entity === "tag") return own(info.tags, key);
    if (entity === "metadata") return own(info.metadata, key);
    if (entity !== "attribute") return null;
    const attributes: Readonly<Record<string, string | number | null>> = {
      request_id: info.traceId,
      client_request_id: info.clientRequestId,
      experiment_id: Number(info.experimentId),
      status: info.state,
      timestamp_ms: info.requestedAt,
      execution_time_ms: info.durationMs,
      end_time_ms: info.requestedAt + (info.durationMs ?? 0),
    };
    return attributes[key] ?? null;
  };
}

function own(values: Readonly<Record<string, string>>, key: string): string | null {
  return Object.hasOwn(values, key) ? values[key]! : null;
}
