import { GyreError } from "../../core/index.js";
import { parseBoolean } from "./boolean.js";
import type { Judged } from "./rules/condition.js";
import { readEvaluationDatasetFilter } from "./rules/evaluation-datasets.js";
import { readExperimentFilter } from "./rules/experiments.js";
import { readLoggedModelFilter } from "./rules/logged-models.js";
import { readModelFilter, readVersionFilter } from "./rules/registry.js";
import { readRunFilter } from "./rules/runs.js";
import { readTraceFilter } from "./rules/traces.js";
import type { Condition, Searchable } from "./types.js";

const READERS: Readonly<Record<Searchable, (text: string) => readonly Judged[]>> = {
  runs: readRunFilter,
  experiments: readExperimentFilter,
  registered_models: readModelFilter,
  model_versions: readVersionFilter,
  logged_models: readLoggedModelFilter,
  traces: readTraceFilter,
  evaluation_datasets: readEvaluationDatasetFilter,
};

function allOf(judged: readonly Judged[]): Condition | null {
  const conditions = judged.map((judge) => judge());
  if (conditions.length === 0) return null;
  return conditions.length === 1 ? conditions[0]! : { kind: "and", parts: conditions };
}

/**
 * Reads a filter in the grammar of MLflow 3.17, with its quirks, and besides with OR, NOT and parentheses, where AND binds stronger than OR.
 * Null for the empty filter, and for one that says nothing. Throws `tracking.bad_filter` with MLflow's message.
 *
 * @example
 * parseFilter("runs", "metrics.auc > 0.8 AND tags.team = 'red'")
 */
export function parseFilter(searchable: Searchable, text: string): Condition | null {
  return readFilter(searchable, text)();
}

/**
 * Reads a filter as `parseFilter` does, and leaves it to the function given back to judge comparators and values: MLflow tells some
 * mistakes of the order between the two.
 */
export function readFilter(searchable: Searchable, text: string): () => Condition | null {
  if (text === "") return () => null;
  const read = READERS[searchable];
  const combined = (error: unknown): Condition => {
    if (!(error instanceof GyreError)) throw error;
    return parseBoolean(text, (part) => allOf(read(part)), error);
  };
  try {
    const judged = read(text);
    return () => {
      try {
        return allOf(judged);
      } catch (error) {
        return combined(error);
      }
    };
  } catch (error) {
    const whole = combined(error);
    return () => whole;
  }
}
