import { type OrderClause, orderClause } from "./order-clause.js";
import { pythonRepr } from "./python/repr.js";
import { refuse, setText } from "./refuse.js";
import { datasetOrder } from "./rules/evaluation-datasets.js";
import { EXPERIMENT_ATTRIBUTES } from "./rules/experiments.js";
import { shortIdentifier } from "./rules/registry-identifier.js";
import { runField, runIdentifier } from "./rules/runs.js";
import { meant, traceField, traceIdentifier } from "./rules/trace-fields.js";
import type { Field, OrderBy, Searchable } from "./types.js";

const VERSION_KEYS = ["name", "version_number", "creation_timestamp", "last_updated_timestamp"];
const IN_COLUMNS = ["mlflow.trace.tokenUsage", "mlflow.trace.cost"];

function runOrder({ field }: OrderClause): Field {
  const { type, key } = runIdentifier(field, true);
  return type === "dataset" ? refuse("Invalid identifier type 'dataset'") : runField(type, key);
}

function experimentOrder({ field }: OrderClause): Field {
  const { type, key } = shortIdentifier(field, EXPERIMENT_ATTRIBUTES);
  return type === "attribute" ? { entity: type, key } : refuse("Invalid order_by entity: tag");
}

function modelOrder({ field }: OrderClause): Field {
  if (field === "name") return { entity: "attribute", key: "name" };
  if (field === "timestamp" || field === "last_updated_timestamp") {
    return { entity: "attribute", key: "last_updated_timestamp" };
  }
  return refuse(`Invalid order by key '${field}' specified. Valid keys are '${setText(["name", "timestamp"])}'`);
}

/** A tag whose key is that of an attribute is taken for the attribute. */
function versionOrder({ field }: OrderClause): Field {
  const { key } = shortIdentifier(field, VERSION_KEYS);
  if (VERSION_KEYS.includes(key)) return { entity: "attribute", key };
  return refuse(`Invalid order by key '${key}' specified. Valid keys are ${setText(VERSION_KEYS)}`);
}

function traceOrder({ field }: OrderClause): Field {
  const found = meant(traceIdentifier(field, true));
  if (found.type === "request_metadata" && IN_COLUMNS.includes(found.key)) {
    refuse(
      `Ordering by reserved metadata '${found.key}' is not supported because it is represented by multiple columns.`,
    );
  }
  if (!["attribute", "tag", "request_metadata"].includes(found.type)) refuse(`Invalid identifier type '${found.type}'`);
  if (found.type === "attribute" && found.key === "end_time_ms") refuse(`Invalid order by key '${field}' specified.`);
  return traceField(found);
}

const READERS = {
  runs: { field: runOrder, isOnceEach: true },
  experiments: { field: experimentOrder, isOnceEach: false },
  registered_models: { field: modelOrder, isOnceEach: true },
  model_versions: { field: versionOrder, isOnceEach: true },
  traces: { field: traceOrder, isOnceEach: true },
  evaluation_datasets: { field: ({ field }: OrderClause) => datasetOrder(field), isOnceEach: false },
};

/**
 * Reads the items of `order_by`, one field with ASC or DESC in each, as MLflow 3.17 does. Logged models are ordered by objects: see
 * `modelOrderBy`. Throws `tracking.bad_filter` with MLflow's message.
 *
 * @example
 * parseOrderBy("runs", ["metrics.auc DESC", "Created"])
 */
export function parseOrderBy(
  searchable: Exclude<Searchable, "logged_models">,
  items: readonly string[],
): readonly OrderBy[] {
  const reader = READERS[searchable];
  const seen = new Set<string>();
  return items.map((item) => {
    const clause = orderClause(item);
    const field = reader.field(clause);
    const name = `${field.entity}.${field.key}`;
    if (reader.isOnceEach && seen.has(name)) {
      refuse(`\`order_by\` contains duplicate fields: [${items.map(pythonRepr).join(", ")}]`);
    }
    seen.add(name);
    return { field, isDescending: clause.isDescending };
  });
}
